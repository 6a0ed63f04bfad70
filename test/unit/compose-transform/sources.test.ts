import { describe, expect, it } from 'vitest'
import { emittedFile, govern, guidePolicy, refusals } from './project.ts'

/** A project whose agent wants GITHUB_TOKEN, with these sources. */
function governed(sources: string, more = '', service = '') {
  return govern(`services:
  a:
    image: a
    environment: [GITHUB_TOKEN]
${service}${more}x-docker-ai-governance:
  policy: ./governance-policy.yaml
  credentials:
    sources:
${sources
  .split('\n')
  .map((line) => `      ${line}`)
  .join('\n')}
`)
}

const held = '{ environment: X }'

describe('the source of a key', () => {
  it.each([
    ['a variable', 'GITHUB_TOKEN: { environment: OTHER }', { environment: 'OTHER' }],
    ['a file beside the Compose file', 'GITHUB_TOKEN: { file: key }', { file: '/project/key' }],
    ['a file at home', 'GITHUB_TOKEN: { file: ~/key }', { file: '/home/dev/key' }],
    [
      'a command, its relative words in full',
      'GITHUB_TOKEN: { command: [node, ./a.mjs, ../b, c.mjs] }',
      { command: ['node', '/project/a.mjs', '/b', 'c.mjs'] },
    ],
    [
      'a GitHub App',
      'GITHUB_TOKEN: { githubApp: { appId: 1, installationId: "2", privateKey: { file: ./app.pem } } }',
      { githubApp: { appId: 1, installationId: '2', privateKey: { file: '/project/app.pem' } } },
    ],
  ])('is %s', async (_, written, source) => {
    const { output, findings } = await governed(written)
    expect(findings).toEqual([])
    expect(output?.sources.get('GITHUB_TOKEN')?.source).toEqual(source)
    expect(output?.keys).toMatchObject([{ service: 'a', key: 'GITHUB_TOKEN' }])
  })

  it('wins over the environment of the caller', async () => {
    const { output } = await govern(
      'services:\n  a: { image: a, environment: [GITHUB_TOKEN] }\nx-docker-ai-governance:\n  policy: ./governance-policy.yaml\n  credentials: { sources: { GITHUB_TOKEN: { file: /key } } }\n',
      { GITHUB_TOKEN: 'ghp_ofTheEnvironment00000' },
    )
    expect(output?.secrets.has('GITHUB_TOKEN')).toBe(false)
    expect(output?.text).not.toContain('ghp_ofTheEnvironment')
  })

  it.each([
    ['two at once', 'GITHUB_TOKEN: { file: a, environment: B }', 'governance-field', 8],
    ['none', 'GITHUB_TOKEN: {}', 'governance-field', 8],
    ['a kind that there is not', 'GITHUB_TOKEN: { vault: a }', 'governance-field', 8],
    ['a command in one text', 'GITHUB_TOKEN: { command: gh auth token }', 'governance-field', 8],
    [
      'a token server without TLS',
      `GITHUB_TOKEN: { clientCredentials: { tokenUrl: "http://a/t", clientId: i, clientSecret: ${held} } }`,
      'governance-field',
      8,
    ],
    ['that of a key that no policy allows', 'OTHER: { file: a }', 'source-of-unknown-key', 8],
    ['a secret that there is not', 'GITHUB_TOKEN: { secret: no }', 'unknown-secret', 8],
  ])('is refused at its place: %s', async (_, written, rule, line) => {
    const result = await governed(written)
    expect(refusals(result)).toEqual([rule])
    expect(result.findings[0]?.range.start.line).toBe(line)
    expect(result.output).toBeUndefined()
  })

  it('that is spelled wrong is told from the one that is meant', async () => {
    const { findings } = await governed('GITHUB_TOKEN: { comand: [gh] }')
    expect(findings[0]?.message).toContain('Did you mean "command"?')
  })

  it('is warned of when nobody asks for the key', async () => {
    const { findings, output } = await governed('OPENAI_API_KEY: { file: a }')
    expect(findings).toMatchObject([{ rule: 'unused-source', severity: 'warning' }])
    expect(output).toBeDefined()
  })

  it('is said by the first field alone', async () => {
    const files = {
      'compose.yaml': `include: [other.yaml]\nservices:\n  a: { image: a, environment: [GITHUB_TOKEN] }\nx-docker-ai-governance:\n  policy: ./governance-policy.yaml\n`,
      'other.yaml': `services:\n  b: { image: b }\nx-docker-ai-governance:\n  policy: ./governance-policy.yaml\n  credentials: { sources: { GITHUB_TOKEN: { command: [evil] } } }\n`,
    }
    const result = await govern(files)
    expect(refusals(result)).toEqual(['governance-weakened'])
  })
})

describe('a Docker secret as a source', () => {
  const secrets = 'secrets:\n  token: { file: ./token }\n'

  it('is mounted into the broker, and into nothing else', async () => {
    const { output } = await governed('GITHUB_TOKEN: { secret: token }', secrets)
    const { services } = emittedFile(output?.text ?? '')
    expect(services['governance-broker'].secrets).toEqual([
      { source: 'token', target: 'GITHUB_TOKEN' },
    ])
    for (const name of ['a', 'governance-proxy', 'governance-gateway'])
      expect(services[name].secrets).toBeUndefined()
  })

  it('cannot be a secret of a governed service too', async () => {
    const result = await governed(
      'GITHUB_TOKEN: { secret: token }',
      secrets,
      '    secrets: [token]\n',
    )
    expect(refusals(result)).toContain('source-shared-with-service')
  })

  it('that is a variable is asked for where the command is called', async () => {
    const { output } = await governed(
      'GITHUB_TOKEN: { secret: token }',
      'secrets:\n  token: { environment: T }\n',
    )
    expect(output?.sources.get('GITHUB_TOKEN')?.source).toEqual({ environment: 'T' })
  })
})

describe('a source that the broker asks', () => {
  const minted = `GITHUB_TOKEN: { clientCredentials: { tokenUrl: "https://id.example.com:8443/t", clientId: i, clientSecret: ${held} } }`

  it('is reached through the proxy as an identity that may go there and nowhere else', async () => {
    const { output } = await governed(minted)
    const { services, networks } = emittedFile(output?.text ?? '')
    const own = output?.configuration.services['governance-broker']
    expect(Object.keys(services['governance-broker'].networks).sort()).toEqual([
      'governance-control',
      'governance-tokens',
    ])
    expect(networks['governance-tokens']).toMatchObject({ internal: true })
    expect(services['governance-proxy'].networks['governance-tokens']).toEqual({
      ipv4_address: own?.listen.proxy,
    })
    const policy = output?.configuration.policies[own?.policy ?? '']
    expect(policy).toMatchObject({
      mode: 'enforce',
      policies: [{ allowedDomains: ['id.example.com:8443'], denyLocalNetwork: true }],
    })
    for (const [name, { networks: joined }] of Object.entries<{ networks?: object }>(services))
      if (!['governance-broker', 'governance-proxy'].includes(name))
        expect(Object.keys(joined ?? {})).not.toContain('governance-tokens')
  })

  it('stands under what the organisation forbids', async () => {
    const { load } = await import('./project.ts')
    const { transform } = await import('../../../compose-transform/index.ts')
    const loaded = await load({
      'compose.yaml': `services:\n  a: { image: a, environment: [GITHUB_TOKEN] }\nx-docker-ai-governance:\n  policy: ./governance-policy.yaml\n  credentials:\n    sources:\n      ${minted}\n`,
      '/etc/organisation.yaml': guidePolicy.replace('agent-policy-001', 'organisation'),
    })
    const { output } = await transform(loaded, { baseline: ['/etc/organisation.yaml'] })
    const own = output?.configuration.services['governance-broker']
    expect(output?.configuration.policies[own?.policy ?? '']?.names).toEqual([
      'token-servers',
      'organisation',
    ])
  })

  it('leaves nothing of the declaration in the file', async () => {
    const { output } = await governed(minted)
    expect(output?.text).not.toContain('clientSecret')
    expect(output?.text).not.toContain('/t"')
  })
})

import { describe, expect, it } from 'vitest'
import { emittedFile, govern, refusals } from './project.ts'

const secret = 'governed:Password0123456789'
const environment = { CORP_PROXY: secret, OTHER: 'x' }
const project = (proxy: string, more = '', service = '{ image: a }') =>
  `services:\n  a: ${service}\nx-docker-ai-governance:\n  policy: ./governance-policy.yaml\n  egress: { upstreamProxy: ${proxy} }\n${more}`
const proxy = '{ url: "https://p.corp:8443", credential: CORP_PROXY }'
const source = (from: string) => `  credentials: { sources: { CORP_PROXY: ${from} } }\n`

describe('the credential of the upstream proxy', () => {
  it('reaches the emitted file as a lease of the proxy’s own, and in no other way', async () => {
    const result = await govern(project(proxy), environment)
    expect(result.findings).toEqual([])
    const { output } = result
    const variable = 'GOVERNANCE_LEASE_GOVERNANCE_PROXY_CORP_PROXY'
    expect(output?.configuration.egress.upstreamProxy).toEqual({
      url: 'https://p.corp:8443',
      names: false,
      credential: { key: 'CORP_PROXY', variable },
    })
    expect(output?.keys).toMatchObject([
      { service: 'governance-proxy', key: 'CORP_PROXY', variable },
    ])
    expect(output?.secrets.get('CORP_PROXY')).toBe(secret)
    expect(output?.text).not.toContain(secret)
    expect(output?.text).not.toContain('Password')
    const { services } = emittedFile(output?.text ?? '')
    for (const [name, service] of Object.entries(services)) {
      const has = Object.keys((service as { environment?: object }).environment ?? {})
      expect([name, has.includes(variable)]).toEqual([name, name === 'governance-proxy'])
      expect(has).not.toContain('CORP_PROXY')
    }
  })

  it('comes from where the project says', async () => {
    const held = await govern(project(proxy, source('{ environment: OTHER }')), environment)
    expect(held.findings).toEqual([])
    expect(held.output?.sources.get('CORP_PROXY')?.source).toEqual({ environment: 'OTHER' })
  })

  it('does not come from a server behind that very proxy', async () => {
    const app = '{ githubApp: { appId: 1, installationId: "2", privateKey: { file: ./app.pem } } }'
    const result = await govern(project(proxy, source(app)), environment)
    expect(refusals(result)).toEqual(['source-of-unknown-key'])
  })

  it('is no key of a policy: a service could have a lease of it', async () => {
    const shared = proxy.replace('CORP_PROXY', 'OPENAI_API_KEY')
    const result = await govern(project(shared), { OPENAI_API_KEY: secret })
    expect(refusals(result)).toContain('source-shared-with-service')
  })

  it.each([
    ['as it is', `{ image: a, environment: { X: "${secret}" } }`],
    ['by a variable', '{ image: a, environment: [CORP_PROXY] }'],
    ['within a URL', `{ image: a, environment: { X: "http://${secret}@p.corp" } }`],
    ['in a command', `{ image: a, command: [run, "${secret}"] }`],
  ])('does not get into a service %s', async (_, service) => {
    const { output } = await govern(project(proxy, '', service), environment)
    expect(output?.text ?? '').not.toContain(secret)
    expect(output?.keys.every((key) => key.service === 'governance-proxy') ?? true).toBe(true)
  })

  it('is a name and no secret, and a further file cannot change it', async () => {
    const wrong = await govern(
      project('{ url: "http://p.corp:1", credential: "a:b" }'),
      environment,
    )
    expect(wrong.output).toBeUndefined()
    expect(wrong.findings[0]?.message).not.toContain('without a user')
    const later = `x-docker-ai-governance: { policy: ./governance-policy.yaml, egress: { upstreamProxy: { url: "https://p.corp:8443", credential: OTHER } } }\n`
    const files = { 'compose.yaml': project(proxy), 'later.yaml': `services: {}\n${later}` }
    const result = await govern(files, environment, ['compose.yaml', 'later.yaml'])
    expect(refusals(result)).toContain('governance-weakened')
  })
})

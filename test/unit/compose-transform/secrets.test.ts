// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of Compose

import { describe, expect, it } from 'vitest'
import { emittedFile, field, govern, guidePolicy, refusals } from './project.ts'

const token = 'ghp_therealtokenofaperson'
const lease = '${GOVERNANCE_LEASE_A_GITHUB_TOKEN:?run it with: governance compose up}'

async function environmentOf(service: string, environment: Record<string, string>, files = {}) {
  const result = await govern(
    { ...files, 'compose.yaml': `services:\n  a:\n    image: a\n${service}${field}` },
    environment,
  )
  return {
    ...result,
    variables: emittedFile(result.output?.text ?? '{}').services?.a.environment ?? {},
  }
}

describe('credentials of a governed service', () => {
  it.each([
    ['a bare name', '    environment: [GITHUB_TOKEN]\n'],
    ['a reference', '    environment: { GITHUB_TOKEN: "${GITHUB_TOKEN}" }\n'],
    ['a reference with a default', '    environment: ["GITHUB_TOKEN=${GITHUB_TOKEN:-none}"]\n'],
    ['a literal', `    environment: { GITHUB_TOKEN: ${token} }\n`],
  ])('become leases when the policy allows the key: %s', async (_how, service) => {
    const { variables, output } = await environmentOf(service, { GITHUB_TOKEN: token })
    expect(variables.GITHUB_TOKEN).toBe(lease)
    expect(output?.text).not.toContain(token)
    expect(output?.secrets.get('GITHUB_TOKEN')).toBe(token)
  })

  it('become leases under another name and inside another text', async () => {
    const service =
      '    environment:\n      GH: "${GITHUB_TOKEN}"\n      HEADER: "Bearer ${GITHUB_TOKEN} $${x}"\n'
    const { variables, output } = await environmentOf(service, { GITHUB_TOKEN: token })
    expect(variables).toMatchObject({ GH: lease, HEADER: `Bearer ${lease} $$\{x}` })
    expect(output?.text).not.toContain(token)
  })

  it('stay leases among the options of a JVM, behind which the proxy’s are told too', async () => {
    const service = '    environment: { JAVA_TOOL_OPTIONS: "-Xmx1g -Dtoken=${GITHUB_TOKEN} $$x" }\n'
    const { variables, output } = await environmentOf(service, { GITHUB_TOKEN: token })
    const options = String(variables.JAVA_TOOL_OPTIONS)
    expect(options).toMatch(/^-Dhttp\.proxyHost=governance-proxy .*bundle\.jks -Xmx1g /)
    expect(options.endsWith(` -Xmx1g -Dtoken=${lease} $$x`)).toBe(true)
    expect(output?.text).not.toContain(token)
  })

  it('become leases when they come from an env file, which is not handed on', async () => {
    const files = { '.env.agent': `GITHUB_TOKEN=${token}\nLEVEL=debug\n` }
    const { variables, output } = await environmentOf('    env_file: .env.agent\n', {}, files)
    expect(variables).toMatchObject({ GITHUB_TOKEN: lease, LEVEL: 'debug' })
    expect(emittedFile(output?.text ?? '').services.a.env_file).toBeUndefined()
    expect(output?.text).not.toContain(token)
    expect(JSON.stringify(output?.changes)).not.toContain(token)
  })

  it.each([
    ['by its name', 'SLACK_TOKEN: abcdefgh1234'],
    ['by the variable it comes from', 'X: "${DB_PASSWORD}"'],
    ['by its shape', 'X: sk-abcdefghijklmnopqrstuvwx'],
    ['as a password in a URL', 'DATABASE_URL: postgres://app:hunter2@db/app'],
    ['as the value of another secret', 'X: "prefix-s3cretOfThePerson99"'],
  ])('are left out when no policy allows them: %s', async (_how, variable) => {
    const { findings, output, variables } = await environmentOf(
      `    environment: { ${variable} }\n`,
      { DB_PASSWORD: 'pass1234word', OTHER_SECRET: 's3cretOfThePerson99' },
    )
    expect(findings.map((finding) => finding.rule)).toEqual(['no-secret-in-environment'])
    expect(variables).not.toHaveProperty(variable.split(':')[0] ?? '')
    expect(output).toBeDefined()
  })

  it('never travel in a command, a label or a build argument', async () => {
    for (const service of [
      '    command: ["run", "--token=${GITHUB_TOKEN}"]\n',
      '    labels: { token: "${GITHUB_TOKEN}" }\n',
      '    build: { context: ., args: { T: "${GITHUB_TOKEN}" } }\n',
      `    healthcheck: { test: "curl -H ${token} x" }\n`,
    ]) {
      const result = await environmentOf(service, { GITHUB_TOKEN: token })
      expect(refusals(result)).toContain('no-secret-elsewhere')
    }
  })

  it.each([
    ['a flag of the command', '    command: [run, --api-token, hunter2word]\n'],
    ['a flag of a line', '    entrypoint: ["sh", "-c", "run --password=hunter2word"]\n'],
    [
      'a build argument by its name',
      '    build: { context: ., args: { API_TOKEN: hunter2word } }\n',
    ],
    ['a label by its name', '    labels: { app.api-token: hunter2word }\n'],
    ['a label file', '    label_file: labels.env\n'],
    ['the content of a config', '    configs: [inline]\n'],
    ['a config that is a file', '    configs: [file]\n'],
    ['a config that is a variable', '    configs: [variable]\n'],
  ])('do not travel in %s', async (_, service) => {
    const result = await govern(
      {
        'labels.env': 'note=ghp_0123456789abcdefghijABCDEFGHIJ\n',
        'app.conf': 'token = "xoxb-0123456789-abcdefghij"\n',
        'compose.yaml': `services:\n  a:\n    image: a\n${service}configs:\n  inline: { content: "key: sk-abcdefghijklmnopqrstuvwx" }\n  file: { file: ./app.conf }\n  variable: { environment: SOME_TOKEN }\n${field}`,
      },
      { SOME_TOKEN: 'hunter2word' },
    )
    expect(refusals(result)).toContain('no-secret-elsewhere')
    expect(result.findings[0]?.range.start.line).toBeGreaterThan(1)
  })

  it.each([
    'note: "a --token-file=/run/x --password-file y"',
    'command: [run, --token, /run/secrets/x]',
    'command: [run, --key, value, --auth, none]',
    'labels: { app.key: value, app.public-key: AAAAB3NzaC1yc2E }',
    'build: { context: ., args: { TOKEN_LIMIT: "4000", NODE_VERSION: "22" } }',
  ])('are not seen where there are none: %s', async (setting) => {
    const service = setting.startsWith('note') ? `labels: { ${setting} }` : setting
    const { findings } = await environmentOf(`    ${service}\n`, {})
    expect(findings.filter(({ rule }) => rule.startsWith('no-secret'))).toEqual([])
  })

  it.each([
    ['X', 'q7Zt2LpVw9XcR4bN8mKdJ3sHf6YgT1uA', true],
    ['X', 'q7Zt2LpVw9XcR4bN8mKdJ3sHf6Yg+T1/uAe5==', true],
    ['BUILD_ID', 'q7Zt2LpVw9XcR4bN8mKdJ3sHf6YgT1uA', false],
    ['X', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', false],
    ['X', '123e4567-e89b-12d3-a456-426614174000', false],
    ['X', 'eyJsZXZlbCI6ImRlYnVnIiwicG9ydCI6ODA4MCwibmFtZSI6IkFCQyJ9', false],
    ['X', 'https://Example.com/A1/b2/C3/d4/E5/f6/G7', false],
    ['X', 'My-Very-Long-Name-Of-A-Thing-In-2024-And-2025', false],
    ['X', 'ThisIsALongNameInCamelCaseWithout99Randomness', false],
  ])('are told by their randomness at last: %s=%s', async (name, value, isOne) => {
    const { findings, variables } = await environmentOf(
      `    environment: { ${name}: "${value}" }\n`,
      {},
    )
    expect(findings.map(({ rule }) => rule)).toEqual(isOne ? ['no-secret-in-environment'] : [])
    expect(Object.hasOwn(variables, name)).toBe(!isOne)
  })

  it('stay references in the environment of companions and never get into the file', async () => {
    const { output } = await govern(
      `services:\n  a: { image: a }\n  db: { image: db, environment: { PASSWORD: "\${DB_PASSWORD}" }, command: "--pw=\${DB_PASSWORD}" }\n${field}  services: [a]\n`,
      { DB_PASSWORD: 'verySecretPassword1' },
    )
    const db = emittedFile(output?.text ?? '').services.db
    expect(db.environment.PASSWORD).toBe('${DB_PASSWORD}')
    expect(db.command).toBe('--pw=${DB_PASSWORD}')
    expect(output?.text).not.toContain('verySecretPassword1')
    expect(output?.references).toEqual(['DB_PASSWORD'])
  })

  it('are in nothing else that is handed out: not in the JSON form, not in the list of changes', async () => {
    const { output } = await govern(
      `services:\n  a: { image: a, logging: { driver: splunk, options: { splunk-token: "\${SPLUNK_TOKEN}" } } }\n  db: { image: db, environment: { PASSWORD: "\${DB_PASSWORD}", PRICE: "5$$" } }\n${field}  services: [a]\n`,
      { DB_PASSWORD: 'verySecretPassword1', SPLUNK_TOKEN: 'verySecretPassword2' },
    )
    const handedOut = JSON.stringify([
      output?.document,
      output?.model,
      output?.changes,
      output?.configuration,
    ])
    expect(handedOut).not.toContain('verySecretPassword')
    expect(handedOut).toContain('${DB_PASSWORD}')
    expect(handedOut).toContain('5$$')
  })

  it('do not come into the configuration by a variable in a policy, which nobody fills in', async () => {
    const { output } = await govern(
      {
        'compose.yaml': `services:\n  a: { image: a }\n${field}`,
        'governance-policy.yaml': guidePolicy.replace(
          'denyLocalNetwork: true',
          'http: [{ host: api.openai.com, paths: ["/${DB_PASSWORD}/$DB_PASSWORD"] }]',
        ),
      },
      { DB_PASSWORD: 'verySecretPassword1' },
    )
    const configuration: string = emittedFile(output?.text ?? '')['x-governance-configuration']
    expect(configuration).toContain('DB_PASSWORD')
    expect(configuration.replaceAll('$$', '')).not.toContain('$')
  })

  it('must have one value in the whole project', async () => {
    const result = await govern(
      `services:\n  a: { image: a, environment: { GITHUB_TOKEN: ghp_oneoneoneone } }\n  b: { image: b, environment: { GITHUB_TOKEN: ghp_twotwotwotwo } }\n${field}`,
    )
    expect(refusals(result)).toContain('two-secrets-for-key')
  })
})

describe('values that are no secret', () => {
  it('are pinned to what was checked, so that a variable changed later changes nothing', async () => {
    const { output } = await govern(
      `services:\n  a: { image: "agent:\${TAG}", environment: { MODE: "\${MODE}", PRICE: "5$$" } }\n${field}`,
      { TAG: '1.2', MODE: 'fast' },
    )
    const agent = emittedFile(output?.text ?? '').services.a
    expect(agent.image).toBe('agent:1.2')
    expect(agent.environment).toMatchObject({ MODE: 'fast', PRICE: '5$$' })
  })
})

describe('files of the project that are mounted with a folder', () => {
  it('covers the env files and keeps the rules from being changed', async () => {
    const { output } = await govern({
      'compose.yaml': `services:\n  a: { image: a, volumes: [".:/work"] }\n${field}`,
      '.env': 'GITHUB_TOKEN=x\n',
    })
    const mounts = emittedFile(output?.text ?? '').services.a.volumes
    const by = new Map(mounts.map((mount: { target: string }) => [mount.target, mount]))
    expect(by.get('/work/.env')).toMatchObject({ source: '/dev/null', read_only: true })
    expect(by.get('/work/compose.yaml')).toMatchObject({
      source: '/project/compose.yaml',
      read_only: true,
    })
    expect(by.get('/work/governance-policy.yaml')).toMatchObject({ read_only: true })
  })

  it('covers a whole folder where a rule lies deeper, because it could be renamed away', async () => {
    const { output } = await govern({
      'compose.yaml':
        'services:\n  a: { image: a, volumes: [".:/work"] }\nx-docker-ai-governance: { policy: policies/agents/one.yaml }\n',
      'policies/agents/one.yaml':
        'apiVersion: ai.docker.com/v1\nkind: GovernancePolicy\nmetadata: { name: one }\nspec: {}\n',
    })
    const targets = emittedFile(output?.text ?? '').services.a.volumes.map(
      (mount: { target: string }) => mount.target,
    )
    expect(targets).toContain('/work/policies')
  })
})

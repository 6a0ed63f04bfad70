// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of Compose
import { describe, expect, it } from 'vitest'
import type { Transformed } from '../../../compose-transform/index.ts'
import { field, govern, load, refusals } from './project.ts'

const strictPolicy =
  'apiVersion: ai.docker.com/v1\nkind: GovernancePolicy\nmetadata: { name: second }\nspec: {}\n'
const base = `services:\n  a: { image: a }\n  b: { image: b }\n${field}`

function policiesOf(result: Awaited<ReturnType<typeof govern>>, service: string) {
  const digest = result.output?.configuration.services[service]?.policy ?? ''
  return result.output?.configuration.policies[digest]?.names
}

/** What the first finding points at. */
function textAt(text: string, { findings }: Pick<Transformed, 'findings'>): string {
  const { start, end } = findings[0]?.range ?? expect.fail('there is no finding')
  const lines = text.split('\n')
  expect(end.line).toBe(start.line)
  return lines[start.line]?.slice(start.character, end.character) ?? ''
}

describe('the governance field', () => {
  it('governs every service unless it names some', async () => {
    const all = await govern(base)
    expect([...(all.output?.roles ?? [])]).toEqual([
      ['a', 'agent'],
      ['b', 'agent'],
    ])
    const some = await govern(`${base}  services: [a]\n`)
    expect([...(some.output?.roles ?? [])]).toEqual([
      ['a', 'agent'],
      ['b', 'companion'],
    ])
  })

  it('is needed: a project without one is refused', async () => {
    expect(refusals(await govern('services: { a: { image: a } }'))).toEqual(['no-governance'])
    const slip = 'services: { a: { image: a } }\nx-docker-ai-governence: { policy: ./p.yaml }\n'
    const { findings } = await govern(slip)
    expect(findings[0]).toMatchObject({
      rule: 'no-governance',
      range: { start: { line: 1 } },
      help: 'Write x-docker-ai-governance, not x-docker-ai-governence.',
    })
  })

  it('may stand on a service alone', async () => {
    const result = await govern(
      'services:\n  a: { image: a, x-docker-ai-governance: { policy: governance-policy.yaml } }\n  b: { image: b }\n',
    )
    expect([...(result.output?.roles ?? [])]).toEqual([
      ['a', 'agent'],
      ['b', 'companion'],
    ])
  })

  it('on a service adds to that of the project', async () => {
    const result = await govern({
      'compose.yaml': base.replace(
        'image: b',
        'image: b, x-docker-ai-governance: { policy: second.yaml }',
      ),
      'second.yaml': strictPolicy,
    })
    expect(policiesOf(result, 'a')).toEqual(['agent-policy-001'])
    expect(policiesOf(result, 'b')).toEqual(['agent-policy-001', 'second'])
  })

  it('says how long the trail is kept, and a typing slip in it is named', async () => {
    const kept = await govern(`${base}  audit: { retentionDays: 90, maxMegabytes: 512 }\n`)
    expect(kept.output?.configuration.audit).toEqual({ retentionDays: 90, maxMegabytes: 512 })
    expect((await govern(base)).output?.configuration.audit).toBeUndefined()
    const { findings } = await govern(`${base}  audit: { retentionDay: 90 }\n`)
    expect(findings[0]?.message).toContain('Did you mean "retentionDays"?')
    const none = await govern(`${base}  audit: { retentionDays: 0 }\n`)
    expect(none.output).toBeUndefined()
  })

  it.each([
    ['exempts a service', 'exempt: { b: because }'],
    ['makes an exception', 'exceptions: [{ rule: no-device, service: a, reason: because }]'],
    ['sets the way out', 'egress: { network: default }'],
    ['leads out through a proxy', 'egress: { upstreamProxy: "http://p.corp:3128" }'],
    ['has the trail forget sooner', 'audit: { retentionDays: 1 }'],
    ['has the trail hold less', 'audit: { maxMegabytes: 16 }'],
  ])('cannot be weakened by a later file that %s', async (_what, more) => {
    const later = `services: {}\nx-docker-ai-governance: { policy: governance-policy.yaml, ${more} }\n`
    const result = await govern({ 'compose.yaml': base, 'later.yaml': later }, {}, [
      'compose.yaml',
      'later.yaml',
    ])
    expect(refusals(result)).toEqual(['governance-weakened'])
    expect(result.findings[0]?.file).toBe('/project/later.yaml')
  })

  it('names the proxy of the network it runs in, and never a secret for it', async () => {
    const plain = await govern(`${base}  egress: { upstreamProxy: "http://p.corp:3128" }\n`)
    expect(plain.output?.configuration.egress.upstreamProxy).toEqual({
      url: 'http://p.corp:3128',
      names: false,
    })
    const names = await govern(
      `${base}  egress: { upstreamProxy: { url: "http://p.corp:3128", names: true } }\n`,
    )
    expect(names.output?.configuration.egress.upstreamProxy?.names).toBe(true)
    const secure = await govern(`${base}  egress: { upstreamProxy: "https://p.corp" }\n`)
    expect(secure.output?.configuration.egress.upstreamProxy?.url).toBe('https://p.corp')
    for (const url of [
      'http://me:secret@p.corp:3128',
      'https://me@p.corp',
      'socks5://p.corp:1080',
    ]) {
      const refused = await govern(`${base}  egress: { upstreamProxy: "${url}" }\n`)
      expect(refused.output).toBeUndefined()
      expect(refused.findings[0]?.message).toContain('without a user and a password')
    }
  })

  it('is narrowed by a later file: both policies hold', async () => {
    const later = 'services: {}\nx-docker-ai-governance: { policy: second.yaml }\n'
    const files = { 'compose.yaml': base, 'later.yaml': later, 'second.yaml': strictPolicy }
    const result = await govern(files, {}, ['compose.yaml', 'later.yaml'])
    expect(policiesOf(result, 'a')).toEqual(['agent-policy-001', 'second'])
  })

  it.each([
    ['reset', 'x-docker-ai-governance: !reset null\n'],
    ['overridden', 'x-docker-ai-governance: !override { policy: second.yaml }\n'],
  ])('cannot be %s', async (_what, text) => {
    const files = {
      'compose.yaml': base,
      'later.yaml': `services: {}\n${text}`,
      'second.yaml': strictPolicy,
    }
    expect(refusals(await govern(files, {}, ['compose.yaml', 'later.yaml']))).toEqual([
      'governance-weakened',
    ])
  })

  it('on a service is added to, never replaced, by an override', async () => {
    const own =
      'services:\n  a: { image: a, x-docker-ai-governance: { policy: governance-policy.yaml } }\n'
    const later = 'services:\n  a: { x-docker-ai-governance: { policy: second.yaml } }\n'
    const files = { 'compose.yaml': own, 'later.yaml': later, 'second.yaml': strictPolicy }
    const result = await govern(files, {}, ['compose.yaml', 'later.yaml'])
    expect(policiesOf(result, 'a')).toEqual(['agent-policy-001', 'second'])
  })

  it('of an included file holds for the services of that file', async () => {
    const result = await govern({
      'compose.yaml': `include: [inner/compose.yaml]\nservices: { main: { image: m } }\n`,
      'inner/compose.yaml':
        'services: { a: { image: a } }\nx-docker-ai-governance: { policy: p.yaml }\n',
      'inner/p.yaml': strictPolicy,
    })
    expect([...(result.output?.roles ?? [])]).toEqual([
      ['main', 'companion'],
      ['a', 'agent'],
    ])
  })

  it('of an extended file comes along with its service, though Compose drops it', async () => {
    const result = await govern({
      'compose.yaml': 'services: { a: { extends: { file: inner/base.yaml, service: base } } }\n',
      'inner/base.yaml':
        'services: { base: { image: a } }\nx-docker-ai-governance: { policy: p.yaml }\n',
      'inner/p.yaml': strictPolicy,
    })
    expect(policiesOf(result, 'a')).toEqual(['second'])
  })

  it.each([
    'policy: "${P:-governance-policy.yaml}"',
    'policy: governance-policy.yaml\n  exempt: { "b": "${WHY}" }',
  ])('cannot depend on a variable: %s', async (text) => {
    const result = await govern(
      `services:\n  a: { image: a }\n  b: { image: b }\nx-docker-ai-governance:\n  ${text}\n`,
      {
        WHY: 'because',
      },
    )
    expect(refusals(result)).toContain('variable-in-governance')
  })

  it.each([
    ['an unknown key, with the nearest known one', 'polcy: x', 'Did you mean "policy"?'],
    [
      'a service that is not there',
      'policy: governance-policy.yaml\n  services: [aa]',
      'Did you mean "a"?',
    ],
    [
      'an exception to a rule that has none',
      'policy: governance-policy.yaml\n  exceptions: [{ rule: no-privileged, service: a, reason: because }]',
      'There can be no exception',
    ],
    [
      'a rule that is not there',
      'policy: governance-policy.yaml\n  exceptions: [{ rule: no-devices, service: a, reason: because }]',
      'Did you mean "no-device"?',
    ],
    [
      'a credential for a server that no policy binds to its host',
      'policy: governance-policy.yaml\n  mcp: { servers: { l: { url: "https://example.com/mcp", credential: GITHUB_TOKEN } } }',
      'cannot be given GITHUB_TOKEN',
    ],
  ])('reports %s', async (_what, text, message) => {
    const result = await govern(
      `services:\n  a: { image: a }\nx-docker-ai-governance:\n  ${text}\n`,
    )
    expect(result.output).toBeUndefined()
    expect(result.findings.map((finding) => finding.message).join('\n')).toContain(message)
    expect(result.findings[0]?.range.start.line).toBeGreaterThan(0)
  })

  it('under a baseline holds even for a project that asks for nothing', async () => {
    const { transform } = await import('../../../compose-transform/index.ts')
    const loaded = await load({
      'compose.yaml': 'services: { a: { image: a } }',
      '/etc/p.yaml': strictPolicy,
    })
    const result = await transform(loaded, { baseline: ['/etc/p.yaml'] })
    expect(policiesOf(result, 'a')).toEqual(['second'])
  })
})

describe('what could change the project unseen', () => {
  it('is seen: a second document', async () => {
    const result = await govern(`${base}---\nservices: { a: { privileged: "yes" } }\n`)
    expect(refusals(result)).toEqual(['no-privileged'])
  })

  it('is seen: a file that is found beside the first', async () => {
    const files = {
      'compose.yaml': base,
      'compose.override.yaml': 'services: { a: { network_mode: "${M:-host}" } }\n',
    }
    const result = await govern(files, {}, [])
    expect(refusals(result)).toEqual(['no-host-network'])
    expect(result.findings.find((one) => one.action === 'refuse')?.file).toBe(
      '/project/compose.override.yaml',
    )
  })

  it('is told: an env file that chooses the Compose files', async () => {
    const files = { 'other.yaml': base, '.env': 'COMPOSE_FILE=other.yaml\n' }
    const result = await govern(files, {}, [])
    expect(result.findings.map((finding) => finding.rule)).toContain('compose-file-from-env-file')
  })

  it('is refused: a file that is not on this machine', async () => {
    for (const text of [
      `include: ["oci://example.com/x"]\n${base}`,
      `include: ["https://example.com/x.git"]\n${base}`,
      `include: [{ path: "git@example.com:x.git" }]\n${base}`,
      base.replace('image: a', 'image: a, extends: { file: "https://example.com/x", service: s }'),
    ]) {
      const result = await govern(text)
      expect(refusals(result)).toEqual(['remote-file'])
      expect(textAt(text, result)).toMatch(/^file$|example\.com/)
      expect(result.findings[0]?.message).toContain('save a copy')
    }
  })

  it.each(['C:\\data:/data', '\\\\server\\share:/data', 'D:/x:/y'])(
    'refuses a path of Windows at its place: %s',
    async (mount) => {
      const text = base.replace('image: a', `image: a, volumes: ['${mount}']`)
      const result = await govern(text)
      expect(refusals(result)).toEqual(['no-windows'])
      expect(textAt(text, result)).toContain(mount)
      expect(result.findings[0]?.help).toContain('Linux')
    },
  )

  it('refuses a published UDP port at its place', async () => {
    const text = base.replace('image: a', 'image: a, ports: ["8080:80", "5353:53/udp"]')
    const result = await govern(text)
    expect(refusals(result)).toEqual(['udp-port'])
    expect(textAt(text, result)).toContain('5353:53/udp')
    expect(result.findings[0]?.help).toContain('exempt')
  })

  it('covers services of every profile, active or not', async () => {
    const result = await govern(
      `services:\n  a: { image: a }\n  b: { image: b, profiles: [debug], privileged: true }\n${field}`,
    )
    expect(refusals(result)).toEqual(['no-privileged'])
  })

  it('is refused: aliases that explode', async () => {
    const bomb = Array.from({ length: 9 }, (_, level) =>
      level === 0
        ? 'a0: &a0 [1,1,1,1,1,1,1,1,1]'
        : `a${level}: &a${level} [${Array(9)
            .fill(`*a${level - 1}`)
            .join(',')}]`,
    ).join('\n')
    expect(refusals(await govern(`x-bomb:\n  ${bomb.replaceAll('\n', '\n  ')}\n${base}`))).toEqual([
      'yaml',
    ])
  })
})

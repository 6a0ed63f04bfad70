import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePolicies } from '../../../policy/compile.ts'
import { createDecisions } from '../../../policy/decisions.ts'
import { comparePolicies, widens } from '../../../policy/difference.ts'
import { lintPolicy, parsePolicy } from '../../../policy/index.ts'
import { NothingToSuggest, type Observation, suggestPolicy } from '../../../policy/suggest.ts'
import type { GovernancePolicy } from '../../../schemas/generated/policy.ts'
import { host, policy } from './policies.ts'

function seen(kind: Observation['kind'], target: string, more: Partial<Observation> = {}) {
  return {
    ...{ kind, target, allowed: 3, refused: 0, last: '2025-03-25T10:00:00.000Z', usedFor: [] },
    ...more,
  }
}

const lacking = (refusedBy: string) => ({ allowed: 0, refused: 2, refusedBy })

function suggested(
  observations: readonly Observation[],
  options: { base?: GovernancePolicy; widen?: boolean } = {},
) {
  const { text, leftOut } = suggestPolicy(observations, { name: 'p', widen: false, ...options })
  const parsed = parsePolicy(text, 'p.yaml').policy as GovernancePolicy
  return { text, leftOut, policy: parsed, decisions: createDecisions(compilePolicies([parsed])) }
}

describe('a suggested policy', () => {
  it('allows what was used, on its port and of its server, and nothing else', () => {
    const {
      policy: found,
      decisions,
      text,
    } = suggested([
      seen('host', 'api.openai.com:443'),
      seen('tool', 'files/read_file', { allowed: 1 }),
      seen('key', 'OPENAI_API_KEY', { usedFor: ['api.openai.com:443'] }),
      seen('local', 'db:5432'),
    ])
    expect(found.spec.network).toMatchObject({
      allowedDomains: ['api.openai.com:443'],
      allowedLocal: ['db:5432'],
      denyLocalNetwork: true,
    })
    expect(decisions.host(host('api.openai.com'), 80).decision).toBe('blocked')
    expect(decisions.host(host('beta.api.openai.com'), 443).decision).toBe('blocked')
    expect(decisions.tool('other', 'read_file').decision).toBe('blocked')
    expect(decisions.tool('files', 'read_file').decision).toBe('allowed')
    expect(text).toContain('api.openai.com:443 # used 3 times, last 2025-03-25')
    expect(text).toContain('files/read_file # used once, last 2025-03-25')
    expect(lintPolicy(text, 'p.yaml')).toEqual([])
  })

  it('leaves out what was refused, and says so', () => {
    const { decisions, text, leftOut } = suggested([
      seen('host', 'github.com:443'),
      seen('host', 'evil.example.com:443', lacking('network.allowedDomains')),
    ])
    expect(decisions.host(host('evil.example.com'), 443).decision).toBe('blocked')
    expect(leftOut.map(({ target }) => target)).toEqual(['evil.example.com:443'])
    expect(text).toContain('#   host evil.example.com:443: refused 2 times')
  })

  it('is widened when asked, but not by what is denied by name or for good', () => {
    const { policy: found } = suggested(
      [
        seen('host', 'new.example.com:443', lacking('network.allowedDomains')),
        seen('host', 'gist.github.com:443', lacking('network.deniedDomains[0]')),
        seen('host', '169.254.169.254:80', lacking('network.cloudMetadata')),
        seen('tool', 'mail/send_email', lacking('mcp.deniedTools[1]')),
        seen('tool', 'mail/read_inbox', lacking('mcp.allowedTools')),
      ],
      { widen: true },
    )
    expect(found.spec.network?.allowedDomains).toEqual(['new.example.com:443'])
    expect(found.spec.mcp?.allowedTools).toEqual(['mail/read_inbox'])
  })

  it('keeps what the policy in force says besides permissions', () => {
    const base = policy({
      mode: 'monitor',
      network: {
        allowedDomains: ['*.github.com'],
        deniedDomains: ['gist.github.com'],
        http: [{ host: 'api.github.com', methods: ['GET'] }],
      },
      credentials: {
        allowedKeys: ['INTERNAL', 'UNUSED'],
        maxExpirationHours: 8,
        bindings: {
          INTERNAL: { hosts: ['api.github.com'], header: 'X-Api-Key' },
          UNUSED: { hosts: ['api.github.com'] },
        },
      },
      mcp: {
        allowedTools: ['read_file'],
        deniedTools: ['send_email'],
        arguments: { read_file: { path: { pattern: '^/workspace/' } } },
      },
    })
    const { policy: found } = suggested(
      [
        seen('host', 'api.github.com:443'),
        seen('key', 'INTERNAL'),
        seen('tool', 'files/read_file'),
        seen('host', 'was-allowed-once.example.com:443'),
      ],
      { base },
    )
    expect(found.spec).toEqual({
      network: {
        allowedDomains: ['api.github.com:443'],
        deniedDomains: ['gist.github.com'],
        denyLocalNetwork: true,
        http: [{ host: 'api.github.com', methods: ['GET'] }],
      },
      credentials: {
        allowedKeys: ['INTERNAL'],
        maxExpirationHours: 8,
        bindings: { INTERNAL: { hosts: ['api.github.com'], header: 'X-Api-Key' } },
      },
      mcp: {
        allowedTools: ['files/read_file'],
        deniedTools: ['send_email'],
        arguments: { read_file: { path: { pattern: '^/workspace/' } } },
      },
      audit: { enabled: true, logLevel: 'info' },
    })
  })

  it('binds a key that is not well known to where it was used', () => {
    const { policy: found } = suggested([
      seen('key', 'INTERNAL', { usedFor: ['b.example.com:8443', 'a.example.com:443'] }),
    ])
    expect(found.spec.credentials?.bindings).toEqual({
      INTERNAL: { hosts: ['a.example.com:443', 'b.example.com:8443'] },
    })
  })

  it('never says what a name chosen by an agent says in YAML', () => {
    const hostile = 'x\n  mode: monitor\u202e # "'
    const {
      text,
      leftOut,
      policy: found,
    } = suggested([
      seen('host', 'github.com:443'),
      seen('tool', `files/${hostile}`),
      seen('tool', 'files/*'),
      seen('host', hostile, lacking('network.allowedDomains')),
      seen('tool', 'files/: - "#'),
    ])
    expect(found.spec.mode).toBeUndefined()
    expect(found.spec.mcp?.allowedTools).toEqual(['files/: - "#'])
    expect(leftOut).toHaveLength(3)
    expect(text).not.toMatch(/\u202e/)
    expect(text.split('\n').filter((line) => line.includes('mode: monitor'))).toEqual(
      text.split('\n').filter((line) => line.startsWith('#') && line.includes('mode: monitor')),
    )
  })

  it('is not there when nothing was allowed', () => {
    expect(() => suggested([seen('host', 'a.example.com:443', lacking('x'))])).toThrow(
      NothingToSuggest,
    )
  })
})

describe('whatever the trail and the policy in force', () => {
  const labels = ['a', 'b', 'api']
  const names = labels.flatMap((label) => [`${label}.example.com`, `${label}.test.example.org`])
  const patterns = [...names, '*.example.com', '*.test.example.org:8443', 'a.example.com:8443', '*']
  const tools = ['files/read', 'files/write', 'mail/read', 'mail/send']
  const toolPatterns = [...tools, 'read', 'mail/*', '*', 'r*']
  const some = <T>(from: readonly T[]) => fc.subarray([...from])

  it('the suggestion never widens, and allows everything used that is still allowed', () => {
    fc.assert(
      fc.property(
        fc.record({
          allowedDomains: some(patterns),
          deniedDomains: some(patterns.slice(0, 7)),
          allowedTools: some(toolPatterns),
          deniedTools: some(toolPatterns),
          hosts: some(names.flatMap((name) => [`${name}:443`, `${name}:8443`])),
          used: some(tools),
        }),
        ({ allowedDomains, deniedDomains, allowedTools, deniedTools, hosts, used }) => {
          const base = policy(
            {
              network: { allowedDomains, deniedDomains },
              mcp: { allowedTools, deniedTools },
              credentials: { maxExpirationHours: 24 },
            },
            'p',
          )
          const observations = [
            ...hosts.map((target) => seen('host', target)),
            ...used.map((target) => seen('tool', target)),
          ]
          let found: ReturnType<typeof suggested>
          try {
            found = suggested(observations, { base })
          } catch (error) {
            expect(error).toBeInstanceOf(NothingToSuggest)
            return
          }
          const [older, newer] = [compilePolicies([base]), compilePolicies([found.policy])]
          expect(widens(comparePolicies(older, newer))).toBe(false)
          const before = createDecisions(older)
          for (const { kind, target } of observations) {
            const [first = '', second = ''] = target.split(kind === 'tool' ? '/' : ':')
            const ask = (decisions: typeof before) =>
              kind === 'tool'
                ? decisions.tool(first, second).decision
                : decisions.host(host(first), Number(second)).decision
            expect(ask(found.decisions)).toBe(ask(before))
          }
        },
      ),
    )
  })
})

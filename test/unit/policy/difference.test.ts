import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparePolicies, widens } from '../../../policy/difference.ts'
import {
  canonicalHost,
  compilePolicies,
  createDecisions,
  parsePolicy,
} from '../../../policy/index.ts'

function compiled(spec: object) {
  const head = { apiVersion: 'ai.docker.com/v1', kind: 'GovernancePolicy', metadata: { name: 'p' } }
  const { policy, findings } = parsePolicy(JSON.stringify({ ...head, spec }), 'p.yaml')
  if (!policy) throw new Error(JSON.stringify(findings))
  return compilePolicies([policy])
}

const compare = (before: object, after: object) =>
  comparePolicies(compiled(before), compiled(after))
const domains = (allowedDomains: string[], deniedDomains: string[] = []) => ({
  network: { allowedDomains, deniedDomains },
})
const tools = (allowedTools: string[], deniedTools: string[] = []) => ({
  mcp: { allowedTools, deniedTools },
})
const texts = (before: object, after: object) =>
  compare(before, after).map(({ direction, text }) => `${direction}: ${text}`)

describe('the difference of two policies', () => {
  it('is none when they mean the same, however they are written', () => {
    for (const [one, other] of [
      [domains(['a.com', '*.b.com']), domains(['*.B.com.', 'x.b.com', 'A.com:443', 'a.com:80'])],
      [tools(['read_*', 'read_file']), tools(['read_*'])],
      [tools(['a'], ['b']), tools(['a'], ['c'])],
      [{}, { network: null, mcp: { allowedTools: [] } }],
    ] as const) {
      expect(compare(one, other)).toEqual([])
      expect(compare(other, one)).toEqual([])
    }
  })

  it.each([
    [domains(['a.com']), domains(['*.a.com']), 'wider: names below a.com, ports 80, 443'],
    [domains(['a.com']), domains(['a.com', 'a.com:22']), 'wider: a.com, port 22'],
    [domains(['*.a.com'], ['x.a.com']), domains(['*.a.com']), 'wider: x.a.com, ports 80, 443'],
    [domains(['a.com']), domains(['*']), 'wider: every other public name, ports 80, 443'],
    [tools(['a']), tools(['a', 's/b']), 'wider: tool s/b'],
    [tools(['read_file']), tools(['read_*']), 'wider: tool read_*'],
    [tools(['*'], ['send_*']), tools(['*'], ['send_mail']), 'wider: tool send_*'],
    [tools(['a_*'], ['*_z']), tools(['a_*']), 'wider: tool a_*_z'],
    [{}, { network: { allowedLocal: ['db:5432'] } }, 'wider: db, port 5432'],
    [{}, { network: { denyLocalNetwork: false } }, 'wider: allowed names may lead'],
    [{}, { mode: 'monitor' }, 'wider: monitor mode'],
    [{}, { audit: { enabled: false } }, 'wider: decisions are not recorded'],
    [{}, { credentials: { allowedKeys: ['GITHUB_TOKEN'] } }, 'wider: GITHUB_TOKEN'],
    [
      { credentials: { allowedKeys: ['GITHUB_TOKEN'], maxExpirationHours: 8 } },
      { credentials: { allowedKeys: ['GITHUB_TOKEN'] } },
      'wider: leases of no end instead of 8 h',
    ],
    [
      { network: { http: [{ host: 'a.com', methods: ['GET'] }] } },
      { network: { http: [] } },
      'wider: http rules were removed',
    ],
    [
      { mcp: { arguments: { a: { p: { pattern: '^x' } } } } },
      { mcp: { arguments: { a: { p: { pattern: '^y' } } } } },
      'wider: argument rules were changed',
    ],
  ])('%j → %j widens, and the way back does not', (before, after, text) => {
    expect(texts(before, after).join('\n')).toContain(text)
    expect(widens(compare(before, after))).toBe(true)
    const back = compare(after, before).filter(({ unsure }) => !unsure)
    expect(widens(back)).toBe(false)
    expect(back.length > 0 || text.includes('changed')).toBe(true)
  })

  it('misses no tool that one policy allows and the other does not', () => {
    const segment = fc.stringMatching(/^[ab*]{1,4}$/).filter((text) => !text.includes('**'))
    const pattern = fc.oneof(
      segment,
      fc.tuple(segment, segment).map((two) => two.join('/')),
    )
    const lists = fc.record({
      allowedTools: fc.array(pattern, { maxLength: 3 }),
      deniedTools: fc.array(pattern, { maxLength: 2 }),
    })
    const name = fc.stringMatching(/^[abc]{1,6}$/)
    fc.assert(
      fc.property(lists, lists, name, name, (before, after, server, tool) => {
        const [older, newer] = [compiled({ mcp: before }), compiled({ mcp: after })]
        const allowed = (policy: typeof older) =>
          createDecisions(policy).tool(server, tool).decision === 'allowed'
        if (allowed(newer) && !allowed(older)) {
          expect(widens(comparePolicies(older, newer))).toBe(true)
        }
      }),
      { numRuns: 800, seed: 7 },
    )
  })

  it('misses no host that one policy allows and the other does not', () => {
    const labels = ['a', 'b', 'c']
    const host = fc.array(fc.constantFrom(...labels), { minLength: 1, maxLength: 3 })
    const name = host.map((parts) => [...parts, 'example', 'org'].join('.'))
    const port = fc.constantFrom('', ':22', ':443')
    const pattern = fc.tuple(fc.constantFrom('', '*.'), name, port).map((parts) => parts.join(''))
    const lists = fc.record({
      allowedDomains: fc.array(pattern, { maxLength: 3 }),
      deniedDomains: fc.array(pattern, { maxLength: 2 }),
    })
    const ports = fc.constantFrom(22, 80, 443)
    fc.assert(
      fc.property(lists, lists, name, ports, (before, after, text, number) => {
        const [older, newer] = [compiled({ network: before }), compiled({ network: after })]
        const asked = canonicalHost(text)
        if (!asked) throw new Error(text)
        const allowed = (policy: typeof older) =>
          createDecisions(policy).host(asked, number).decision === 'allowed'
        if (allowed(newer) && !allowed(older)) {
          expect(widens(comparePolicies(older, newer))).toBe(true)
        }
      }),
      { numRuns: 800, seed: 7 },
    )
  })
})

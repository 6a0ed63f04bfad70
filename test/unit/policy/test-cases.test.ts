import { describe, expect, it } from 'vitest'
import { compilePolicies, createDecisions, parsePolicy } from '../../../policy/index.ts'
import { readTestCases, runTestCases, TestCaseError } from '../../../policy/test-cases.ts'

const { policy } = parsePolicy(
  `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: tested }
spec:
  network:
    allowedDomains: ["*.github.com"]
    deniedDomains: [gist.github.com]
    http: [{ host: api.github.com, methods: [GET], paths: ["/repos/acme/**"] }]
  credentials: { allowedKeys: [GITHUB_TOKEN], maxExpirationHours: 8 }
  mcp:
    allowedTools: [read_file, "github/*"]
    deniedTools: [send_email]
    arguments: { read_file: { path: { pattern: "^/workspace/" } } }
`,
  'p.yaml',
)
if (!policy) throw new Error('the policy of this test is not good')
const decisions = createDecisions(compilePolicies([policy]))

const outcomes = (cases: string) =>
  runTestCases(readTestCases(`policy: p.yaml\ncases:\n${cases}`).cases, decisions)

describe('cases of a policy', () => {
  it.each([
    '{ host: github.com, expect: allowed }',
    '{ host: "github.com:22", expect: blocked, rule: network.allowedDomains }',
    '{ host: gist.github.com, expect: blocked, rule: "network.deniedDomains[0]" }',
    '{ host: github.com, address: 10.0.0.1, expect: blocked }',
    '{ host: github.com, address: 203.0.113.1, expect: allowed }',
    '{ url: "https://api.github.com/repos/acme/x?q=1", expect: allowed }',
    '{ url: "https://api.github.com/repos/acme/x", method: POST, expect: blocked }',
    '{ url: "https://api.github.com/user", expect: blocked, rule: network.http }',
    '{ tool: read_file, expect: allowed }',
    '{ tool: files/read_file, arguments: { path: /workspace/a }, expect: allowed }',
    '{ tool: read_file, arguments: { path: /etc/passwd }, expect: blocked, rule: mcp.arguments }',
    '{ tool: github/anything, expect: allowed }',
    '{ tool: send_email, expect: blocked, rule: mcp.deniedTools }',
    '{ key: GITHUB_TOKEN, expect: allowed }',
    '{ key: NPM_TOKEN, expect: blocked }',
    '{ key: GITHUB_TOKEN, at: "https://api.github.com/repos/acme/x", expect: allowed }',
    '{ key: GITHUB_TOKEN, at: "https://gist.github.com/", expect: blocked }',
    '{ key: GITHUB_TOKEN, at: "https://api.github.com/", query: token, expect: blocked }',
  ])('%s comes out so, and its opposite fails', (text) => {
    const [outcome] = outcomes(`  - ${text}\n`)
    expect(outcome).toMatchObject({ passed: true, problem: '' })
    const turned = text.includes('expect: allowed')
      ? text.replace('expect: allowed', 'expect: blocked')
      : text.replace('expect: blocked', 'expect: allowed')
    expect(outcomes(`  - ${turned}\n`)[0]?.passed).toBe(false)
  })

  it('fail when another rule decides than the one named', () => {
    const [outcome] = outcomes(
      '  - { tool: send_email, expect: blocked, rule: mcp.allowedTools }\n',
    )
    expect(outcome?.problem).toContain('mcp.deniedTools[0] does')
    // The beginning of a name is not the name.
    expect(
      outcomes('  - { tool: send_email, expect: blocked, rule: mcp.denied }\n')[0]?.passed,
    ).toBe(false)
  })

  it('keep their name and their line', () => {
    const [, second] = outcomes(
      '  - { key: NPM_TOKEN, expect: blocked }\n  - name: no mail\n    tool: send_email\n    expect: blocked\n',
    )
    expect(second?.test).toMatchObject({ name: 'no mail', line: 4 })
  })

  it.each([
    ['policy: p\ncases: []', 2],
    ['cases:\n  - { host: a.com, expect: allowed }', 1],
    ['policy: p\ncases:\n  - { host: a.com }', 3],
    ['policy: p\ncases:\n  - { host: a.com, expect: maybe }', 3],
    ['policy: p\ncases:\n  - { host: a.com, tool: b, expect: allowed }', 3],
    ['policy: p\ncases:\n  - { expect: allowed }', 3],
    ['policy: p\ncases:\n  - { host: a.com, method: GET, expect: allowed }', 3],
    ['policy: p\ncases:\n  - { hots: a.com, expect: allowed }', 3],
    ['policy: p\ncases:\n  - { host: "a b", expect: allowed }', 3],
    ['policy: p\ncases:\n  - { url: ftp://a.com, expect: allowed }', 3],
    ['policy: p\ncases:\n  - { host: a.com, address: b.com, expect: allowed }', 3],
    ['policy: p\ncases:\n  - { host: 5, expect: allowed }', 3],
    ['policy: p\ncase:\n  - { host: a.com, expect: allowed }', 2],
    ['policy: [\n', 2],
    ['', 1],
    ['- a', 1],
  ])(
    '%j is refused, with its place: a test that is not understood proves nothing',
    (text, line) => {
      let caught: unknown
      try {
        readTestCases(text)
      } catch (error) {
        caught = error
      }
      expect(caught).toBeInstanceOf(TestCaseError)
      expect((caught as TestCaseError).line).toBe(line)
    },
  )
})

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const root = new URL('../../../', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'governance-policy-tools-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const put = (name: string, text: string) => writeFileSync(join(folder, name), text)
const policy = (tools: string) => `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: p }
spec:
  network: { allowedDomains: ["*.github.com", api.openai.com], deniedDomains: [gist.github.com] }
  credentials: { allowedKeys: [OPENAI_API_KEY, GITHUB_TOKEN], maxExpirationHours: 8 }
  mcp: { allowedTools: [${tools}], deniedTools: [send_email] }
`
put('governance-policy.yaml', policy('read_file'))
put('wider.yaml', policy('"read_*"'))
put('same.yaml', policy('read_file, read_file'))

const governance = (...args: string[]) =>
  spawnSync(join(root, 'bin/governance'), args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })

describe('governance policy test', () => {
  it('runs the example of its documentation', () => {
    const page = readFileSync(join(root, 'docs/policy-tests.md'), 'utf8')
    put('policy-tests.yaml', /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '')
    const { status, stdout, stderr } = governance('policy', 'test', 'policy-tests.yaml')
    expect(stderr).toBe('')
    expect(stdout).toContain('5 passed, 0 failed')
    expect(status).toBe(0)
  })

  it('fails with the place and the reason when a case does not come out so', () => {
    put(
      'bad.yaml',
      'policy: governance-policy.yaml\ncases:\n  - { tool: "a<b", expect: allowed }\n',
    )
    const { status, stdout } = governance('policy', 'test', 'bad.yaml', 'bad.yaml')
    expect(status).toBe(1)
    expect(stdout).toContain('bad.yaml:3: expected allowed, but it is blocked by mcp.allowedTools')
    expect(stdout).toContain('0 passed, 2 failed')
    const junit = governance('policy', 'test', '--format', 'junit', 'bad.yaml')
    expect(junit.status).toBe(1)
    expect(junit.stdout).toContain('<testsuite name="bad.yaml" tests="1" failures="1" errors="0">')
    expect(junit.stdout).toContain('name="tool a&lt;b is allowed"')
    expect(junit.stdout).toContain('<failure message="expected allowed')
  })

  it('says where a file is wrong, with exit code 2', () => {
    put(
      'wrong.yaml',
      'policy: governance-policy.yaml\ncases:\n  - { hots: a.com, expect: allowed }\n',
    )
    const { status, stderr } = governance('policy', 'test', 'wrong.yaml')
    expect(status).toBe(2)
    expect(stderr).toMatch(/^wrong\.yaml:3:5: /)
    expect(governance('policy', 'test', 'nowhere.yaml').status).toBe(2)
  })
})

describe('governance policy diff', () => {
  it('exits with 1 when the new policy is wider, and with 0 when it is not', () => {
    const wider = governance('policy', 'diff', 'governance-policy.yaml', 'wider.yaml')
    expect(wider).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('+ mcp: tool read_*'),
    })
    const back = governance('policy', 'diff', 'wider.yaml', 'governance-policy.yaml')
    expect(back).toMatchObject({ status: 0, stdout: expect.stringContaining('- mcp: tool read_*') })
    const same = governance('policy', 'diff', 'governance-policy.yaml', 'same.yaml')
    expect(same).toMatchObject({ status: 0, stdout: 'Both allow the same.\n' })
  })

  it('answers programs too', () => {
    const words = ['policy', 'diff', '--format', 'json', 'governance-policy.yaml', 'wider.yaml']
    expect(JSON.parse(governance(...words).stdout)).toEqual({
      widens: true,
      differences: [{ kind: 'mcp', direction: 'wider', text: 'tool read_*' }],
    })
  })
})

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventDraft } from '../../../audit/event.ts'
import { openStore } from '../../../audit/store.ts'
import { codeBlocks } from '../../support/markdown.ts'
import { draft } from '../../unit/audit/events.ts'

// The trail of this user, without an engine; test/e2e reads the one in an engine's volume.

const program = join(import.meta.dirname, '../../../bin/governance')
const folder = mkdtempSync(join(tmpdir(), 'governance-trail-tools-'))
const HOSTILE = 'x\u001b[31m</td><script>|`\u202e'

const environment = {
  ...process.env,
  NO_COLOR: '1',
  XDG_STATE_HOME: folder,
  DOCKER_HOST: `unix://${folder}/no-engine.sock`,
}
const governance = (...args: string[]) =>
  spawnSync(program, args, { cwd: folder, encoding: 'utf8', env: environment })

const tool = (resource: string, more: Partial<EventDraft> = {}) =>
  draft({ kind: 'mcp', action: 'tool-call', resource, rule: 'mcp.allowedTools[0]', ...more })
const blocked = (rule: string) => ({ decision: 'blocked' as const, rule, reason: `by ${rule}` })

beforeAll(async () => {
  const now = Date.now()
  let minutes = 0
  const store = await openStore({
    directory: join(folder, 'docker-ai-governance/audit'),
    project: 'demo',
    writer: 'proxy',
    now: () => {
      minutes += 1
      return now - 20 * 86_400_000 + minutes * 60_000
    },
  })
  await store.append(draft({ resource: 'github.com:443' }))
  minutes = 19 * 24 * 60
  const events = [
    draft(),
    draft(),
    draft({
      ...blocked('network.allowedDomains'),
      action: 'resolve',
      resource: 'evil.example.com',
    }),
    draft({ kind: 'lifecycle', action: 'reload', resource: 'proxy', policy: '', service: '' }),
    draft({ policyDigest: `sha256:${'b'.repeat(64)}`, resource: 'github.com:443' }),
    draft({
      ...{ kind: 'credential', action: 'exchange', resource: 'OPENAI_API_KEY' },
      details: { host: 'api.openai.com', port: 443 },
    }),
    tool('files/read_file'),
    tool(`files/${HOSTILE}`, blocked('mcp.allowedTools')),
    tool('mail/send_email', blocked('mcp.deniedTools[0]')),
  ]
  for (const event of events) await store.append(event)
  await store.close()
  writeFileSync(
    join(folder, 'governance-policy.yaml'),
    `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: agent-policy-001 }
spec:
  network: { allowedDomains: ["*.github.com", api.openai.com, never.example.com] }
  credentials: { allowedKeys: [OPENAI_API_KEY, NPM_TOKEN], maxExpirationHours: 8 }
  mcp: { allowedTools: [read_file, write_file], deniedTools: [send_email] }
`,
  )
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('governance logs --summary', () => {
  it('shows what was blocked first, one line a thing', () => {
    const { stdout, status } = governance('logs', '--summary', '--since', '7d')
    expect(status).toBe(0)
    const lines = stdout.trimEnd().split('\n')
    expect(lines[0]).toMatch(/^5 allowed, 3 blocked, from /)
    expect(lines[2]).toMatch(/^SERVICE +WHAT +TARGET +ALLOWED +BLOCKED +LAST$/)
    expect(lines.slice(3, 6).every((line) => / 1 {2}\d{4}-/.test(line))).toBe(true)
    expect(lines.find((line) => line.includes('api.openai.com:443'))).toMatch(/ 2 +\d{4}-/)
    expect(stdout).toContain('files/x\\u{1b}[31m</td><script>|`\\u{202e}')
    expect(stdout).not.toContain('\u001b')
  })

  it('gives the same as JSON, and narrows as the log does', () => {
    const { stdout } = governance('logs', '--summary', '--format', 'json', '--kind', 'mcp')
    const { rows } = JSON.parse(stdout)
    expect(rows.map((row: { resource: string }) => row.resource)).toContain('files/read_file')
    expect(rows).toHaveLength(3)
  })

  it('does not go on for ever', () => {
    const { status, stderr } = governance('logs', '--summary', '--follow')
    expect(status).toBe(2)
    expect(stderr).toContain('leave out --follow')
  })
})

describe('governance audit export', () => {
  it('gives every event in each format', () => {
    const jsonl = governance('audit', 'export').stdout.trimEnd().split('\n')
    const csv = governance('audit', 'export', '--format', 'csv').stdout
    const ocsf = governance('audit', 'export', '--format', 'ocsf').stdout.trimEnd().split('\n')
    const events = jsonl.map((line) => JSON.parse(line))
    expect(events.filter(({ kind }) => kind !== 'lifecycle')).toHaveLength(9)
    expect(ocsf).toHaveLength(jsonl.length)
    expect(ocsf.map((line) => JSON.parse(line)).every(({ class_uid }) => class_uid > 0)).toBe(true)
    expect(csv.split('\r\n').filter((line) => line !== '')).toHaveLength(jsonl.length + 1)
  })

  it('writes a file whole or not at all', () => {
    const { status } = governance('audit', 'export', '--since', '7d', '-o', 'trail.jsonl')
    expect(status).toBe(0)
    expect(readFileSync(join(folder, 'trail.jsonl'), 'utf8').trimEnd().split('\n').length).toBe(9)
    const failed = governance('audit', 'export', '-o', 'nowhere/trail.jsonl')
    expect(failed.status).toBe(2)
    expect(failed.stderr).toContain('nowhere/trail.jsonl: cannot be written')
    expect(readdirSync(folder).filter((name) => name.includes('draft'))).toEqual([])
  })
})

describe('governance policy suggest', () => {
  it('prints a policy that is narrower than the one in this folder', () => {
    const { stdout, stderr, status } = governance('policy', 'suggest')
    expect(status).toBe(0)
    expect(stderr).toContain('compared with governance-policy.yaml')
    expect(stderr).toContain('--widen')
    writeFileSync(join(folder, 'suggested.txt'), stdout)
    expect(stdout).toMatch(/- github.com:443 # used once, last /)
    expect(stdout).toMatch(/- files\/read_file # used once, last /)
    expect(stdout).not.toMatch(/write_file|NPM_TOKEN|never\.example/)
    const diff = governance('policy', 'diff', 'governance-policy.yaml', 'suggested.txt')
    expect(diff.stdout).not.toContain('what was not allowed')
    expect(diff.status).toBe(0)
  })

  it('says which policies there are when it has to be told', () => {
    const { status, stderr } = governance('policy', 'suggest', '--policy', 'nobody')
    expect(status).toBe(1)
    expect(stderr).toContain('the trail holds nothing of nobody since 7d')
  })
})

describe('governance audit report', () => {
  it('says what changed, what was blocked, what is new and what nobody used', () => {
    const { stdout, status } = governance('audit', 'report', '--since', '7d')
    expect(status).toBe(0)
    expect(stdout).toContain('5 requests were allowed, 3 blocked. The record is whole: 1 chains')
    expect(stdout).toMatch(/agent-policy-001 \| a{12} .*\n\| agent-policy-001 \| b{12}/)
    expect(stdout).toContain('| demo | proxy reload |')
    expect(stdout).toContain('| agent | tool | mail/send\\_email | 1 |')
    const fresh = stdout.split('used for the first time')[1]?.split('##')[0]
    expect(fresh).toContain('api.openai.com:443')
    expect(fresh).not.toContain('github.com:443')
    const unused = stdout.split('What nobody used')[1]?.split('##')[0]
    expect(unused).toMatch(/never\.example\.com \| governance-policy\.yaml:5 /)
    expect(unused).toMatch(/NPM\\_TOKEN.*\n.*write\\_file/)
    expect(unused).not.toContain('github')
  })

  it('ends with a command that works, whatever else the trail holds', () => {
    const { stdout } = governance('audit', 'report', '--since', '7d')
    const [, ...words] = /governance policy suggest .*/.exec(stdout)?.[0].split(' ') ?? []
    expect(words).toContain('--policy')
    expect(governance(...words)).toMatchObject({ status: 0 })
  })

  it('shows what an agent wrote as text, in both forms', () => {
    const markdown = governance('audit', 'report').stdout
    expect(markdown).toContain(
      'files/x\\\\u\\{1b\\}\\[31m\\</td\\>\\<script\\>\\|\\`\\\\u\\{202e\\}',
    )
    const html = governance('audit', 'report', '--format', 'html').stdout
    expect(html).toContain('files/x\\u{1b}[31m&lt;/td&gt;&lt;script&gt;|`\\u{202e}')
    expect(html).toContain("default-src 'none'")
    expect(html).not.toMatch(/<script|https?:/)
  })
})

describe('the page about the trail', () => {
  const commands = codeBlocks('docs/trail.md')
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.trim().split('\n'))

  it('shows commands', () => expect(commands.length).toBeGreaterThan(8))

  it.each(commands)('%s works', (command) => {
    const { status, stderr } = spawnSync('sh', ['-c', command.replace('governance', program)], {
      cwd: folder,
      encoding: 'utf8',
      env: environment,
    })
    expect([status, stderr]).toEqual([0, expect.any(String)])
  })

  it('shows a field that is one', async () => {
    const yaml = codeBlocks('docs/trail.md').find(({ language }) => language === 'yaml')
    writeFileSync(
      join(folder, 'docker-compose.yml'),
      `services: { a: { image: a } }\n${yaml?.text}`,
    )
    expect(governance('compose', 'check').stdout).toContain('nothing found')
  })
})

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AuditEvent } from '../../../audit/event.ts'
import { openStore } from '../../../audit/store.ts'
import { draft } from '../../unit/audit/events.ts'
import { bundle } from '../audit/bundle.ts'

let directory: string
let trail: string
let program: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'logs-'))
  program = await bundle(join(import.meta.dirname, 'logs-process.ts'), directory)
  trail = join(directory, 'trail')
  let now = Date.parse('2025-03-25T10:00:00Z')
  for (const [project, writer] of [
    ['demo', 'proxy'],
    ['demo', 'gateway'],
    ['other', 'proxy'],
  ] as const) {
    const store = await openStore({ directory: trail, project, writer, now: () => now })
    for (let i = 0; i < 4; i += 1) {
      now += 60_000
      await store.append(
        draft({
          kind: writer === 'gateway' ? 'mcp' : 'network',
          decision: i % 2 === 0 ? 'allowed' : 'blocked',
          resource: `${project}-${writer}-${i}`,
        }),
      )
    }
    await store.close()
  }
})

afterAll(() => rm(directory, { recursive: true, force: true }))

function start(...args: string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [program, '--directory', trail, ...args])
}

async function logs(...args: string[]) {
  const child = start(...args)
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  const lines = out === '' ? [] : out.trimEnd().split('\n')
  return { code, err, lines: lines.map((line) => JSON.parse(line) as AuditEvent) }
}

const names = ({ lines }: { lines: AuditEvent[] }) => lines.map(({ resource }) => resource)

test('prints one event a line, as it was written', async () => {
  const printed = await logs()
  expect(printed.lines).toHaveLength(12)
  expect(printed.code).toBe(0)
  const written = await readFile(join(trail, 'demo.proxy', '00000001.jsonl'), 'utf8')
  expect(printed.lines[0]).toEqual(JSON.parse(written.slice(0, written.indexOf('\n'))))
})

test.each([
  [
    ['--project', 'other'],
    ['other-proxy-0', 'other-proxy-1', 'other-proxy-2', 'other-proxy-3'],
  ],
  [
    ['--kind', 'mcp', '--blocked'],
    ['demo-gateway-1', 'demo-gateway-3'],
  ],
  [['--policy', 'nobody'], []],
  [['--service', 'agent', '--since', '2025-03-25T10:12:00Z'], ['other-proxy-3']],
  [['--until', '2025-03-25 10:02:00'], ['demo-proxy-0']],
  [['--since', '1h'], []],
])('%j narrows', async (args, expected) => {
  expect(names(await logs(...args))).toEqual(expected)
})

test.each([
  [['--kind', 'constructor'], /--kind is one of network, credential, mcp, lifecycle/],
  [['--since', 'yesterday'], /--since takes a length of time/],
  [['--sinse', '1h'], /sinse/],
])('%j is a wrong call', async (args, words) => {
  const { code, err } = await logs(...args)
  expect(code).toBe(2)
  expect(err).toMatch(words)
})

test('follows until it is told to stop', async () => {
  const child = start('--follow', '--project', 'live')
  const store = await openStore({ directory: trail, project: 'live', writer: 'proxy' })
  await store.append(draft({ resource: 'live:443' }))
  const line = await new Promise<string>((resolve) => child.stdout.once('data', resolve))
  expect(JSON.parse(String(line)).resource).toBe('live:443')
  child.kill('SIGTERM')
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0)
  await store.close()
  await rm(join(trail, 'live.proxy'), { recursive: true })
})

test('tells one who follows when all that was there is printed', async () => {
  const child = start('--follow', '--tell-end', '--project', 'told')
  const store = await openStore({ directory: trail, project: 'told', writer: 'proxy' })
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  await expect.poll(() => text, { timeout: 15_000 }).toContain('{"caughtUp":true}\n')
  await store.append(draft({ resource: 'later:443' }))
  await expect.poll(() => text, { timeout: 15_000 }).toContain('later:443')
  expect(text.match(/caughtUp/g)).toHaveLength(1)
  expect(text.indexOf('caughtUp')).toBeLessThan(text.indexOf('later:443'))
  child.kill('SIGTERM')
  await new Promise((resolve) => child.once('close', resolve))
  await store.close()
  await rm(join(trail, 'told.proxy'), { recursive: true })
})

test('ends quietly when nobody reads any more', async () => {
  const big = join(directory, 'big')
  const store = await openStore({ directory: big, project: 'demo', writer: 'proxy' })
  await Promise.all(Array.from({ length: 3000 }, () => store.append(draft())))
  await store.close()
  const child = spawn(process.execPath, [program, '--directory', big])
  let err = ''
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  child.stdout.once('data', () => child.stdout.destroy())
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0)
  expect(err).toBe('')
})

test('verifies, and exits with 1 when something is wrong', async () => {
  const whole = await logs('--verify', '--project', 'demo')
  expect(whole).toMatchObject({
    code: 0,
    lines: [
      { writer: 'gateway', events: 4 },
      { writer: 'proxy', events: 4 },
    ],
  })
  const file = join(trail, 'other.proxy', '00000001.jsonl')
  const before = await readFile(file, 'utf8')
  await writeFile(file, before.replace('other-proxy-1', 'other-proxy-X'))
  const broken = await logs('--verify')
  expect(broken.code).toBe(1)
  expect(broken.lines.at(-1)).toMatchObject({ breach: { kind: 'altered', seq: 1 } })
  await writeFile(file, before)
})

test('what is no event is passed over and told on standard error', async () => {
  const file = join(trail, 'other.proxy', '00000001.jsonl')
  const before = await readFile(file, 'utf8')
  await appendFile(file, 'not an event\n')
  const { lines, err } = await logs('--project', 'other')
  expect(lines).toHaveLength(4)
  expect(err).toMatch(/other\.proxy\/00000001\.jsonl: what stands at byte \d+ is not JSON\n/)
  await writeFile(file, before)
})

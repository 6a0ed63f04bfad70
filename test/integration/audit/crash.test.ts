import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { readTrail } from '../../../audit/reader.ts'
import { AuditUnavailable, openStore } from '../../../audit/store.ts'
import { verifyChains } from '../../../audit/verify.ts'
import { draft } from '../../unit/audit/events.ts'
import { bundle } from './bundle.ts'

const run = promisify(execFile)
let directory: string
let program: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'trail-'))
  program = await bundle(join(import.meta.dirname, 'writer-process.ts'), directory)
})

afterAll(async () => {
  await rm(directory, { recursive: true, force: true })
})

/** Starts a writer and kills it at a random moment under load. Gives the ids that it had vouched for. */
async function writeAndKill(trail: string, session: number): Promise<string[]> {
  const child: ChildProcess = spawn(process.execPath, [program, trail, String(session)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.stdout?.on('data', (chunk) => {
    if (output === '') setTimeout(() => child.kill('SIGKILL'), Math.random() * 60)
    output += chunk
  })
  await ended
  // The last line may be cut off with the process.
  return output.slice(0, output.lastIndexOf('\n')).split('\n').slice(1)
}

test('a hundred kills at random moments under load: what the store vouched for is there, and the chain verifies', async () => {
  const trail = join(directory, 'kills')
  const vouched = new Set<string>()
  for (let session = 0; session < 100; session += 1) {
    for (const id of await writeAndKill(trail, session)) vouched.add(id)
  }
  const [report] = await verifyChains(trail)
  expect(report?.breach).toBeUndefined()
  expect(vouched.size).toBeGreaterThan(1000)
  expect(report?.events).toBeGreaterThanOrEqual(vouched.size)
  for await (const event of readTrail(trail)) vouched.delete(event.id)
  expect([...vouched]).toEqual([])
}, 120_000)

/** A file system of this test's own, or undefined where that is not allowed. */
async function mountSmall(name: string): Promise<string | undefined> {
  const point = join(directory, name)
  await mkdir(point)
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', point])
  } catch {
    return undefined
  }
  onTestFinished(async () => {
    await run('umount', ['-l', point])
  })
  return point
}

test('a full disk refuses, keeps the chain whole, and says so once there is room', async ({
  skip,
}) => {
  const disk = await mountSmall('full')
  if (disk === undefined) return skip('LEFT OUT: mounting a small file system needs root')
  const trail = join(disk, 'trail')
  const store = await openStore({ directory: trail, project: 'demo', writer: 'proxy' })
  const accepted: string[] = []
  let refused = 0
  for (let i = 0; i < 1000; i += 1) {
    // Groups of several events, so that a group is cut in its middle.
    const group = Array.from({ length: 5 }, () =>
      store.append(draft({ reason: 'x'.repeat(i % 700) })),
    )
    for (const outcome of await Promise.allSettled(group)) {
      if (outcome.status === 'fulfilled') accepted.push(outcome.value.id)
      else {
        refused += 1
        expect(outcome.reason).toBeInstanceOf(AuditUnavailable)
        expect(outcome.reason.message).toContain('is full')
      }
    }
  }
  expect(refused).toBeGreaterThan(100)
  await run('mount', ['-o', 'remount,size=1m', disk])
  await store.append(draft({ resource: 'room-again:443' }))
  await store.close()
  const events = []
  for await (const event of readTrail(trail)) events.push(event)
  const gaps = events.filter((event) => event.action === 'gap')
  expect(gaps.reduce((sum, gap) => sum + Number(gap.details?.unrecorded), 0)).toBe(refused)
  const ids = new Set(events.map((event) => event.id))
  expect(accepted.filter((id) => !ids.has(id))).toEqual([])
  expect(events).toHaveLength(accepted.length + gaps.length + 1)
  expect((await verifyChains(trail))[0]).not.toHaveProperty('breach')
})

test('a volume that was made read-only refuses, and goes on when it is writable again', async ({
  skip,
}) => {
  const disk = await mountSmall('read-only')
  if (disk === undefined) return skip('LEFT OUT: mounting a small file system needs root')
  const trail = join(disk, 'trail')
  const open = () => openStore({ directory: trail, project: 'demo', writer: 'proxy' })
  const first = await open()
  await first.append(draft())
  await first.close()
  await run('mount', ['-o', 'remount,ro', disk])
  await expect(open()).rejects.toThrow(/no permission to write/)
  await run('mount', ['-o', 'remount,rw', disk])
  const again = await open()
  await again.append(draft())
  await again.close()
  expect((await verifyChains(trail))[0]).toMatchObject({ events: 2 })
})

test('a directory without permission refuses with a sentence that names it', async ({ skip }) => {
  if (process.getuid?.() === 0) return skip('LEFT OUT: root may write everywhere')
  const trail = join(directory, 'forbidden')
  await mkdir(trail)
  await chmod(trail, 0o555)
  await expect(openStore({ directory: trail, project: 'demo', writer: 'proxy' })).rejects.toThrow(
    /no permission to write the audit trail in .*forbidden/,
  )
})

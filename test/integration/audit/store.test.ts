import {
  appendFile,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AuditEvent } from '../../../audit/event.ts'
import { readTrail } from '../../../audit/reader.ts'
import { SegmentReader } from '../../../audit/segment-reader.ts'
import { segmentWriter } from '../../../audit/segment-writer.ts'
import { type AuditStore, AuditUnavailable, openStore } from '../../../audit/store.ts'
import { verifyChains } from '../../../audit/verify.ts'
import { draft } from '../../unit/audit/events.ts'

let directory: string
const open: AuditStore[] = []

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'trail-'))
})

afterEach(async () => {
  for (const store of open.splice(0)) await store.close()
  await rm(directory, { recursive: true, force: true })
})

async function begin(more: Partial<Parameters<typeof openStore>[0]> = {}): Promise<AuditStore> {
  const store = await openStore({ directory, project: 'demo', writer: 'proxy', ...more })
  open.push(store)
  return store
}

async function read(options: Parameters<typeof readTrail>[1] = {}): Promise<AuditEvent[]> {
  const events: AuditEvent[] = []
  for await (const event of readTrail(directory, options)) events.push(event)
  return events
}

async function segments(): Promise<string[]> {
  const chain = join(directory, 'demo.proxy')
  const names = (await readdir(chain)).filter((name) => name.endsWith('.jsonl'))
  return names.sort().map((name) => join(chain, name))
}

async function appendMany(store: AuditStore, count: number, prefix = 'h'): Promise<void> {
  for (let i = 0; i < count; i += 1) await store.append(draft({ resource: `${prefix}${i}:443` }))
}

describe('appending', () => {
  test('an event is in the file when the promise resolves, without closing', async () => {
    const store = await begin()
    const { id } = await store.append(draft())
    expect((await read()).map((event) => event.id)).toEqual([id])
  })

  test('concurrent appends form one unbroken chain in the order of the calls', async () => {
    const store = await begin()
    const receipts = await Promise.all(
      Array.from({ length: 2000 }, (_, i) => store.append(draft({ resource: `h${i}:443` }))),
    )
    expect((await read()).map((event) => event.id)).toEqual(receipts.map(({ id }) => id))
    expect(await verifyChains(directory)).toMatchObject([{ events: 2000 }])
    expect((await verifyChains(directory))[0]?.breach).toBeUndefined()
  })

  test('an append from within the continuation of another is never forgotten', async () => {
    const store = await begin()
    for (let i = 0; i < 200; i += 1) {
      await store.append(draft()).then(() => store.append(draft()))
    }
    expect(await read()).toHaveLength(400)
  })

  test('a chain goes on over restarts', async () => {
    for (let i = 0; i < 5; i += 1) {
      const store = await begin()
      await appendMany(store, 3)
      await store.close()
    }
    const events = await read()
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 15 }, (_, i) => i))
    expect((await verifyChains(directory))[0]).not.toHaveProperty('breach')
  })

  test('a full file is followed by another, and the chain is carried over', async () => {
    const store = await begin({ segmentBytes: 2000 })
    await appendMany(store, 50)
    expect((await segments()).length).toBeGreaterThan(5)
    expect(await verifyChains(directory)).toMatchObject([{ events: 50, tornBytes: 0 }])
    expect((await verifyChains(directory))[0]).not.toHaveProperty('breach')
  })

  test('files are readable by everybody and written by their owner alone, whatever the umask', async () => {
    const before = process.umask(0o077)
    try {
      await (await begin()).append(draft())
    } finally {
      process.umask(before)
    }
    const [file = ''] = await segments()
    expect((await stat(file)).mode & 0o777).toBe(0o644)
    expect((await stat(join(directory, 'demo.proxy'))).mode & 0o777).toBe(0o755)
  })

  test('after close nothing is taken any more', async () => {
    const store = await begin()
    await store.close()
    await expect(store.append(draft())).rejects.toThrow(AuditUnavailable)
  })

  test('a project name cannot lead out of the trail', async () => {
    await expect(begin({ project: '../../etc' })).rejects.toThrow(/cannot name a chain/)
    await expect(begin({ project: 'a.b' })).rejects.toThrow(/cannot name a chain/)
  })

  test('what is not worth recording still gets an id, and leaves no trace', async () => {
    const store = await begin({ keeps: (each) => each.decision !== 'allowed' })
    expect((await store.append(draft())).id).toMatch(/^[0-9a-f-]{36}$/)
    await store.append(draft({ decision: 'blocked' }))
    expect((await read()).map((event) => event.decision)).toEqual(['blocked'])
  })
})

describe('a second writer', () => {
  test('is refused while the first is alive, and let in after it', async () => {
    const first = await begin()
    await expect(begin()).rejects.toThrow(/open in another process/)
    await first.append(draft())
    await first.close()
    await (await begin()).append(draft())
    expect((await verifyChains(directory))[0]).toMatchObject({ events: 2 })
  })

  test('of many that race, exactly one wins', async () => {
    for (let round = 0; round < 5; round += 1) {
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => begin()))
      const winners = outcomes.filter((outcome) => outcome.status === 'fulfilled')
      expect(winners).toHaveLength(1)
      await winners[0]?.value.append(draft())
      await winners[0]?.value.close()
    }
    expect((await verifyChains(directory))[0]).toMatchObject({ events: 5 })
    expect((await verifyChains(directory))[0]).not.toHaveProperty('breach')
  })

  test('of another project or another name is nobody to refuse', async () => {
    await begin()
    await begin({ project: 'other' })
    await begin({ writer: 'gateway' })
  })
})

describe('what a crash left behind', () => {
  test('half a line is no event; it is recorded, and the chain goes on', async () => {
    const store = await begin()
    await appendMany(store, 3)
    await store.close()
    const [file = ''] = await segments()
    const { size } = await stat(file)
    await truncate(file, size - 40)
    const again = await begin()
    await appendMany(again, 1)
    const events = await read()
    expect(events.map((event) => [event.seq, event.action])).toEqual([
      [0, 'connect'],
      [1, 'connect'],
      [2, 'recover'],
      [3, 'connect'],
    ])
    expect(events[2]?.details?.tornBytes).toBeGreaterThan(100)
    const [report] = await verifyChains(directory)
    expect(report).toMatchObject({ events: 4 })
    expect(report).not.toHaveProperty('breach')
  })

  test('half a line without a newline that looks whole is still no event', async () => {
    const store = await begin()
    await appendMany(store, 2)
    await store.close()
    const [file = ''] = await segments()
    await truncate(file, (await stat(file)).size - 1)
    const again = await begin()
    await again.append(draft({ resource: 'after:443' }))
    expect((await read()).map((event) => event.seq)).toEqual([0, 1, 2])
    expect((await verifyChains(directory))[0]).not.toHaveProperty('breach')
  })

  test('zeros, as a power cut leaves them, are no event', async () => {
    const store = await begin()
    await appendMany(store, 2)
    await store.close()
    const [file = ''] = await segments()
    await appendFile(file, Buffer.alloc(3000))
    await (await begin()).append(draft())
    expect((await read()).map((event) => event.action)).toEqual([
      'connect',
      'connect',
      'recover',
      'connect',
    ])
    expect((await verifyChains(directory))[0]).not.toHaveProperty('breach')
  })

  test('a crash right after opening loses nothing', async () => {
    const store = await begin()
    await appendMany(store, 2)
    await store.close()
    for (let i = 0; i < 3; i += 1) await (await begin()).close()
    await (await begin()).append(draft())
    expect((await read()).map((event) => event.seq)).toEqual([0, 1, 2])
  })
})

describe('a clock that is set back', () => {
  test('neither breaks the chain nor hides events from a search by time', async () => {
    let now = Date.parse('2025-03-25T10:00:00Z')
    const store = await begin({ now: () => now })
    await appendMany(store, 3, 'before')
    now -= 3_600_000
    await appendMany(store, 3, 'back')
    now += 1_800_000
    await appendMany(store, 3, 'later')
    expect((await verifyChains(directory))[0]).toMatchObject({ events: 9 })
    const since = Date.parse('2025-03-25T09:15:00Z')
    expect((await read({ since })).map((event) => event.resource)).toHaveLength(6)
    expect((await read({ until: since })).map((event) => event.resource)).toEqual([
      'back0:443',
      'back1:443',
      'back2:443',
    ])
  })

  test('by a moment only is a standstill', async () => {
    let now = Date.parse('2025-03-25T10:00:00Z')
    const store = await begin({ now: () => now })
    await appendMany(store, 1)
    now -= 300
    const { time } = await store.append(draft())
    expect(time).toBe('2025-03-25T10:00:00.000Z')
    expect(await segments()).toHaveLength(1)
  })
})

describe('a disk that fails', () => {
  /** A file of which a test decides when writes fail. */
  function disk() {
    let bytes = Buffer.alloc(0)
    let room = Number.POSITIVE_INFINITY
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    return {
      get text() {
        return bytes.toString()
      },
      truncateFails: false,
      setRoom(more: number) {
        room = more
      },
      async write(group: Buffer, offset: number, length: number, position: number) {
        const taken = Math.min(length, room)
        if (taken === 0) throw full
        room -= taken
        const grown = Buffer.alloc(Math.max(bytes.length, position + taken))
        bytes.copy(grown)
        group.copy(grown, position, offset, offset + taken)
        bytes = grown
        return { bytesWritten: taken, buffer: group }
      },
      async truncate(length = 0) {
        if (this.truncateFails) throw new Error('input/output error')
        bytes = bytes.subarray(0, length)
      },
      async datasync() {},
      async close() {},
    }
  }

  test('keeps no half of a group', async () => {
    const file = disk()
    const writer = segmentWriter(file as never)
    await writer.write(Buffer.from('one\n'))
    file.setRoom(6)
    await expect(writer.write(Buffer.from('two\nthree\n'))).rejects.toThrow(/no space/)
    expect(file.text).toBe('one\n')
    file.setRoom(100)
    await writer.write(Buffer.from('four\n'))
    expect(file.text).toBe('one\nfour\n')
  })

  test('takes nothing more until the half of a group is gone', async () => {
    const file = disk()
    const writer = segmentWriter(file as never)
    await writer.write(Buffer.from('one\n'))
    file.setRoom(6)
    file.truncateFails = true
    await expect(writer.write(Buffer.from('two\nthree\n'))).rejects.toThrow(/no space/)
    file.setRoom(100)
    await expect(writer.write(Buffer.from('four\n'))).rejects.toThrow(/input.output/)
    file.truncateFails = false
    await writer.write(Buffer.from('five\n'))
    expect(file.text).toBe('one\nfive\n')
  })
})

describe('reading', () => {
  test('merges all chains in the order of time and filters', async () => {
    let now = Date.parse('2025-03-25T10:00:00Z')
    const clock = () => now
    const proxy = await begin({ now: clock })
    const gateway = await begin({ writer: 'gateway', now: clock })
    const other = await begin({ project: 'other', now: clock })
    for (let i = 0; i < 30; i += 1) {
      now += 1000
      const store = [proxy, gateway, other][i % 3] as AuditStore
      await store.append(
        draft({
          resource: `r${i}`,
          kind: i % 3 === 1 ? 'mcp' : 'network',
          decision: i % 2 === 0 ? 'allowed' : 'blocked',
          policy: i % 5 === 0 ? 'a,b' : 'a',
          service: i % 2 === 0 ? 'agent' : 'bot',
        }),
      )
    }
    const numbers = (events: AuditEvent[]) => events.map((event) => Number(event.resource.slice(1)))
    const all = Array.from({ length: 30 }, (_, i) => i)
    expect(numbers(await read())).toEqual(all)
    expect(numbers(await read({ project: 'other' }))).toEqual(all.filter((i) => i % 3 === 2))
    expect(numbers(await read({ kind: 'mcp' }))).toEqual(all.filter((i) => i % 3 === 1))
    expect(numbers(await read({ blocked: true }))).toEqual(all.filter((i) => i % 2 === 1))
    expect(numbers(await read({ policy: 'b' }))).toEqual(all.filter((i) => i % 5 === 0))
    expect(numbers(await read({ service: 'bot' }))).toEqual(all.filter((i) => i % 2 === 1))
    const since = Date.parse('2025-03-25T10:00:11Z')
    const until = Date.parse('2025-03-25T10:00:21Z')
    expect(numbers(await read({ since, until }))).toEqual(all.slice(10, 20))
  })

  test('finds a moment in a large file by halving', async () => {
    let now = Date.parse('2025-03-25T10:00:00Z')
    const store = await begin({ now: () => now })
    const appended: Promise<unknown>[] = []
    for (let i = 0; i < 4000; i += 1) {
      now += 10
      appended.push(store.append(draft({ resource: `r${i}`, reason: 'x'.repeat(i % 1000) })))
    }
    await Promise.all(appended)
    for (const from of [0, 1, 1234, 3999]) {
      const since = Date.parse('2025-03-25T10:00:00Z') + (from + 1) * 10
      const events = await read({ since })
      expect(events[0]?.resource).toBe(`r${from}`)
      expect(events).toHaveLength(4000 - from)
    }
  })

  test('a trail that is not there is empty', async () => {
    await rm(directory, { recursive: true })
    expect(await read()).toEqual([])
    expect(await verifyChains(directory)).toEqual([])
  })

  test('following shows what comes, over new files and new chains, until it is told to stop', async () => {
    const store = await begin({ segmentBytes: 1000 })
    await appendMany(store, 1, 'old')
    const stop = new AbortController()
    const seen: string[] = []
    const following = (async () => {
      for await (const event of readTrail(directory, { follow: true, signal: stop.signal })) {
        seen.push(event.resource)
        if (seen.length === 14) stop.abort()
      }
    })()
    await appendMany(store, 10, 'new')
    const gateway = await begin({ writer: 'gateway' })
    await appendMany(gateway, 3, 'gateway')
    await following
    expect(seen.filter((name) => name.startsWith('new'))).toHaveLength(10)
    expect(seen.filter((name) => name.startsWith('gateway'))).toHaveLength(3)
  })

  test('goes back with a writer that takes half a group back', async () => {
    await appendMany(await begin(), 3)
    const [file = ''] = await segments()
    const { size } = await stat(file)
    const reader = await SegmentReader.open(file)
    await appendFile(file, '{"half":"a group"}\n{"ha')
    expect(await reader.lines()).toHaveLength(4)
    await truncate(file, size)
    expect(await reader.lines()).toHaveLength(0)
    await appendFile(file, 'next\n')
    expect((await reader.lines()).map(({ text }) => text)).toEqual(['next'])
    await reader.close()
    await truncate(file, size)
  })

  test('a damaged line is passed over and told', async () => {
    await appendMany(await begin(), 2)
    const [file = ''] = await segments()
    await appendFile(file, '{"time":5}\nnot json\n')
    const reasons: string[] = []
    const events = await read({ onDamage: ({ reason }) => reasons.push(reason) })
    expect(events).toHaveLength(2)
    expect(reasons).toEqual(['is not an audit event', 'is not JSON'])
  })
})

describe('verifying names the first event that was', () => {
  async function tampered(change: (lines: string[]) => string[]) {
    const store = await begin()
    await appendMany(store, 6)
    await store.close()
    const [file = ''] = await segments()
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
    const ids = lines.map((line) => JSON.parse(line).id as string)
    await writeFile(file, `${change([...lines]).join('\n')}\n`)
    const reports = await verifyChains(directory)
    const report = reports.find(({ writer }) => writer === 'proxy')
    return { breach: report?.breach, ids, report }
  }

  test('altered', async () => {
    const { breach, ids } = await tampered((lines) =>
      lines.map((line, i) => (i === 3 ? line.replace('h3', 'hX') : line)),
    )
    expect(breach).toMatchObject({ kind: 'altered', seq: 3, id: ids[3] })
  })

  test('altered, with its hash made to fit', async () => {
    const { sealEvent } = await import('../../../audit/chain.ts')
    const { breach, ids } = await tampered((lines) =>
      lines.map((line, i) => {
        if (i !== 3) return line
        const { hash: _, ...event } = JSON.parse(line)
        return sealEvent({ ...event, decision: 'blocked' }).line.trimEnd()
      }),
    )
    expect(breach).toMatchObject({ kind: 'altered', seq: 3, id: ids[3] })
  })

  test('removed', async () => {
    const { breach, report } = await tampered((lines) => lines.filter((_, i) => i !== 2 && i !== 3))
    expect(breach).toMatchObject({ kind: 'removed', seq: 2 })
    expect(breach?.message).toContain('Events 2 to 3 were removed')
    expect(report?.events).toBe(2)
  })

  test('removed from the beginning', async () => {
    const { breach } = await tampered((lines) => lines.slice(2))
    expect(breach).toMatchObject({ kind: 'removed', seq: 0 })
  })

  test('reordered', async () => {
    const { breach, ids } = await tampered(
      ([a, b, c, d, ...rest]) => [a, b, d, c, ...rest] as string[],
    )
    expect(breach).toMatchObject({ kind: 'reordered', seq: 2, id: ids[2] })
  })

  test('repeated', async () => {
    const { breach, ids } = await tampered((lines) => [...lines, lines[1] as string])
    expect(breach).toMatchObject({ kind: 'reordered', seq: 1, id: ids[1] })
  })

  test('taken from another chain', async () => {
    const other = await begin({ writer: 'gateway' })
    await appendMany(other, 1)
    const file = join(directory, 'demo.gateway', '00000001.jsonl')
    const [line = ''] = (await readFile(file, 'utf8')).split('\n')
    const { breach } = await tampered((lines) => [line, ...lines.slice(1)])
    expect(breach).toMatchObject({ kind: 'foreign' })
  })

  test('garbled', async () => {
    const { breach } = await tampered((lines) => lines.map((line, i) => (i === 4 ? 'x' : line)))
    expect(breach).toMatchObject({ kind: 'altered', seq: 4 })
  })

  test('removed with a whole file in the middle', async () => {
    const store = await begin({ segmentBytes: 1000 })
    await appendMany(store, 20)
    await store.close()
    await rm((await segments())[3] as string)
    const [report] = await verifyChains(directory)
    expect(report?.breach).toMatchObject({ kind: 'removed' })
  })
})

import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AuditEvent } from '../../../audit/event.ts'
import { readTrail } from '../../../audit/reader.ts'
import { DEFAULT_RETENTION, retentionOf } from '../../../audit/retention.ts'
import { type AuditStore, AuditUnavailable, openStore } from '../../../audit/store.ts'
import { verifyChains } from '../../../audit/verify.ts'
import { draft } from '../../unit/audit/events.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
let directory: string
let now: number
let store: AuditStore | undefined

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'trail-'))
  now = Date.parse('2025-03-25T10:00:00Z')
})

afterEach(async () => {
  await store?.close()
  await rm(directory, { recursive: true, force: true })
})

async function open(more: Partial<Parameters<typeof openStore>[0]>): Promise<AuditStore> {
  store = await openStore({ directory, project: 'demo', writer: 'proxy', now: () => now, ...more })
  return store
}

async function events(): Promise<AuditEvent[]> {
  const found: AuditEvent[] = []
  for await (const event of readTrail(directory)) found.push(event)
  return found
}

/** Retention works in the background. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 20))

async function files(): Promise<number> {
  const names = await readdir(join(directory, 'demo.proxy'))
  return names.filter((name) => name.endsWith('.jsonl')).length
}

test('a day has a file of its own, and the chain is carried over', async () => {
  const days = await open({})
  for (let day = 0; day < 4; day += 1) {
    await days.append(draft())
    now += DAY
  }
  expect(await files()).toBe(4)
  expect((await verifyChains(directory))[0]).toMatchObject({ events: 4 })
  expect((await verifyChains(directory))[0]).not.toHaveProperty('breach')
})

test('what is too old goes, its going is on record, and what is left verifies', async () => {
  const retention = { keepFor: 3 * DAY, maxBytes: 1e9, keepAtLeast: DAY }
  const days = await open({ retention })
  for (let day = 0; day < 10; day += 1) {
    await days.append(draft({ resource: `day-${day}:443` }))
    await settle()
    now += DAY
  }
  await days.close()
  const left = await events()
  expect(left.map((event) => event.resource)).not.toContain('day-4:443')
  expect(left.map((event) => event.resource)).toContain('day-7:443')
  expect(left.filter((event) => event.action === 'retire').length).toBeGreaterThan(2)
  expect((await verifyChains(directory))[0]).not.toHaveProperty('breach')

  const again = await open({ retention })
  await again.append(draft())
  expect((await verifyChains(directory))[0]).not.toHaveProperty('breach')
})

test('retention that somebody set is on record when a chain is opened', async () => {
  const set = await open({ retention: retentionOf({ retentionDays: 90 }) })
  await set.append(draft())
  const [first] = await events()
  expect(first).toMatchObject({
    action: 'retention',
    reason: 'Events are kept for 90 days, and up to 4096 MB.',
    details: { days: 90, megabytes: 4096 },
  })
})

test('what was asked for in days and megabytes is kept so long and no longer', () => {
  expect(retentionOf({})).toEqual(DEFAULT_RETENTION)
  expect(retentionOf({ retentionDays: 2, maxMegabytes: 16 })).toEqual({
    keepFor: 2 * DAY,
    maxBytes: 16 * 1024 ** 2,
    keepAtLeast: DAY,
  })
})

test('a file removed by hand is not taken for one whose time was over', async () => {
  const retention = { keepFor: 3 * DAY, maxBytes: 1e9, keepAtLeast: DAY }
  const days = await open({ retention })
  for (let day = 0; day < 10; day += 1) {
    await days.append(draft())
    await settle()
    now += DAY
  }
  await days.close()
  const chain = join(directory, 'demo.proxy')
  const [first = ''] = (await readdir(chain)).filter((name) => name.endsWith('.jsonl')).sort()
  await rm(join(chain, first))
  expect((await verifyChains(directory))[0]?.breach).toMatchObject({ kind: 'removed', seq: 0 })
})

test('what is too much goes, oldest first', async () => {
  const retention = { maxBytes: 30_000, keepAtLeast: 2 * HOUR }
  const hours = await open({ retention, segmentBytes: 3_000 })
  for (let hour = 0; hour < 60; hour += 1) {
    for (let i = 0; i < 5; i += 1) await hours.append(draft({ resource: `hour-${hour}:443` }))
    await settle()
    now += HOUR
  }
  await hours.close()
  const left = await events()
  expect(left.map((event) => event.resource)).not.toContain('hour-10:443')
  expect(left.map((event) => event.resource)).toContain('hour-59:443')
  expect(await files()).toBeLessThan(14)
  expect((await verifyChains(directory))[0]).not.toHaveProperty('breach')
})

test('an agent that floods the trail is stopped; it does not wash away what it did before', async () => {
  const retention = { maxBytes: 30_000, keepAtLeast: DAY }
  const flooded = await open({ retention, segmentBytes: 3_000 })
  await flooded.append(draft({ resource: 'evidence:443' }))
  let refused: unknown
  for (let i = 0; i < 1000 && refused === undefined; i += 1) {
    await flooded.append(draft()).catch((error: unknown) => {
      refused = error
    })
  }
  expect(refused).toBeInstanceOf(AuditUnavailable)
  expect(String(refused)).toMatch(/nothing of it is older than 24 hours/)
  const first = (await events()).find(({ kind }) => kind === 'network')
  expect(first?.resource).toBe('evidence:443')

  now += DAY + HOUR
  // The first look after the day makes room; the append after it finds it.
  await flooded.append(draft()).catch(() => {})
  await expect
    .poll(() =>
      flooded.append(draft({ resource: 'again:443' })).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true)
  await flooded.close()
  const left = await events()
  expect(left.some((event) => event.action === 'gap')).toBe(true)
  expect((await verifyChains(directory))[0]).not.toHaveProperty('breach')
})

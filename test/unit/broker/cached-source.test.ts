import { beforeEach, describe, expect, test } from 'vitest'
import { CachedSource } from '../../../sidecars/broker/sources/cached.ts'
import { type Fetched, SourceFailure } from '../../../sidecars/broker/sources/source.ts'

const HOUR = 3_600_000
let now: number
let asked: number
let answer: () => Promise<Fetched>
let source: CachedSource

beforeEach(() => {
  now = 1_000_000
  asked = 0
  answer = async () => ({ secret: `token-${asked}`, livesFor: HOUR })
  source = new CachedSource(
    {
      kind: 'test',
      fetch: () => {
        asked += 1
        return answer()
      },
    },
    () => now,
    async () => {},
  )
})

const settle = () => new Promise((resolve) => setImmediate(resolve))
const failing = (passing: boolean) => async (): Promise<Fetched> => {
  throw new SourceFailure('No.', { passing })
}

describe('a source', () => {
  test('is not asked before it is needed, and once however many wait', async () => {
    expect(asked).toBe(0)
    const all = await Promise.all(Array.from({ length: 50 }, () => source.get()))
    expect(new Set(all)).toEqual(new Set(['token-1']))
    expect(asked).toBe(1)
  })

  test('is asked again before the end, while what is at hand is still given', async () => {
    await source.get()
    now += HOUR - 600_000
    expect(source.atHand()).toBe('token-1')
    await settle()
    expect(source.atHand()).toBe('token-2')
    expect(asked).toBe(2)
  })

  test('that fails to renew costs nothing while the secret is good, and what has ended is never given', async () => {
    await source.get()
    answer = failing(true)
    now += HOUR - 600_000
    expect(await source.get()).toBe('token-1')
    await settle()
    expect(await source.get()).toBe('token-1')
    now += 571_000
    await expect(source.get()).rejects.toThrow('No.')
    expect(source.atHand()).toBeUndefined()
  })

  test('that failed is left alone for a while, and for longer each time', async () => {
    answer = failing(true)
    const pauses: number[] = []
    for (let failure = 0; failure < 9; failure += 1) {
      await expect(source.get()).rejects.toThrow('No.')
      const before = asked
      const began = now
      while (asked === before) {
        now += 500
        await source.get().catch(() => {})
      }
      pauses.push(now - began)
    }
    expect(pauses.slice(0, 4)).toEqual([1000, 2000, 4000, 8000])
    expect(pauses.at(-1)).toBe(60_000)
  })

  test('that recovered is asked as at first', async () => {
    answer = failing(true)
    await source.get().catch(() => {})
    now += 1000
    answer = async () => ({ secret: 'back' })
    expect(await source.get()).toBe('back')
  })

  test('gives a secret without an end for good', async () => {
    answer = async () => ({ secret: 'for ever' })
    await source.get()
    now += 1000 * HOUR
    expect(source.atHand()).toBe('for ever')
    expect(asked).toBe(1)
  })

  test('that gives what has ended already has failed', async () => {
    answer = async () => ({ secret: 'dead', livesFor: -1 })
    await expect(source.get()).rejects.toThrow(/ended already/)
  })

  test('is not asked when that cannot be recorded', async () => {
    const unrecorded = new CachedSource(
      { kind: 'test', fetch: async () => ({ secret: 'never' }) },
      () => now,
      async () => {
        throw new Error('the disk is full: secret-in-the-message')
      },
    )
    await expect(unrecorded.get()).rejects.toThrow('The source could not be asked.')
  })
})

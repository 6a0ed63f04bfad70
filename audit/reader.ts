import { setTimeout as sleep } from 'node:timers/promises'
import { parseLine } from './chain.ts'
import type { AuditEvent } from './event.ts'
import { matches, type TrailFilter } from './filter.ts'
import { type Chain, listChains, listSegments } from './layout.ts'
import { SegmentReader } from './segment-reader.ts'

/** A line that is not an event. `governance audit verify` says more. */
export interface Damage {
  file: string
  /** In bytes. */
  offset: number
  reason: string
}

export interface ReadOptions extends TrailFilter {
  /** Goes on with what is yet to be written, until `signal` is aborted. */
  follow?: boolean
  signal?: AbortSignal
  /** Told once, when whoever follows has been given all that was there already. */
  onCaughtUp?: () => void
  /** Told of lines that are passed over. */
  onDamage?: (damage: Damage) => void
}

const POLL_MS = 200

/**
 * The events of all chains of a trail in the order of time; those of one chain always in the order in which they were
 * written. Nothing is held in memory but the next few events of each chain.
 *
 * @param directory the trail; one that is not there is empty
 */
export async function* readTrail(
  directory: string,
  options: ReadOptions = {},
): AsyncGenerator<AuditEvent, void, void> {
  const cursors = new Map<string, ChainCursor>()
  let isCaughtUp = false
  try {
    for (;;) {
      for (const chain of await listChains(directory)) {
        if (options.project !== undefined && chain.project !== options.project) continue
        if (!cursors.has(chain.directory)) {
          cursors.set(chain.directory, new ChainCursor(chain, options))
        }
      }
      yield* merged([...cursors.values()], options.signal)
      if (!options.follow || options.signal?.aborted) return
      if (!isCaughtUp) options.onCaughtUp?.()
      isCaughtUp = true
      await sleep(POLL_MS, undefined, options.signal ? { signal: options.signal } : {}).catch(
        () => {},
      )
    }
  } finally {
    for (const cursor of cursors.values()) await cursor.close()
  }
}

async function* merged(
  cursors: ChainCursor[],
  signal: AbortSignal | undefined,
): AsyncGenerator<AuditEvent, void, void> {
  // A chain that is at its end is not looked at again for each event of the others.
  const going = new Set(cursors)
  for (;;) {
    if (signal?.aborted) return
    let earliest: ChainCursor | undefined
    for (const cursor of going) {
      if (cursor.next === undefined) await cursor.fill()
      if (cursor.next === undefined) {
        going.delete(cursor)
        continue
      }
      if (earliest?.next === undefined || cursor.next.time < earliest.next.time) earliest = cursor
    }
    const event = earliest?.take()
    if (event === undefined) return
    yield event
  }
}

/** Walks one chain through its files, giving only what is wanted. */
class ChainCursor {
  readonly #chain: Chain
  readonly #options: ReadOptions
  #batch: AuditEvent[] = []
  #at = 0
  #reader: SegmentReader | undefined
  #number = 0

  constructor(chain: Chain, options: ReadOptions) {
    this.#chain = chain
    this.#options = options
  }

  get next(): AuditEvent | undefined {
    return this.#batch[this.#at]
  }

  take(): AuditEvent | undefined {
    const event = this.next
    this.#at += 1
    return event
  }

  /** Reads on until there is a next event, or nothing more for now. */
  async fill(): Promise<void> {
    this.#batch = []
    this.#at = 0
    while (this.#batch.length === 0) {
      const reader = this.#reader ?? (await this.#openNext())
      if (reader === undefined) return
      const lines = await reader.lines()
      if (lines.length === 0) {
        // Only what is followed by another file is at its end for good.
        if (!(await this.#isFollowed())) return
        // What was written between the two looks is not to be lost.
        const last = await reader.lines()
        if (last.length === 0) {
          await this.#closeReader()
          continue
        }
        lines.push(...last)
      }
      for (const { text, offset } of lines) {
        const read = parseLine(text)
        if (!read.ok) {
          this.#options.onDamage?.({ file: reader.file, offset, reason: read.reason })
        } else if (
          Date.parse(read.event.time) >= (this.#options.until ?? Number.POSITIVE_INFINITY)
        ) {
          // In one file time never goes back: the rest of it is not wanted either.
          await this.#closeReader()
          break
        } else if (matches(read.event, this.#options)) {
          this.#batch.push(read.event)
        }
      }
    }
  }

  async close(): Promise<void> {
    await this.#closeReader()
  }

  async #closeReader(): Promise<void> {
    await this.#reader?.close()
    this.#reader = undefined
  }

  async #isFollowed(): Promise<boolean> {
    return (await listSegments(this.#chain)).some((segment) => segment.number > this.#number)
  }

  async #openNext(): Promise<SegmentReader | undefined> {
    const { since } = this.#options
    const segments = await listSegments(this.#chain)
    const last = segments.at(-1)
    for (const { number, file } of segments) {
      if (number <= this.#number) continue
      const reader = await openIfThere(file)
      this.#number = number
      if (reader === undefined) continue
      if (since !== undefined) {
        const time = await reader.lastTime()
        const isOver = number !== last?.number
        if (isOver && time !== undefined && time < since) {
          await reader.close()
          continue
        }
        await reader.seek(since)
      }
      this.#reader = reader
      return reader
    }
    return undefined
  }
}

/** Retention may take a file away at any time. */
async function openIfThere(file: string): Promise<SegmentReader | undefined> {
  try {
    return await SegmentReader.open(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

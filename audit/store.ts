import { randomUUID } from 'node:crypto'
import { chmod, mkdir } from 'node:fs/promises'
import { boundedDraft } from './bounds.ts'
import { type Head, sealEvent } from './chain.ts'
import { ChainHeld, type ChainLock, lockChain } from './chain-lock.ts'
import { type AuditEvent, type EventDraft, lifecycleEvent } from './event.ts'
import { type ChainEnd, findChainEnd } from './last-event.ts'
import { type Chain, chainAt, segmentOf } from './layout.ts'
import {
  DEFAULT_RETENTION,
  planRetention,
  RETIRE,
  type Retention,
  removeSegment,
} from './retention.ts'
import { beginSegment, type SegmentWriter } from './segment-writer.ts'

/** What the caller learns of an event; the id is quoted to the agent as `auditId`. */
export type Receipt = Pick<AuditEvent, 'id' | 'time'>

/** The end of a chain to which one process appends. */
export interface AuditStore {
  /**
   * Resolves once the event is in the file. It survives the process being killed; a flush to the disk itself follows
   * within a fraction of a second. Rejects with `AuditUnavailable` when it could not be written: then the thing must
   * not be done.
   */
  append(draft: EventDraft): Promise<Receipt>
  /** Writes what is pending, flushes to disk and lets go of the chain. */
  close(): Promise<void>
}

export interface StoreOptions {
  /** The trail: one directory for all projects. */
  directory: string
  project: string
  /** Name of the chain: `proxy`, `gateway`, `broker`. */
  writer: string
  /** The wall clock, in milliseconds since 1970. */
  now?: () => number
  /** What is worth recording; see `audit/level.ts`. Default: everything. */
  keeps?: (draft: EventDraft) => boolean
  /** A file that has grown to this many bytes is followed by another. */
  segmentBytes?: number
  /** A file that was begun this long ago is followed by another, in milliseconds. */
  segmentAge?: number
  /** How long the chain is kept, and how large it may become. */
  retention?: Retention
}

/** An event could not be written, so what it was to record must not happen. */
export class AuditUnavailable extends Error {
  override name = 'AuditUnavailable'
}

const SEGMENT_BYTES = 64 * 1024 * 1024
const SEGMENT_AGE = 24 * 3_600_000
/** One write(2): long enough to be worth it, short enough to answer soon. */
const GROUP_BYTES = 1024 * 1024
/** How long an event may be in the kernel's hands only. */
const FLUSH_AFTER_MS = 100
const LOOK_AGAIN_MS = 1000
/** A clock that goes back by less than this is taken to stand still; by more, a new file is begun. */
const STANDSTILL_MS = 1000

/**
 * Opens a chain for appending, and goes on where it ended. What a crash left behind the last event is recorded as the
 * first event that follows.
 *
 * @throws AuditUnavailable when the chain is open elsewhere, or cannot be written
 */
export async function openStore(options: StoreOptions): Promise<AuditStore> {
  const chain = chainAt(options.directory, options.project, options.writer)
  try {
    await mkdir(options.directory, { recursive: true })
    await makeOwnDirectory(chain)
    const lock = await lockChain(chain.directory)
    try {
      const end = await findChainEnd(chain)
      const store = new ChainStore(options, chain, lock, end)
      await store.begin(end)
      return store
    } catch (error) {
      await lock.release()
      throw error
    }
  } catch (error) {
    throw unavailable(error, chain)
  }
}

async function makeOwnDirectory(chain: Chain): Promise<void> {
  try {
    await mkdir(chain.directory)
    // Whatever the umask: the reader may run as anybody, the writer alone writes.
    await chmod(chain.directory, 0o755)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

interface Pending {
  draft: EventDraft
  receipt: Receipt
  at: number
  resolve(receipt: Receipt): void
  reject(error: AuditUnavailable): void
}

class ChainStore implements AuditStore {
  readonly #project: string
  readonly #writer: string
  readonly #now: () => number
  readonly #keeps: (draft: EventDraft) => boolean
  readonly #segmentBytes: number
  readonly #segmentAge: number
  readonly #retention: Retention
  readonly #chain: Chain
  readonly #lock: ChainLock

  #head: Head
  #lastTime: number
  #segment: SegmentWriter | undefined
  #segmentBegan = 0
  #retiring: Promise<void> | undefined
  #nextLook = 0
  /** Set while the chain is as large as it may become and nothing of it may go yet. */
  #overfull: AuditUnavailable | undefined
  #pending: Pending[] = []
  #draining: Promise<void> | undefined
  #flushTimer: NodeJS.Timeout | undefined
  #flushing: Promise<void> | undefined
  /** Events that were refused since the last one that was written. The next one that can be written says so. */
  #unrecorded = 0
  #closed = false
  /** Set when the disk lost what it had taken: nothing can be vouched for until the chain is opened anew. */
  #broken: AuditUnavailable | undefined

  constructor(options: StoreOptions, chain: Chain, lock: ChainLock, end: ChainEnd) {
    this.#project = options.project
    this.#writer = options.writer
    this.#now = options.now ?? Date.now
    this.#keeps = options.keeps ?? (() => true)
    this.#segmentBytes = options.segmentBytes ?? SEGMENT_BYTES
    this.#segmentAge = options.segmentAge ?? SEGMENT_AGE
    this.#retention = options.retention ?? DEFAULT_RETENTION
    this.#chain = chain
    this.#lock = lock
    this.#head = { seq: end.seq, prev: end.prev }
    this.#lastTime = 0
  }

  async begin(end: ChainEnd): Promise<void> {
    await this.#begin(this.#lock.number)
    await this.#retire()
    await this.#recordRetention()
    if (end.tornBytes === 0 && end.damagedLines === 0) return
    await this.#enqueue(
      this.#ownEvent(
        'recover',
        `Found behind the last event, and left where it is: ${end.tornBytes} bytes of a line that was cut off, ${end.damagedLines} damaged lines.`,
        { tornBytes: end.tornBytes, damagedLines: end.damagedLines },
      ),
    )
  }

  /** Whoever reads a trail that begins late can see that it was meant to. */
  async #recordRetention(): Promise<void> {
    const { keepFor, maxBytes } = this.#retention
    if (this.#retention === DEFAULT_RETENTION) return
    const days = keepFor === undefined ? undefined : Math.round(keepFor / 86_400_000)
    const megabytes = Math.round(maxBytes / 1024 ** 2)
    await this.#enqueue(
      this.#ownEvent(
        'retention',
        `Events are kept ${days === undefined ? '' : `for ${days} days, and `}up to ${megabytes} MB.`,
        { ...(days === undefined ? {} : { days }), megabytes },
      ),
    )
  }

  /** An event in the life of the chain itself. */
  #ownEvent(action: string, reason: string, details: Record<string, number>): EventDraft {
    return lifecycleEvent(this.#writer, action, reason, details)
  }

  #gapEvent(): EventDraft {
    return this.#ownEvent(
      'gap',
      `The trail could not be written for a while: ${this.#unrecorded} requests were refused without a record.`,
      { unrecorded: this.#unrecorded },
    )
  }

  append(draft: EventDraft): Promise<Receipt> {
    if (!this.#keeps(draft)) return Promise.resolve(this.#receipt(this.#now()))
    return this.#enqueue(draft)
  }

  #enqueue(draft: EventDraft): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(new AuditUnavailable('The audit trail is closed.'))
        return
      }
      const at = this.#now()
      const receipt = this.#receipt(at)
      this.#pending.push({ draft: boundedDraft(draft), receipt, at, resolve, reject })
      this.#draining ??= this.#drain()
    })
  }

  #receipt(at: number): Receipt {
    return { id: randomUUID(), time: new Date(at).toISOString() }
  }

  /** Writes group after group until nothing is pending. Never rejects: each event's own promise does. */
  async #drain(): Promise<void> {
    // All events of this turn of the event loop, from whichever connections, share the first write.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.#pending.length > 0) {
      let taken: Pending[] = []
      try {
        if (this.#broken) throw this.#broken
        const next = this.#pending[0] as Pending
        if (next.draft.action !== RETIRE) this.#mustHaveRoom()
        const segment = await this.#segmentFor(next)
        const group = this.#takeGroup()
        taken = group.taken
        await segment.write(group.bytes)
        this.#head = group.head
        this.#lastTime = group.lastTime
        this.#unrecorded = 0
        this.#flushSoon()
        for (const { resolve, receipt } of taken) resolve(receipt)
      } catch (error) {
        if (taken.length === 0) taken = this.#pending.splice(0)
        this.#unrecorded += taken.length
        const reason = unavailable(error, this.#chain)
        for (const { reject } of taken) reject(reason)
      }
    }
    // In the same turn as the last look at what is pending: whoever appends next starts the next drain.
    this.#draining = undefined
  }

  /** A chain that is as large as it may become takes nothing more. Looks again now and then whether that has changed. */
  #mustHaveRoom(): void {
    if (this.#overfull === undefined) return
    if (this.#retiring === undefined && this.#now() >= this.#nextLook) {
      this.#nextLook = this.#now() + LOOK_AGAIN_MS
      this.#retiring = this.#retire().finally(() => {
        this.#retiring = undefined
      })
    }
    throw this.#overfull
  }

  /** The file for the next event: the one that is open, or a new one when that is full or the clock was set back. */
  async #segmentFor(next: Pending): Promise<SegmentWriter> {
    const current = this.#segment
    const isFull = current !== undefined && current.size >= this.#segmentBytes
    const isOld = current !== undefined && current.size > 0 && this.#isPast(next.at)
    const wentBack = next.at < this.#lastTime - STANDSTILL_MS
    if (current !== undefined && !isFull && !isOld && !wentBack) return current
    if (current !== undefined) {
      // First out of sight: a flush in the background must not find it closed and take that for a broken disk.
      this.#segment = undefined
      await this.#leave(current)
    }
    this.#lastTime = 0
    const segment = await this.#begin(await this.#lock.next())
    // Not awaited: what is to go has to be recorded first, and records wait for this very file.
    this.#retiring ??= this.#retire().finally(() => {
      this.#retiring = undefined
    })
    return segment
  }

  async #leave(segment: SegmentWriter): Promise<void> {
    try {
      await segment.flush()
    } catch (error) {
      this.#broken = unavailable(error, this.#chain)
      throw error
    } finally {
      await segment.close()
    }
  }

  async #begin(number: number): Promise<SegmentWriter> {
    this.#segment = await beginSegment(segmentOf(this.#chain, number).file)
    this.#segmentBegan = this.#now()
    return this.#segment
  }

  #isPast(now: number): boolean {
    return now - this.#segmentBegan >= this.#segmentAge
  }

  /** Removes what need not be kept any longer, each file after its going is on record and on the disk. */
  async #retire(): Promise<void> {
    try {
      const now = this.#now()
      const plan = await planRetention(this.#chain, this.#lock.number, now, this.#retention)
      this.#overfull = plan.isOverfull ? overfull(this.#chain, this.#retention) : undefined
      for (const { segment, draft } of plan.retire) {
        if (draft !== undefined) {
          await this.#enqueue(draft)
          await this.#segment?.flush()
        }
        await removeSegment(segment)
      }
    } catch {
      // Whatever keeps a file from going keeps it until the next look.
    }
  }

  /**
   * Seals pending events into one group. Inside a file time never goes back, so that a reader finds a time by halving;
   * events between which the clock was set back do not share a group.
   */
  #takeGroup(): { taken: Pending[]; bytes: Buffer; head: Head; lastTime: number } {
    const lines: string[] = []
    let { seq, prev } = this.#head
    let lastTime = this.#lastTime
    let length = 0
    const seal = (draft: EventDraft, receipt: Receipt): void => {
      const place = { project: this.#project, writer: this.#writer, seq, prev }
      const { line, hash } = sealEvent({ ...draft, ...receipt, ...place })
      lines.push(line)
      length += line.length
      seq += 1
      prev = hash
    }
    let count = 0
    for (const { draft, receipt, at } of this.#pending) {
      if (count > 0 && (length >= GROUP_BYTES || at < lastTime - STANDSTILL_MS)) break
      if (at < lastTime) receipt.time = new Date(lastTime).toISOString()
      else lastTime = at
      if (count === 0 && this.#unrecorded > 0) {
        seal(this.#gapEvent(), { id: randomUUID(), time: receipt.time })
      }
      seal(draft, receipt)
      count += 1
    }
    const taken = this.#pending.splice(0, count)
    return { taken, bytes: Buffer.from(lines.join('')), head: { seq, prev }, lastTime }
  }

  #flushSoon(): void {
    this.#flushTimer ??= setTimeout(() => {
      this.#flushing = this.#flush().finally(() => {
        this.#flushTimer = undefined
      })
    }, FLUSH_AFTER_MS)
    this.#flushTimer.unref()
  }

  async #flush(): Promise<void> {
    const segment = this.#segment
    try {
      await segment?.flush()
    } catch (error) {
      // A file that was closed meanwhile was flushed then.
      if (segment === this.#segment) this.#broken = unavailable(error, this.#chain)
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#retiring
    await this.#draining
    clearTimeout(this.#flushTimer)
    await this.#flushing
    try {
      await this.#segment?.flush()
      await this.#segment?.close()
    } finally {
      await this.#lock.release()
    }
  }
}

function overfull(chain: Chain, { maxBytes, keepAtLeast }: Retention): AuditUnavailable {
  const size = `${Math.round(maxBytes / 1024 ** 2)} MiB`
  const hours = Math.round(keepAtLeast / 3_600_000)
  return new AuditUnavailable(
    `The audit trail in ${chain.directory} has reached ${size}, and nothing of it is older than ${hours} hours; nothing is allowed until it may be shortened.`,
  )
}

/** Says in one sentence what is wrong, with what people can do about it. */
function unavailable(error: unknown, chain: Chain): AuditUnavailable {
  if (error instanceof AuditUnavailable) return error
  const code = (error as NodeJS.ErrnoException).code
  const place = `the audit trail in ${chain.directory}`
  const sentence =
    error instanceof ChainHeld
      ? error.message
      : code === 'ENOSPC' || code === 'EDQUOT'
        ? `The disk under ${place} is full; nothing is allowed until there is room.`
        : code === 'EROFS' || code === 'EACCES' || code === 'EPERM'
          ? `There is no permission to write ${place}; nothing is allowed until there is.`
          : `An event could not be written to ${place}: ${(error as Error).message}`
  return new AuditUnavailable(sentence, { cause: error })
}

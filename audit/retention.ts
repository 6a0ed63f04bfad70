import { stat, unlink } from 'node:fs/promises'
import { type EventDraft, lifecycleEvent } from './event.ts'
import { lastSoundEvent } from './last-event.ts'
import { type Chain, listSegments, type Segment } from './layout.ts'

/** How long a trail is kept, and how large a chain may become. */
export interface Retention {
  /** Files whose last event is older than this are removed; absent: none for its age. Milliseconds. */
  keepFor?: number
  /** When all files of a chain come to more bytes than this, the oldest are removed. */
  maxBytes: number
  /**
   * But never one whose last event is younger than this, in milliseconds: an agent that floods the trail shall not wash
   * away what it did before. It is stopped instead.
   */
  keepAtLeast: number
}

const HOUR = 3_600_000

export const DEFAULT_RETENTION: Retention = {
  maxBytes: 4 * 1024 ** 3,
  keepAtLeast: 24 * HOUR,
}

/** The retention that somebody asked for in days and megabytes; what is not said stays as it is by default. */
export function retentionOf(asked: { retentionDays?: number; maxMegabytes?: number }): Retention {
  const { retentionDays, maxMegabytes } = asked
  return {
    ...DEFAULT_RETENTION,
    ...(retentionDays === undefined ? {} : { keepFor: retentionDays * 24 * HOUR }),
    ...(maxMegabytes === undefined ? {} : { maxBytes: maxMegabytes * 1024 ** 2 }),
  }
}

/** `action` of the event by which a store says which file it removed when its time was over. */
export const RETIRE = 'retire'

/** A file whose time is over, and the event that has to be on record before it goes. */
export interface Retired {
  segment: Segment
  /** Absent for a file without events. */
  draft?: EventDraft
}

export interface RetentionPlan {
  /** Oldest first. */
  retire: Retired[]
  /** Whether what is left is still more than may be: then nothing more may be written. */
  isOverfull: boolean
}

interface Sized {
  segment: Segment
  bytes: number
}

/**
 * What retention asks for now. Only files at the beginning of a chain go, so that what is left is still one chain.
 *
 * @param upTo number of the file that is being written: it and what follows stay
 * @param now in milliseconds since 1970
 */
export async function planRetention(
  chain: Chain,
  upTo: number,
  now: number,
  retention: Retention,
): Promise<RetentionPlan> {
  const files: Sized[] = []
  for (const segment of await listSegments(chain)) {
    files.push({ segment, bytes: (await stat(segment.file)).size })
  }
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const retire: Retired[] = []
  for (const { segment, bytes } of files) {
    if (segment.number >= upTo) break
    const last = await lastSoundEvent(segment.file)
    const age = last === undefined ? Number.POSITIVE_INFINITY : now - Date.parse(last.time)
    const isOld = retention.keepFor !== undefined && age > retention.keepFor
    const isTooMuch = total > retention.maxBytes && age > retention.keepAtLeast
    if (!isOld && !isTooMuch) break
    total -= bytes
    retire.push(
      last === undefined
        ? { segment }
        : { segment, draft: retireEvent(chain, segment, bytes, last.seq, last.hash, isOld) },
    )
  }
  return { retire, isOverfull: total > retention.maxBytes }
}

/** Removes a file whose going is on record. */
export async function removeSegment(segment: Segment): Promise<void> {
  await unlink(segment.file)
}

function retireEvent(
  chain: Chain,
  segment: Segment,
  bytes: number,
  lastSeq: number,
  lastHash: string,
  isOld: boolean,
): EventDraft {
  const why = isOld ? 'their time is over' : 'the trail has become too large'
  return lifecycleEvent(
    chain.writer,
    RETIRE,
    `Events up to number ${lastSeq} are removed: ${why}.`,
    { file: segment.number, bytes, lastSeq, lastHash },
  )
}

import { type Head, readSealedLine, START_OF_CHAIN } from './chain.ts'
import type { AuditEvent } from './event.ts'
import { type Chain, listChains, listSegments } from './layout.ts'
import { RETIRE } from './retention.ts'
import { SegmentReader } from './segment-reader.ts'

/** The first thing that is wrong with a chain. What follows it cannot be vouched for. */
export interface Breach {
  kind: 'altered' | 'removed' | 'reordered' | 'foreign'
  /** Place of the event concerned in its chain. */
  seq: number
  /** Its id, where it still has one. */
  id?: string
  file: string
  /** In bytes, where the breach shows. */
  offset: number
  /** One sentence for people. */
  message: string
}

export interface ChainReport {
  project: string
  writer: string
  /** Events before the breach, or all of them. */
  events: number
  /** Hash of the last of them: whoever notes it elsewhere can later tell that the end was not cut off. */
  head: string
  /** Bytes of lines that a crash cut off. They are no events and no breach. */
  tornBytes: number
  breach?: Breach
}

/**
 * Follows every chain of a trail from its first event to its last: each hash over what its event says, each `prev`
 * the hash before, each `seq` one more.
 *
 * What it cannot see: events cut off the very end, and a chain that was written anew as a whole by somebody who may
 * write the volume. Against both, note the heads somewhere else.
 *
 * @param filter one project only
 */
export async function verifyChains(
  directory: string,
  filter: { project?: string } = {},
): Promise<ChainReport[]> {
  const reports: ChainReport[] = []
  for (const chain of await listChains(directory)) {
    if (filter.project === undefined || chain.project === filter.project) {
      reports.push(await verifyChain(chain))
    }
  }
  return reports
}

interface Place {
  event: AuditEvent
  file: string
  offset: number
}

async function verifyChain(chain: Chain): Promise<ChainReport> {
  const report: ChainReport = {
    project: chain.project,
    writer: chain.writer,
    events: 0,
    head: START_OF_CHAIN.prev,
    tornBytes: 0,
  }
  let head: Head = START_OF_CHAIN
  let before: AuditEvent | undefined
  /** The first event that is there, when earlier ones were retired and no event said so yet. */
  let retired: Place | undefined
  for await (const line of linesOf(chain, report)) {
    const { file, offset } = line
    const read = readSealedLine(line.text)
    if (!read.ok) {
      report.breach = {
        kind: 'altered',
        seq: read.event?.seq ?? head.seq,
        ...(read.event ? { id: read.event.id } : {}),
        file,
        offset,
        message: `Event ${head.seq} ${read.reason}.`,
      }
      return report
    }
    const { event } = read
    const place: Place = { event, file, offset }
    if (event.project !== chain.project || event.writer !== chain.writer) {
      report.breach = {
        kind: 'foreign',
        seq: event.seq,
        id: event.id,
        file,
        offset,
        message: `Event ${event.id} belongs to the chain ${event.project}.${event.writer ?? ''}.`,
      }
      return report
    }
    if (before === undefined && event.seq > 0) {
      retired = place
      head = { seq: event.seq, prev: event.prev }
    }
    if (event.seq !== head.seq || event.prev !== head.prev) {
      report.breach = await nameBreach(chain, head, before, place)
      return report
    }
    if (retired !== undefined && isRetirementOf(event, retired.event)) retired = undefined
    head = { seq: event.seq + 1, prev: event.hash }
    before = event
    report.events += 1
    report.head = event.hash
  }
  if (retired !== undefined) {
    report.breach = {
      kind: 'removed',
      seq: 0,
      file: retired.file,
      offset: retired.offset,
      message: `Events 0 to ${retired.event.seq - 1} were removed, and no event says that their time was over.`,
    }
    report.events = 0
  }
  return report
}

/** Whether an event says that all before `first` was removed when its time was over. */
function isRetirementOf(event: AuditEvent, first: AuditEvent): boolean {
  return (
    event.kind === 'lifecycle' && event.action === RETIRE && event.details?.lastHash === first.prev
  )
}

/** `place` is not what has to follow `before`: tells why. */
async function nameBreach(
  chain: Chain,
  head: Head,
  before: AuditEvent | undefined,
  place: Place,
): Promise<Breach> {
  const { event, file, offset } = place
  if (event.seq === head.seq && before !== undefined) {
    return {
      kind: 'altered',
      seq: before.seq,
      id: before.id,
      file,
      offset,
      message: `Event ${before.seq} (${before.id}) was altered and its hash made to fit: event ${event.seq} was chained to another.`,
    }
  }
  if (event.seq < head.seq) {
    return {
      kind: 'reordered',
      seq: event.seq,
      id: event.id,
      file,
      offset,
      message: `Event ${event.seq} (${event.id}) stands a second time or too late, where event ${head.seq} has to be.`,
    }
  }
  const elsewhere = await findSeq(chain, head.seq)
  if (elsewhere !== undefined) {
    return {
      kind: 'reordered',
      seq: head.seq,
      id: elsewhere.event.id,
      file: elsewhere.file,
      offset: elsewhere.offset,
      message: `Event ${head.seq} (${elsewhere.event.id}) was moved: event ${event.seq} stands in its place.`,
    }
  }
  const last = event.seq - 1
  return {
    kind: 'removed',
    seq: head.seq,
    file,
    offset,
    message:
      last === head.seq
        ? `Event ${last} was removed: event ${event.seq} (${event.id}) stands in its place.`
        : `Events ${head.seq} to ${last} were removed: event ${event.seq} (${event.id}) stands in their place.`,
  }
}

async function findSeq(chain: Chain, seq: number): Promise<Place | undefined> {
  for await (const { text, file, offset } of linesOf(chain)) {
    const read = readSealedLine(text)
    if (read.ok && read.event.seq === seq) return { event: read.event, file, offset }
  }
  return undefined
}

async function* linesOf(chain: Chain, report?: ChainReport) {
  for (const { file } of await listSegments(chain)) {
    const reader = await SegmentReader.open(file)
    try {
      for (;;) {
        const lines = await reader.lines()
        if (lines.length === 0) break
        for (const { text, offset } of lines) yield { text, offset, file }
      }
      if (report !== undefined) report.tornBytes += await reader.unfinishedBytes()
    } finally {
      await reader.close()
    }
  }
}

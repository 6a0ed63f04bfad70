import { open } from 'node:fs/promises'
import { type Head, readSealedLine, START_OF_CHAIN } from './chain.ts'
import type { AuditEvent } from './event.ts'
import { type Chain, listSegments } from './layout.ts'

/** Where a chain ends, and what a crash or a stranger left behind its last event. */
export interface ChainEnd extends Head {
  /** Time of the last event in milliseconds since 1970; 0 for an empty chain. */
  time: number
  /** Bytes of lines that a crash cut off. They are no events. */
  tornBytes: number
  /** Whole lines after the last event that are not events of this chain. */
  damagedLines: number
}

const TAIL = 1024 * 1024
const NEWLINE = 0x0a

/** Finds the last sound event of a chain, searching back from its end. */
export async function findChainEnd(chain: Chain): Promise<ChainEnd> {
  let tornBytes = 0
  let damagedLines = 0
  for (const { file } of (await listSegments(chain)).reverse()) {
    const found = await searchBack(file)
    tornBytes += found.tornBytes
    damagedLines += found.damagedLines
    if (found.event !== undefined) {
      const { seq, hash, time } = found.event
      return { seq: seq + 1, prev: hash, time: Date.parse(time), tornBytes, damagedLines }
    }
  }
  return { ...START_OF_CHAIN, time: 0, tornBytes, damagedLines }
}

/** The last sound event of one file, if it has any. */
export async function lastSoundEvent(file: string): Promise<AuditEvent | undefined> {
  return (await searchBack(file)).event
}

async function searchBack(file: string) {
  const tail = await readTail(file, TAIL)
  const found = lastSoundLine(tail.bytes, !tail.whole)
  if (found.event !== undefined || tail.whole) return found
  return lastSoundLine((await readTail(file, Number.POSITIVE_INFINITY)).bytes, false)
}

function lastSoundLine(bytes: Buffer, startsInLine: boolean) {
  let damagedLines = 0
  let end = bytes.lastIndexOf(NEWLINE)
  const tornBytes = bytes.length - 1 - end
  while (end >= 0) {
    const start = end === 0 ? -1 : bytes.lastIndexOf(NEWLINE, end - 1)
    if (start < 0 && startsInLine) break
    const read = readSealedLine(bytes.toString('utf8', start + 1, end))
    if (read.ok) return { event: read.event, tornBytes, damagedLines }
    damagedLines += 1
    end = start
  }
  return { event: undefined, tornBytes, damagedLines }
}

async function readTail(file: string, limit: number): Promise<{ bytes: Buffer; whole: boolean }> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const from = Math.max(0, size - limit)
    const bytes = Buffer.alloc(size - from)
    let filled = 0
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, from + filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return { bytes: bytes.subarray(0, filled), whole: from === 0 }
  } finally {
    await handle.close()
  }
}

import { type FileHandle, open } from 'node:fs/promises'
import { parseLine } from './chain.ts'

const CHUNK = 256 * 1024
const NEWLINE = 0x0a

export interface Line {
  text: string
  /** Where in the file it begins, in bytes. */
  offset: number
}

/** Reads one file of a chain by whole lines, from anywhere. A last line without its newline is not given: it may still grow. */
export class SegmentReader {
  readonly file: string
  readonly #handle: FileHandle
  /** Where the next line begins. */
  offset = 0

  private constructor(file: string, handle: FileHandle) {
    this.file = file
    this.#handle = handle
  }

  static async open(file: string): Promise<SegmentReader> {
    return new SegmentReader(file, await open(file, 'r'))
  }

  /** The next lines, some hundred at a time; none at the end of what there is now. */
  async lines(): Promise<Line[]> {
    const bytes = await this.#wholeLines(this.offset)
    const lines: Line[] = []
    let start = 0
    for (;;) {
      const end = bytes.indexOf(NEWLINE, start)
      if (end < 0) break
      lines.push({ text: bytes.toString('utf8', start, end), offset: this.offset + start })
      start = end + 1
    }
    this.offset += start
    if (start === 0) await this.#stepBack()
    return lines
  }

  /** A writer whose disk filled takes half a group back; whoever has read on goes back with it. */
  async #stepBack(): Promise<void> {
    const { size } = await this.#handle.stat()
    if (size < this.offset) this.offset = size
  }

  /** Bytes behind the last whole line. */
  async unfinishedBytes(): Promise<number> {
    return (await this.#handle.stat()).size - this.offset
  }

  /** Goes to a line before which there is nothing of `time` (milliseconds since 1970) or later; relies on time never going back in a file. */
  async seek(time: number): Promise<void> {
    let low = 0
    let high = (await this.#handle.stat()).size
    while (high - low > CHUNK) {
      const middle = low + Math.floor((high - low) / 2)
      const line = await this.#lineAfter(middle)
      const found = line === undefined ? undefined : timeOf(line.text)
      if (line === undefined || found === undefined || found >= time) high = middle
      else low = line.offset
    }
    this.offset = low
  }

  /** Time of the last event, or undefined when there is none. */
  async lastTime(): Promise<number | undefined> {
    const { size } = await this.#handle.stat()
    for (let span = CHUNK; ; span *= 4) {
      const from = Math.max(0, size - span)
      const bytes = await this.#read(from, size - from)
      const end = bytes.lastIndexOf(NEWLINE)
      const start = end <= 0 ? -1 : bytes.lastIndexOf(NEWLINE, end - 1)
      if (end >= 0 && (start >= 0 || from === 0))
        return timeOf(bytes.toString('utf8', start + 1, end))
      if (from === 0) return undefined
    }
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }

  /** The first whole line that begins after an offset. */
  async #lineAfter(offset: number): Promise<Line | undefined> {
    for (let span = CHUNK; ; span *= 4) {
      const bytes = await this.#read(offset, span)
      const start = bytes.indexOf(NEWLINE)
      const end = start < 0 ? -1 : bytes.indexOf(NEWLINE, start + 1)
      if (end >= 0) {
        return { text: bytes.toString('utf8', start + 1, end), offset: offset + start + 1 }
      }
      if (bytes.length < span) return undefined
    }
  }

  async #wholeLines(from: number): Promise<Buffer> {
    for (let span = CHUNK; ; span *= 4) {
      const bytes = await this.#read(from, span)
      const end = bytes.lastIndexOf(NEWLINE)
      if (end >= 0) return bytes.subarray(0, end + 1)
      if (bytes.length < span) return bytes.subarray(0, 0)
    }
  }

  async #read(from: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length)
    let filled = 0
    while (filled < length) {
      const { bytesRead } = await this.#handle.read(bytes, filled, length - filled, from + filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return bytes.subarray(0, filled)
  }
}

function timeOf(line: string): number | undefined {
  const read = parseLine(line)
  return read.ok ? Date.parse(read.event.time) : undefined
}

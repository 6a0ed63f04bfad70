import { writeSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Readable for whoever reads the trail; written by its owner alone. */
const MODE = 0o644

/** One file of a chain. Either a group of lines is in it whole, or nothing of the group stays. */
export interface SegmentWriter {
  /** Bytes of whole groups. */
  readonly size: number
  /** Appends a group of lines. When it rejects, none of them is in the file, or the next write sees to that first. */
  write(group: Buffer): Promise<void>
  /** Flushes to the disk itself. */
  flush(): Promise<void>
  close(): Promise<void>
}

/** Begins a file that must not exist yet. */
export async function beginSegment(file: string): Promise<SegmentWriter> {
  const handle = await open(file, 'wx', MODE)
  try {
    await handle.chmod(MODE)
    await flushDirectory(dirname(file))
  } catch (error) {
    await handle.close()
    throw error
  }
  return segmentWriter(handle)
}

type Writable = Pick<FileHandle, 'write' | 'truncate' | 'datasync' | 'close'> & { fd?: number }

/** Into the page cache this takes microseconds; handing it to another thread and waiting takes many times that. */
const AT_ONCE_BYTES = 64 * 1024

/** Writes from an offset on; gives how many bytes were written, which may be fewer. */
async function writeSome(
  handle: Writable,
  group: Buffer,
  from: number,
  position: number,
): Promise<number> {
  const length = group.length - from
  if (handle.fd !== undefined && length <= AT_ONCE_BYTES)
    return writeSync(handle.fd, group, from, length, position)
  return (await handle.write(group, from, length, position)).bytesWritten
}

/** The writer over an open, empty file. */
export function segmentWriter(handle: Writable): SegmentWriter {
  let size = 0
  let half = false

  /** Takes away what a failed write left, so that no half of a group is later taken for events. */
  async function cutBack(): Promise<void> {
    await handle.truncate(size)
    half = false
  }

  return {
    get size() {
      return size
    },
    async write(group) {
      if (half) await cutBack()
      let written = 0
      try {
        while (written < group.length) {
          half = true
          const bytesWritten = await writeSome(handle, group, written, size + written)
          if (bytesWritten === 0) throw new Error('The disk took no byte.')
          written += bytesWritten
        }
      } catch (error) {
        await cutBack().catch(() => {})
        throw error
      }
      half = false
      size += written
    },
    async flush() {
      await handle.datasync()
    },
    async close() {
      await handle.close()
    },
  }
}

/** A new file is only then sure to be found after a power cut when its directory was flushed too. */
async function flushDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } catch (error) {
    // Some file systems have no such flush.
    if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error
  } finally {
    await handle.close()
  }
}

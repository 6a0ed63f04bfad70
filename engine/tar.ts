/** One entry of a tar archive. Paths are absolute inside the image; the time is always 1970, so that equal content gives equal bytes. */
export interface TarEntry {
  readonly path: string
  /** Permission bits, e.g. 0o755. */
  readonly mode: number
  /** Owner and group; default root. */
  readonly owner?: number
  /** Content of a file; absent for a folder. */
  readonly content?: Buffer
}

const block = 512

/**
 * Gives the archive piece by piece, in the ustar form (POSIX.1-1988), which every engine reads.
 *
 * @throws RangeError for a path that ustar cannot hold (more than 255 bytes, or no `/` where it has to be split).
 */
export function* tar(entries: Iterable<TarEntry>): Generator<Buffer> {
  for (const entry of entries) {
    yield header(entry)
    if (entry.content === undefined) continue
    yield entry.content
    const rest = entry.content.length % block
    if (rest !== 0) yield Buffer.alloc(block - rest)
  }
  yield Buffer.alloc(2 * block)
}

function header(entry: TarEntry): Buffer {
  const buffer = Buffer.alloc(block)
  const folder = entry.content === undefined
  const { prefix, name } = split(entry.path.replace(/^\/+/, '') + (folder ? '/' : ''))
  const owner = entry.owner ?? 0
  buffer.write(name, 0, 'utf8')
  octal(buffer, 100, 8, entry.mode)
  octal(buffer, 108, 8, owner)
  octal(buffer, 116, 8, owner)
  octal(buffer, 124, 12, entry.content?.length ?? 0)
  octal(buffer, 136, 12, 0)
  buffer.write(folder ? '5' : '0', 156, 'latin1')
  buffer.write('ustar\0', 257, 'latin1')
  buffer.write('00', 263, 'latin1')
  buffer.write(prefix, 345, 'utf8')
  // The checksum is taken with its own field full of spaces.
  buffer.fill(' ', 148, 156)
  let sum = 0
  for (const byte of buffer) sum += byte
  buffer.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return buffer
}

function octal(buffer: Buffer, offset: number, length: number, value: number): void {
  buffer.write(`${value.toString(8).padStart(length - 1, '0')}\0`, offset, 'latin1')
}

/** A name longer than 100 bytes goes into two fields, split at a slash. */
function split(path: string): { prefix: string; name: string } {
  if (Buffer.byteLength(path) <= 100) return { prefix: '', name: path }
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)]
    const fits = Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(name) <= 100
    if (fits && name !== '') return { prefix, name }
  }
  throw new RangeError(`the path is too long for a tar archive: ${path}`)
}

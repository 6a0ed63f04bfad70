import type net from 'node:net'
import type { Duplex } from 'node:stream'
import type { Connect } from './dial.ts'

/** What a busy connection reads at once, in bytes: each read and write then costs a fraction of what 64 KiB cost. */
const LARGE_BYTES = 512 * 1024
/** So many connections may have a large buffer; further ones are carried as quiet ones are. */
const MOST_LARGE = 32
/** Kept for the next ones that need them. */
const KEPT_FREE = 4
/** A piece from which on a connection counts as busy, and one below which it does no longer. */
const BUSY_BYTES = 32 * 1024
const QUIET_BYTES = 8 * 1024

/** All quiet connections are read into this one. What is read is copied before anything else can be read. */
const shared = Buffer.allocUnsafeSlow(64 * 1024)

const free: Buffer[] = []
let large = 0

function takeLarge(): Buffer | undefined {
  if (large === MOST_LARGE) return undefined
  large += 1
  return free.pop() ?? Buffer.allocUnsafeSlow(LARGE_BYTES)
}

function giveBack(buffer: Buffer): void {
  large -= 1
  if (free.length < KEPT_FREE) free.push(buffer)
}

const readings = new WeakMap<object, DirectReading>()

/** How a connection is read that was opened by `readDirectly`. */
export function directReadingOf(connection: object): DirectReading | undefined {
  return readings.get(connection)
}

/** Opens connections that are read without a new buffer for every piece, and that nobody but `relay` can read. */
export function readDirectly(connect: Connect): Connect {
  return (address, port) => {
    const reading = new DirectReading()
    const socket = connect(address, port, reading.onread)
    // Nothing is read before there is somewhere to write it.
    socket.pause()
    readings.set(socket, reading)
    return socket
  }
}

/**
 * Writes on what one connection receives, from the very memory into which it was read. A stream of Node's allocates
 * 64 KiB for each read instead, which costs more than carrying the bytes.
 */
export class DirectReading {
  readonly onread: net.OnReadOpts
  #from: net.Socket | undefined
  #to: Duplex | undefined
  #own: Buffer | undefined
  #waits = false

  constructor() {
    this.onread = {
      buffer: () => this.#own ?? shared,
      callback: (bytes, buffer) => this.#carry(bytes, buffer as Buffer),
    }
  }

  /** From now on reads one and writes to the other, but not its end. */
  into(from: net.Socket, to: Duplex): void {
    this.#from = from
    this.#to = to
    from.resume()
  }

  /** Only when both are closed: until then the system may still be reading from the buffer. */
  release(): void {
    if (this.#own !== undefined) giveBack(this.#own)
    this.#own = undefined
  }

  /** @returns whether more may be read at once */
  #carry(bytes: number, buffer: Buffer): boolean {
    const to = this.#to as Duplex
    if (buffer === shared) {
      if (bytes >= BUSY_BYTES) this.#own ??= takeLarge()
      if (to.write(Buffer.from(shared.subarray(0, bytes)))) return true
      this.#waits = true
      to.once('drain', this.#written)
      return false
    }
    to.write(buffer.subarray(0, bytes), this.#written)
    // What the kernel has not taken is still to be read from this buffer, so nothing may be read into it.
    if (to.writableLength > 0) {
      this.#waits = true
      return false
    }
    if (bytes < QUIET_BYTES) this.release()
    return true
  }

  readonly #written = (): void => {
    if (!this.#waits || (this.#to?.writableLength ?? 0) > 0) return
    this.#waits = false
    this.#from?.resume()
  }
}

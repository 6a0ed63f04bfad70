import { Transform, type TransformCallback } from 'node:stream'
import { LEASE_MARKER } from '../../broker/exchange.ts'
import { base64Cores, Needles } from './search.ts'

/** A lease was found in a stream that must not carry one. What makes it worth something was not passed on. */
export class LeaseFound extends Error {
  override name = 'LeaseFound'
}

const marker = Buffer.from(LEASE_MARKER, 'latin1')
const all = [marker, ...base64Cores(marker).map(({ core }) => Buffer.from(core, 'latin1'))]
const needles = new Needles(all)

/** Whether bytes hold a lease, as it is or within Base64. */
export function holdsLeaseBytes(bytes: Buffer): boolean {
  return needles.find(bytes) !== undefined
}

/** How much of what went by can still be the beginning of a needle. */
const OVERLAP = Math.max(...all.map((needle) => needle.length)) - 1

/**
 * Watches bytes that arrive in pieces for a lease, as it is or within Base64. What makes a lease worth something comes
 * after its marker; so nothing has to be held back, and no protocol waits for bytes that are, as long as the piece that
 * completes a marker is not passed on.
 */
export class LeaseWatch {
  #before: Buffer = Buffer.alloc(0)

  /** @returns whether this piece completes a lease's marker */
  completes(piece: Buffer): boolean {
    const begin = piece.subarray(0, OVERLAP)
    if (this.#before.length > 0 && holdsLeaseBytes(Buffer.concat([this.#before, begin])))
      return true
    if (holdsLeaseBytes(piece)) return true
    this.#before = Buffer.from(
      piece.length >= OVERLAP
        ? piece.subarray(piece.length - OVERLAP)
        : Buffer.concat([this.#before, piece]).subarray(-OVERLAP),
    )
    return false
  }
}

/** Passes bytes on as they come, and fails with LeaseFound at the piece that completes a lease's marker. */
export class LeaseScan extends Transform {
  readonly #watch = new LeaseWatch()

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.#watch.completes(chunk)) done(new LeaseFound())
    else done(null, chunk)
  }
}

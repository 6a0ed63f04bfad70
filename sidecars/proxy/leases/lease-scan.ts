import { Transform, type TransformCallback } from 'node:stream'
import { LEASE_MARKER } from '../../broker/exchange.ts'
import { base64Cores, Needles } from './search.ts'

/** A lease was found in a stream that must not carry one. The bytes that hold it were not passed on. */
export class LeaseFound extends Error {
  override name = 'LeaseFound'
}

const marker = Buffer.from(LEASE_MARKER, 'latin1')
const needles = new Needles([
  marker,
  ...base64Cores(marker).map(({ core }) => Buffer.from(core, 'latin1')),
])

/** Whether bytes hold a lease, as it is or within Base64. */
export function holdsLeaseBytes(bytes: Buffer): boolean {
  return needles.find(bytes) !== undefined
}

/**
 * Passes bytes on as long as they hold no lease, as it is or within Base64; fails with LeaseFound when they do.
 * Holds back no more than what may be the beginning of one.
 */
export class LeaseScan extends Transform {
  #held: Buffer = Buffer.alloc(0)

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    if (needles.find(bytes) !== undefined) {
      done(new LeaseFound())
      return
    }
    const pending = needles.pending(bytes)
    this.#held = bytes.subarray(bytes.length - pending)
    done(null, bytes.subarray(0, bytes.length - pending))
  }

  override _flush(done: TransformCallback): void {
    done(null, this.#held)
  }
}

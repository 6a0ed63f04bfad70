import type { Readable, Writable } from 'node:stream'
import type { Governed } from '../governed.ts'

/** A body that cannot be held: it is longer than one may be, or its service has too many others already. */
export type Unheld = 'long' | 'crowded'

/** Bodies that are read whole before they are sent on, those of one service together within a bound. */
export class WholeBodies {
  readonly #longest: number
  readonly #together: number
  readonly #held = new WeakMap<Governed, number>()

  /**
   * @param longest of one body, in bytes
   * @param together of all bodies of one service, in bytes
   */
  constructor(longest: number, together: number) {
    this.#longest = longest
    this.#together = together
  }

  /**
   * Reads a body to its end, and leaves the stream open for its answer.
   *
   * @param exchange it is held until this closes
   * @throws when the body breaks off, or nobody is left to be answered
   */
  async read(governed: Governed, body: Readable, exchange: Writable): Promise<Buffer | Unheld> {
    const chunks: Buffer[] = []
    let bytes = 0
    if (exchange.destroyed) throw new Error('Nobody is left to be answered.')
    exchange.once('close', () => this.#hold(governed, -bytes))
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      if (bytes + chunk.length > this.#longest) return 'long'
      if (this.#hold(governed, chunk.length) > this.#together) {
        this.#hold(governed, -chunk.length)
        return 'crowded'
      }
      bytes += chunk.length
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  }

  #hold(governed: Governed, bytes: number): number {
    const held = (this.#held.get(governed) ?? 0) + bytes
    this.#held.set(governed, held)
    return held
  }
}

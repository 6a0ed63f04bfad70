/** What is looked for in bytes that arrive in pieces. */
export interface Pattern {
  /** The first place at or after `from`. */
  find(bytes: Buffer, from: number): { at: number; length: number } | undefined
  /** How many bytes at the end may be its beginning, from `from` on. */
  pending(bytes: Buffer, from: number): number
}

/** Several byte strings looked for at once in a stream that arrives in pieces. */
export class Needles implements Pattern {
  readonly #needles: Buffer[]
  readonly #longest: number

  /** @param needles none of them empty */
  constructor(needles: Iterable<Buffer>) {
    this.#needles = [...needles]
    this.#longest = Math.max(0, ...this.#needles.map((needle) => needle.length))
  }

  /** The first place where one of them stands; the longest where several begin there. */
  find(bytes: Buffer, from = 0): { at: number; length: number } | undefined {
    let best: { at: number; length: number } | undefined
    for (const needle of this.#needles) {
      const at = bytes.indexOf(needle, from)
      if (at < 0) continue
      if (best === undefined || at < best.at || (at === best.at && needle.length > best.length))
        best = { at, length: needle.length }
    }
    return best
  }

  /**
   * How many bytes at the end may be the beginning of a needle. Only these need to wait for the next piece, so an
   * event stream is not delayed.
   */
  pending(bytes: Buffer, from = 0): number {
    for (let at = Math.max(from, bytes.length - this.#longest + 1); at < bytes.length; at++) {
      const length = bytes.length - at
      for (const needle of this.#needles) {
        if (needle.length > length && needle[0] === bytes[at] && begins(needle, bytes, at))
          return length
      }
    }
    return 0
  }
}

function begins(needle: Buffer, bytes: Buffer, at: number): boolean {
  return bytes.compare(needle, 0, bytes.length - at, at) === 0
}

/**
 * The parts of a text that survive Base64, wherever in a longer text it stands: one for each of the three ways in
 * which it can lie across the groups of three bytes, without the characters at the edges that its neighbours change.
 *
 * @returns the encoded cores with the alignment (0, 1, 2) each belongs to
 */
export function base64Cores(text: Buffer): { core: string; alignment: number }[] {
  return [0, 1, 2].map((alignment) => {
    const padded = Buffer.concat([Buffer.alloc(alignment), text])
    const encoded = padded.toString('base64').replace(/=+$/, '')
    const start = alignment === 0 ? 0 : alignment + 1
    const end = padded.length % 3 === 0 ? encoded.length : encoded.length - 1
    return { core: encoded.slice(start, end), alignment }
  })
}

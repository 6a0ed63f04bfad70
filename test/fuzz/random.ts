/** Chance that can be repeated: a small generator (mulberry32) behind the few questions that targets ask. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 up to, but not including, the limit. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * limit)
  }

  /** True once in so many times. */
  oneIn(times: number): boolean {
    return this.below(times) === 0
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)))
  }

  /** The bytes with a few of them changed, taken out, doubled or put in. */
  mutate(bytes: Buffer, changes: number): Buffer {
    let mutated = Buffer.from(bytes)
    for (let change = 0; change < changes; change++) {
      const at = this.below(mutated.length + 1)
      const rest = mutated.subarray(at)
      const kind = this.below(4)
      if (kind === 0 && at < mutated.length) mutated[at] = this.below(256)
      else if (kind === 1)
        mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(at + 1 + this.below(4))])
      else if (kind === 2)
        mutated = Buffer.concat([mutated.subarray(0, at), this.bytes(1 + this.below(4)), rest])
      else
        mutated = Buffer.concat([mutated.subarray(0, at), rest.subarray(0, this.below(16)), rest])
    }
    return mutated
  }

  /** The bytes in pieces of chance length. */
  pieces(bytes: Buffer, longest: number): Buffer[] {
    const pieces: Buffer[] = []
    for (let at = 0; at < bytes.length; ) {
      const length = 1 + this.below(longest)
      pieces.push(bytes.subarray(at, at + length))
      at += length
    }
    return pieces
  }
}

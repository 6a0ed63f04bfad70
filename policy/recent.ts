/** What was worked out for the texts that were asked about last: a bounded memory in which the longest unused goes first. */
export class Recent<T> {
  readonly #entries = new Map<string, T>()
  readonly #most: number

  /** @param most entries that are kept. */
  constructor(most: number) {
    this.#most = most
  }

  get(text: string): T | undefined {
    const found = this.#entries.get(text)
    if (found === undefined) return undefined
    this.#entries.delete(text)
    this.#entries.set(text, found)
    return found
  }

  set(text: string, value: T): void {
    this.#entries.delete(text)
    this.#entries.set(text, value)
    if (this.#entries.size <= this.#most) return
    const [oldest] = this.#entries.keys()
    if (oldest !== undefined) this.#entries.delete(oldest)
  }

  /** What is remembered, the longest unused first. */
  entries(): Iterable<[string, T]> {
    return this.#entries
  }
}

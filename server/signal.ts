/** Counts changes and lets others wait for the next one. */
export class Signal {
  #count = 0
  #waiting: (() => void)[] = []

  get count(): number {
    return this.#count
  }

  raise(): void {
    this.#count += 1
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }

  /** Resolves once the count is past `seen`, or when told to stop waiting. */
  async after(seen: number, onStop: (stop: () => void) => void): Promise<void> {
    if (this.#count > seen) return
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve)
      onStop(resolve)
    })
  }
}

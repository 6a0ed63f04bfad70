/** What tells those who work on something that it is called off: an AbortSignal, or a `Cancellation`. */
export interface Signal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void, options?: { once: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/**
 * AbortController and AbortSignal in one, for what is made anew with every request: those of Node are event targets with
 * finalizers, and cost more than reading the request does. Each listener is called once, at once, and must not throw.
 */
export class Cancellation implements Signal {
  #listeners: Set<() => void> | undefined
  #reason: unknown

  get aborted(): boolean {
    return this.#reason !== undefined
  }

  get reason(): unknown {
    return this.#reason
  }

  /** Only the first reason counts. */
  abort(reason: unknown = new Error('aborted')): void {
    if (this.#reason !== undefined) return
    this.#reason = reason
    const listeners = this.#listeners ?? []
    this.#listeners = undefined
    for (const listener of listeners) listener()
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    if (this.aborted) return
    this.#listeners ??= new Set()
    this.#listeners.add(listener)
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners?.delete(listener)
  }
}

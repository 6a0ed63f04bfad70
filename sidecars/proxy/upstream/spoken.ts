/** How long it is remembered what a host speaks, in milliseconds: it may learn HTTP/2, or forget it. */
const KEPT_MILLISECONDS = 10 * 60_000
const KEPT_HOSTS = 2_000

/** Which hosts speak HTTP/2, as they said themselves when they were last connected to. */
export class SpokenProtocols {
  readonly #known = new Map<string, { http2: boolean; until: number }>()

  /** @returns undefined when it is not known, or not any more */
  http2(authority: string): boolean | undefined {
    const known = this.#known.get(authority)
    return known !== undefined && known.until > Date.now() ? known.http2 : undefined
  }

  remember(authority: string, http2: boolean): void {
    this.#known.delete(authority)
    if (this.#known.size >= KEPT_HOSTS) this.#known.delete(this.#known.keys().next().value ?? '')
    this.#known.set(authority, { http2, until: Date.now() + KEPT_MILLISECONDS })
  }

  forget(authority: string): void {
    this.#known.delete(authority)
  }
}

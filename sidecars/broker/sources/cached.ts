import { type Source, SourceFailure } from './source.ts'

/** A secret that is about to end is no longer given out: it has to live until it arrives. */
const MARGIN_MS = 30_000
const MARGIN_SHARE = 0.1
/** In the last fifth of its life, and at most ten minutes before its end, a secret is renewed while it is still good. */
const EARLY_SHARE = 0.2
const EARLY_MS = 600_000
/** After a failure nobody is asked for this long, then for twice as long, up to the last. */
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000

interface Kept {
  secret: string
  fetchedAt: number
  /** Absent when it does not end by itself. */
  endsAt: number | undefined
}

/**
 * Keeps what a source gave as long as it is good, renews it early, and asks once however many wait. What failed is not
 * tried again at once, and what has ended is never given out, whatever becomes of its renewal.
 */
export class CachedSource {
  readonly kind: string
  readonly #source: Source
  readonly #now: () => number
  /** Told before the source is asked; what it throws keeps the source from being asked. */
  readonly #beforeFetch: () => Promise<unknown>
  #kept: Kept | undefined
  #asking: Promise<Kept> | undefined
  #failure: SourceFailure | undefined
  #failures = 0
  #quietUntil = 0

  /** @param now a clock that nobody sets, in milliseconds */
  constructor(source: Source, now: () => number, beforeFetch: () => Promise<unknown>) {
    this.kind = source.kind
    this.#source = source
    this.#now = now
    this.#beforeFetch = beforeFetch
  }

  /** The secret, if it is at hand and good. */
  atHand(): string | undefined {
    const kept = this.#kept
    const now = this.#now()
    if (kept === undefined || isStale(kept, now)) return undefined
    if (isDue(kept, now)) this.#ask().catch(() => {})
    return kept.secret
  }

  /** The secret, from the source if need be. Throws SourceFailure. */
  async get(): Promise<string> {
    return this.atHand() ?? (await this.#ask()).secret
  }

  #ask(): Promise<Kept> {
    if (this.#asking) return this.#asking
    if (this.#failure !== undefined && this.#now() < this.#quietUntil) {
      return Promise.reject(this.#failure)
    }
    this.#asking = this.#fetch().finally(() => {
      this.#asking = undefined
    })
    return this.#asking
  }

  async #fetch(): Promise<Kept> {
    try {
      await this.#beforeFetch()
      const fetchedAt = this.#now()
      const { secret, livesFor } = await this.#source.fetch()
      const endsAt = livesFor === undefined ? undefined : fetchedAt + livesFor
      const kept: Kept = { secret, fetchedAt, endsAt }
      if (isStale(kept, this.#now())) {
        throw new SourceFailure('The source gave a secret that has ended already.', {
          passing: true,
        })
      }
      this.#kept = kept
      this.#failure = undefined
      this.#failures = 0
      return kept
    } catch (error) {
      const failure =
        error instanceof SourceFailure
          ? error
          : new SourceFailure('The source could not be asked.', { passing: true })
      this.#failure = failure
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures)
      this.#failures += 1
      this.#quietUntil = this.#now() + (failure.passing ? pause : LONGEST_PAUSE_MS)
      throw failure
    }
  }
}

function isStale(kept: Kept, now: number): boolean {
  return kept.endsAt !== undefined && now >= kept.endsAt - marginOf(kept.endsAt - kept.fetchedAt)
}

function marginOf(life: number): number {
  return Math.min(MARGIN_MS, life * MARGIN_SHARE)
}

function isDue(kept: Kept, now: number): boolean {
  if (kept.endsAt === undefined) return false
  const life = kept.endsAt - kept.fetchedAt
  return now >= kept.endsAt - Math.max(marginOf(life), Math.min(EARLY_MS, life * EARLY_SHARE))
}

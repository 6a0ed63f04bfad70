/** Where a secret comes from. Asked for at first use, not at start. */
export interface Source {
  /** What kind it is, for records: `github-app` and the like. */
  readonly kind: string
  /**
   * Asks for the secret now.
   *
   * @throws SourceFailure
   */
  fetch(): Promise<Fetched>
}

export interface Fetched {
  secret: string
  /** How long it lives from now, in milliseconds; absent when it does not say. */
  livesFor?: number
}

/** A source gave no secret. The message is one sentence for people and holds nothing that the source said in confidence. */
export class SourceFailure extends Error {
  override name = 'SourceFailure'
  /** Whether asking again later may help; what is wrong with the declaration does not mend itself. */
  readonly passing: boolean

  constructor(message: string, options: { passing: boolean }) {
    super(message)
    this.passing = options.passing
  }
}

/** A secret that was handed over as it is. */
export function valueSource(secret: string): Source {
  return { kind: 'value', fetch: async () => ({ secret }) }
}

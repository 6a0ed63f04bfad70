/** What agents did under a policy in the last day. */
export interface Counts {
  allowed: number
  blocked: number
}

/**
 * Counts out of the audit trail, as the client tells them: the trail lives in a volume of Docker,
 * and this server neither needs Docker nor runs anything.
 */
export class Activity {
  #counts = new Map<string, Counts>()

  /** Takes the client's `governance/activity` notification; anything malformed is left out. */
  update(params: unknown): void {
    const policies = (params as { policies?: unknown } | null)?.policies
    if (!Array.isArray(policies)) return
    this.#counts = new Map(
      policies.flatMap((entry: Partial<Counts & { name: string }>) =>
        typeof entry?.name === 'string' && isCount(entry.allowed) && isCount(entry.blocked)
          ? [[entry.name, { allowed: entry.allowed, blocked: entry.blocked }] as const]
          : [],
      ),
    )
  }

  of(policy: string): Counts | undefined {
    return this.#counts.get(policy)
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

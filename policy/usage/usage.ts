import type { AuditEvent } from '../../schemas/generated/audit-event.ts'
import { askedFor, isRequest, needsPermission, type Request } from './asked.ts'
import { OTHERS, type TallyRow } from './tally.ts'

/** How often one thing was used under a policy, and when last (RFC 3339). */
export interface Use {
  readonly kind: Request['kind']
  /** host:port, key, server/tool. */
  readonly resource: string
  readonly count: number
  readonly first: string
  readonly last: string
}

/** What was used under each policy, however it was counted. */
export interface UsageRecord {
  /** What was used under a policy. */
  of(policy: string): readonly Use[]
  /** Whether `of` has everything. Where it has not, nothing can be said to be unused. */
  isComplete(policy: string): boolean
}

/** An agent chooses the names below an allowed `*.host`; it does not choose how much memory is spent on them. */
const mostResources = 20_000

/** What was really used under each policy, gathered event by event. */
export class Usage implements UsageRecord {
  readonly #policies = new Map<string, Map<string, Use>>()
  readonly #overfull = new Set<string>()
  readonly #since = new Map<string, string>()

  /** Counts an event in, if it is a use of something that a policy allows. */
  add(event: AuditEvent): void {
    for (const policy of event.policy.split(',')) {
      if (policy === '') continue
      const since = this.#since.get(policy)
      if (since === undefined || event.time < since) this.#since.set(policy, event.time)
      if (event.decision === 'allowed' && isRequest(event) && needsPermission(askedFor(event)))
        this.#count(policy, event)
    }
  }

  of(policy: string): readonly Use[] {
    return [...(this.#policies.get(policy)?.values() ?? [])]
  }

  /** The first moment from which anything is known of a policy (RFC 3339). */
  since(policy: string): string | undefined {
    return this.#since.get(policy)
  }

  isComplete(policy: string): boolean {
    return !this.#overfull.has(policy)
  }

  #count(policy: string, event: Request): void {
    const uses = this.#policies.get(policy) ?? new Map<string, Use>()
    this.#policies.set(policy, uses)
    const key = `${event.kind} ${event.resource}`
    const known = uses.get(key)
    if (!known && uses.size >= mostResources) {
      this.#overfull.add(policy)
      return
    }
    const { time } = event
    uses.set(key, {
      kind: event.kind,
      resource: event.resource,
      count: (known?.count ?? 0) + 1,
      first: known && known.first < time ? known.first : time,
      last: known && known.last > time ? known.last : time,
    })
  }
}

/** What rows of a tally say was used: as much as can be known where events are no more to be had. */
export function usedIn(rows: readonly UsedRow[]): UsageRecord {
  return {
    of: (policy) =>
      rows
        .filter(
          ({ what, allowed, policies }) =>
            needsPermission(what) && allowed > 0 && policies.includes(policy),
        )
        .map(({ kind, resource, allowed, first, last }) => ({
          ...{ kind, resource, count: allowed, first, last },
        })),
    isComplete: () => rows.every(({ resource }) => resource !== OTHERS),
  }
}

type UsedRow = Pick<
  TallyRow,
  'kind' | 'what' | 'resource' | 'allowed' | 'policies' | 'first' | 'last'
>

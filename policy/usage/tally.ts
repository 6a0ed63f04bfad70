import type { AuditEvent } from '../../schemas/generated/audit-event.ts'
import { type Asked, askedFor, isRequest, type Request } from './asked.ts'

/** How often one service asked for one thing, and what it was told. */
export interface TallyRow {
  project: string
  service: string
  kind: Request['kind']
  what: Asked
  /** host:port, name, key or server/tool; OTHERS when there were too many to keep apart. */
  resource: string
  /** Names of the policies that judged it. */
  policies: string[]
  allowed: number
  blocked: number
  /** What monitor mode let pass and enforce mode would have blocked. */
  wouldBlock: number
  /** RFC 3339. */
  first: string
  last: string
  /** The entry that allowed it last. */
  allowedBy?: string
  /** What stopped it last, or would have. */
  refusal?: { rule: string; reason: string }
  /** host:port that a credential was used for. */
  usedFor: string[]
}

/** One version of one policy, and when it decided. */
export interface PolicyVersion {
  policy: string
  /** sha256: and hex. */
  digest: string
  /** RFC 3339. */
  first: string
  last: string
}

/** Agents choose names, and may choose a new one each time: beyond this many a kind, rows are one row. */
const MOST_ROWS = 20_000
/** And of the lists inside a row. */
const MOST_IN_A_ROW = 100

/** Counts events by service and by what was asked for. Memory is bounded whatever the trail holds. */
export class Tally {
  readonly #rows = new Map<string, TallyRow>()
  readonly #perKind = new Map<string, number>()
  readonly #versions = new Map<string, PolicyVersion>()

  /** Takes in one event; those that say nothing of what an agent asked for are passed over. */
  add(event: AuditEvent): void {
    if (!isRequest(event)) return
    this.mergeVersion({
      policy: event.policy,
      digest: event.policyDigest,
      first: event.time,
      last: event.time,
    })
    const { project, service, kind, resource, policy, time, decision, rule, reason, details } =
      event
    this.merge({
      project,
      service,
      kind,
      what: askedFor(event),
      resource,
      policies: policy === '' ? [] : policy.split(','),
      allowed: decision === 'allowed' ? 1 : 0,
      blocked: decision === 'blocked' ? 1 : 0,
      wouldBlock: decision === 'would-block' ? 1 : 0,
      first: time,
      last: time,
      ...(decision === 'allowed' ? { allowedBy: rule } : { refusal: { rule, reason } }),
      usedFor:
        kind === 'credential' && decision === 'allowed' && details?.host !== undefined
          ? [`${details.host}:${details.port}`]
          : [],
    })
  }

  /** Takes in what was counted elsewhere. */
  merge(more: TallyRow): void {
    const row = this.#rowLike(more)
    row.allowed += more.allowed
    row.blocked += more.blocked
    row.wouldBlock += more.wouldBlock
    const isLater = more.last >= row.last
    if (more.first < row.first) row.first = more.first
    if (isLater) row.last = more.last
    // The last one tells; an earlier one does where there is no other.
    if (more.allowedBy !== undefined && (isLater || row.allowedBy === undefined))
      row.allowedBy = more.allowedBy
    if (more.refusal !== undefined && (isLater || row.refusal === undefined))
      row.refusal = more.refusal
    addAll(row.usedFor, more.usedFor)
    addAll(row.policies, more.policies)
  }

  /** Takes in a version that was seen elsewhere. */
  mergeVersion(more: PolicyVersion): void {
    const key = `${more.policy} ${more.digest}`
    const known = this.#versions.get(key)
    if (!known) this.#versions.set(key, { ...more })
    else {
      if (more.first < known.first) known.first = more.first
      if (more.last > known.last) known.last = more.last
    }
  }

  /** The versions of policies that decided, in the order of their first decision. */
  versions(): PolicyVersion[] {
    return [...this.#versions.values()].sort((a, b) => (a.first < b.first ? -1 : 1))
  }

  /** What was refused first, the most frequent first, then by name. */
  rows(): TallyRow[] {
    return [...this.#rows.values()].sort(
      (a, b) =>
        refused(b) - refused(a) ||
        b.allowed - a.allowed ||
        (a.resource < b.resource ? -1 : a.resource > b.resource ? 1 : 0),
    )
  }

  /** The row of the same thing of the same service, new and empty where there is none. */
  #rowLike(row: TallyRow): TallyRow {
    const { project, service, kind, what, resource, first, last } = row
    const key = JSON.stringify([project, service, what, resource])
    const known = this.#rows.get(key)
    if (known) return known
    const ofKind = this.#perKind.get(kind) ?? 0
    if (ofKind >= MOST_ROWS && resource !== OTHERS) {
      return this.#rowLike({ ...row, resource: OTHERS })
    }
    this.#perKind.set(kind, ofKind + 1)
    const fresh: TallyRow = {
      ...{ project, service, kind, what, resource, first, last },
      ...{ allowed: 0, blocked: 0, wouldBlock: 0, usedFor: [], policies: [] },
    }
    this.#rows.set(key, fresh)
    return fresh
  }
}

/** The row of what is no longer kept apart: no host, key or tool can have this name. */
export const OTHERS = '(others)'

/** What rows come to. */
export function totalsOf(
  rows: Iterable<Readonly<Pick<TallyRow, 'allowed' | 'blocked' | 'wouldBlock'>>>,
): { allowed: number; blocked: number; wouldBlock: number } {
  const totals = { allowed: 0, blocked: 0, wouldBlock: 0 }
  for (const { allowed, blocked, wouldBlock } of rows) {
    totals.allowed += allowed
    totals.blocked += blocked
    totals.wouldBlock += wouldBlock
  }
  return totals
}

/** How often the thing was refused, or would have been. */
export function refused({
  blocked,
  wouldBlock,
}: Readonly<Pick<TallyRow, 'blocked' | 'wouldBlock'>>): number {
  return blocked + wouldBlock
}

function addAll(list: string[], more: readonly string[]): void {
  for (const one of more) {
    if (list.length < MOST_IN_A_ROW && !list.includes(one)) list.push(one)
  }
}

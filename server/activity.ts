import type { Occurrence } from '../policy/edits/index.ts'
import {
  OTHERS,
  refused,
  type TallyRow,
  totalsOf,
  type UsageRecord,
  usedIn,
} from '../policy/usage/index.ts'

/** What agents did under a policy in the last day. */
export interface Counts {
  allowed: number
  blocked: number
}

/** What is needed of a row of `governance logs --summary --format json`. */
type Row = Omit<TallyRow, 'project' | 'service' | 'allowedBy' | 'refusal' | 'usedFor'> & {
  refusal?: { rule: string }
}

/** Something that a policy refused, and how often. */
export interface Refused {
  event: Occurrence
  count: number
}

const mostRows = 20_000
const kinds = new Set(['network', 'credential', 'mcp'])
const actions: ReadonlyMap<string, Occurrence['action']> = new Map([
  ['host', 'connect'],
  ['local', 'connect'],
  ['name', 'resolve'],
  ['key', 'exchange'],
  ['tool', 'tool-call'],
])

/**
 * What the audit trail holds, as the client tells it: the trail lives in a volume of Docker, and this server neither
 * needs Docker nor runs anything. Nothing is said about a policy of which the client has told nothing.
 */
export class Activity {
  #day: readonly Row[] = []
  #month: readonly Row[] = []

  /**
   * Takes the client's `governance/activity` notification: `day` and `month`, the rows of the last 24 hours and of the
   * last 30 days. Anything malformed is left out.
   */
  update(params: unknown): void {
    const { day, month } = (params ?? {}) as { day?: unknown; month?: unknown }
    this.#day = rowsIn(day)
    this.#month = rowsIn(month)
  }

  /** Decisions of the last day; undefined when there were none. */
  of(policy: string): Counts | undefined {
    const rows = this.#day.filter(({ policies }) => policies.includes(policy))
    if (rows.length === 0) return undefined
    const totals = totalsOf(rows)
    return { allowed: totals.allowed, blocked: refused(totals) }
  }

  /** What was refused in the last day, or would have been, the most frequent first. */
  refused(policy: string): Refused[] {
    const found = new Map<string, Refused>()
    for (const row of this.#day) {
      const action = actions.get(row.what)
      const count = refused(row)
      if (!action || !row.refusal || count === 0 || row.resource === OTHERS) continue
      if (!row.policies.includes(policy)) continue
      const key = `${action} ${row.resource}`
      const event: Occurrence = {
        kind: row.kind,
        action,
        resource: row.resource,
        decision: row.blocked > 0 ? 'blocked' : 'would-block',
        rule: row.refusal.rule,
      }
      found.set(key, { event, count: count + (found.get(key)?.count ?? 0) })
    }
    return [...found.values()].sort((a, b) => b.count - a.count)
  }

  /** What was used in the last 30 days. */
  get usage(): UsageRecord {
    const { of, isComplete } = usedIn(this.#month)
    return {
      of,
      isComplete: (policy) => this.since(policy) !== undefined && isComplete(policy),
    }
  }

  /** The first moment of the last 30 days from which anything is known of a policy (RFC 3339). */
  since(policy: string): string | undefined {
    const times = this.#month.filter(({ policies }) => policies.includes(policy))
    return times.map(({ first }) => first).sort()[0]
  }
}

function rowsIn(value: unknown): Row[] {
  return Array.isArray(value) ? value.slice(0, mostRows).filter(isRow) : []
}

function isRow(value: unknown): value is Row {
  const row = value as Partial<Row> | null
  return (
    typeof row === 'object' &&
    row !== null &&
    kinds.has(String(row.kind)) &&
    typeof row.resource === 'string' &&
    typeof row.what === 'string' &&
    Array.isArray(row.policies) &&
    [row.allowed, row.blocked, row.wouldBlock].every(isCount) &&
    [row.first, row.last].every((time) => !Number.isNaN(Date.parse(String(time)))) &&
    (row.refusal === undefined || typeof row.refusal?.rule === 'string')
  )
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

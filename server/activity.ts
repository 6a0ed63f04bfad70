import type { Occurrence, UsageRecord } from '../policy/edits/index.ts'

/** What agents did under a policy in the last day. */
export interface Counts {
  allowed: number
  blocked: number
}

/** One thing that one service asked for, as `governance logs --summary --format json` counts it. */
interface Row {
  kind: 'network' | 'credential' | 'mcp'
  what: string
  resource: string
  policies: string[]
  allowed: number
  blocked: number
  wouldBlock: number
  /** RFC 3339. */
  first: string
  last: string
  refusal?: { rule: string }
}

/** Something that a policy refused, and how often. */
export interface Refused {
  event: Occurrence
  count: number
}

/** What the trail writes for things that it no longer keeps apart. */
const others = '(others)'
const mostRows = 20_000
const kinds = new Set(['network', 'credential', 'mcp'])
/** What is looked up or listed is not yet used, and prompts and resources need no permission. */
const uses = new Set(['host', 'local', 'key', 'tool'])
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
    return {
      allowed: sum(rows, ({ allowed }) => allowed),
      blocked: sum(rows, ({ blocked, wouldBlock }) => blocked + wouldBlock),
    }
  }

  /** What was refused in the last day, or would have been, the most frequent first. */
  refused(policy: string): Refused[] {
    const found = new Map<string, Refused>()
    for (const row of this.#day) {
      const action = actions.get(row.what)
      const count = row.blocked + row.wouldBlock
      if (!action || !row.refusal || count === 0 || row.resource === others) continue
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
    return {
      of: (policy) =>
        this.#month
          .filter(
            ({ what, allowed, policies }) =>
              uses.has(what) && allowed > 0 && policies.includes(policy),
          )
          .map(({ kind, resource, allowed, first, last }) => ({
            ...{ kind, resource, count: allowed, first, last },
          })),
      isComplete: (policy) =>
        this.since(policy) !== undefined &&
        this.#month.every(({ resource }) => resource !== others),
    }
  }

  /** The first moment of the last 30 days from which anything is known of a policy (RFC 3339). */
  since(policy: string): string | undefined {
    const times = this.#month.filter(({ policies }) => policies.includes(policy))
    return times.map(({ first }) => first).sort()[0]
  }
}

function sum(rows: readonly Row[], of: (row: Row) => number): number {
  return rows.reduce((total, row) => total + of(row), 0)
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

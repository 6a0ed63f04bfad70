import type { Entry, Journal } from './journal.ts'
import { facetsOf, isRefused, isWanted, type Query } from './query.ts'
import { rowOf } from './row.ts'
import {
  type Bucket,
  type FacetName,
  type FacetValue,
  facetNames,
  mostRows,
  type Numbers,
  type Row,
  type Violation,
} from './wire.ts'

/** Bars of the timeline. */
const bars = 72
/** Values of a facet that are told apart, and that are shown. */
const mostValues = 2_000
const shownValues = 12
/** Matters that are told apart, and that are shown. */
const mostMatters = 5_000
const shownMatters = 200

/** What one page asks for, counted once and then event by event. */
export class View {
  readonly #journal: Journal
  readonly #query: Query
  #allowed = 0
  #blocked = 0
  #wouldBlock = 0
  #facets = emptyFacets()
  #buckets = new Map<number, Bucket>()
  #violations = new Map<string, Violation>()

  constructor(journal: Journal, query: Query) {
    this.#journal = journal
    this.#query = query
  }

  /** Counts everything anew, because time has gone on, and gives the newest rows, newest first. */
  rebuild(now: number, most = mostRows): Row[] {
    this.#allowed = 0
    this.#blocked = 0
    this.#wouldBlock = 0
    this.#facets = emptyFacets()
    this.#buckets = new Map()
    this.#violations = new Map()
    const entries = this.#journal.entries()
    const rows: Row[] = []
    for (let index = entries.length - 1; index >= 0; index -= 1) {
      const entry = entries[index]
      if (!entry || !isWanted(entry.event, entry.at, this.#query, now)) continue
      this.#count(entry)
      if (rows.length < most) rows.push(rowOf(entry.event, entry.at))
    }
    return rows
  }

  /** Takes in an event that came; gives its row when it is asked for. */
  add(entry: Entry, now: number): Row | undefined {
    if (!isWanted(entry.event, entry.at, this.#query, now)) return undefined
    this.#count(entry)
    return rowOf(entry.event, entry.at)
  }

  numbers(now: number): Numbers {
    const violations = [...this.#violations.values()].sort((a, b) => b.row.at - a.row.at)
    return {
      allowed: this.#allowed,
      blocked: this.#blocked,
      wouldBlock: this.#wouldBlock,
      facets: Object.fromEntries(
        facetNames.map((name) => [name, topValues(this.#facets[name])]),
      ) as Numbers['facets'],
      bucket: this.#bucketLength(),
      timeline: this.#timeline(now),
      violations: violations.slice(0, shownMatters),
      moreViolations: Math.max(0, violations.length - shownMatters),
      trail: this.#journal.state(),
    }
  }

  /** The life of a sidecar is listed, but it is no decision: it is in no number. */
  #count({ event, at }: Entry): void {
    if (event.kind === 'lifecycle') return
    const refused = isRefused(event)
    if (event.decision === 'allowed') this.#allowed += 1
    else if (event.decision === 'blocked') this.#blocked += 1
    else this.#wouldBlock += 1
    for (const [name, value] of facetsOf(event)) countIn(this.#facets[name], value, refused)
    const length = this.#bucketLength()
    const start = Math.floor(at / length) * length
    const bucket = this.#buckets.get(start) ?? { at: start, allowed: 0, refused: 0 }
    this.#buckets.set(start, bucket)
    if (refused) {
      bucket.refused += 1
      this.#countViolation({ event, at })
    } else bucket.allowed += 1
  }

  #countViolation({ event, at }: Entry): void {
    const { project, service, kind, action, resource, rule } = event
    const key = JSON.stringify([project, service, kind, action, resource, rule])
    const known = this.#violations.get(key)
    if (!known) {
      if (this.#violations.size >= mostMatters) return
      this.#violations.set(key, { row: rowOf(event, at), count: 1, first: at })
      return
    }
    known.count += 1
    if (at >= known.row.at) known.row = rowOf(event, at)
    if (at < known.first) known.first = at
  }

  #bucketLength(): number {
    const { from, to, range } = this.#query
    const span = from !== undefined && to !== undefined ? to - from : range
    return Math.max(1_000, Math.ceil(span / bars / 1_000) * 1_000)
  }

  /** Every bar of the range, empty ones too, the oldest first. */
  #timeline(now: number): Bucket[] {
    const length = this.#bucketLength()
    const end = Math.floor((this.#query.to ?? now) / length) * length
    return Array.from({ length: bars }, (_, index) => {
      const at = end - (bars - 1 - index) * length
      return this.#buckets.get(at) ?? { at, allowed: 0, refused: 0 }
    })
  }
}

function emptyFacets(): Record<FacetName, Map<string, FacetValue>> {
  return {
    service: new Map(),
    tool: new Map(),
    domain: new Map(),
    key: new Map(),
    policy: new Map(),
    project: new Map(),
  }
}

function countIn(values: Map<string, FacetValue>, value: string, refused: boolean): void {
  const known = values.get(value)
  if (!known && values.size >= mostValues) return
  const counted = known ?? { value, allowed: 0, refused: 0 }
  if (!known) values.set(value, counted)
  if (refused) counted.refused += 1
  else counted.allowed += 1
}

/** What was refused most comes first, then what was used most. */
function topValues(values: ReadonlyMap<string, FacetValue>): FacetValue[] {
  return [...values.values()]
    .sort((a, b) => b.refused - a.refused || b.allowed - a.allowed || (a.value < b.value ? -1 : 1))
    .slice(0, shownValues)
}

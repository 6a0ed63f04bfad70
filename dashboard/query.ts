import type { AuditEvent } from '../audit/event.ts'
import { type FacetName, facetNames } from './wire.ts'

/** What the page asks to see. */
export interface Query {
  /** How far back, in milliseconds. */
  range: number
  /** Only from here, in milliseconds since 1970, and before there: a stretch of the timeline. */
  from?: number
  to?: number
  facets: ReadonlyMap<FacetName, string>
  /** Words that all have to occur, in lower case. */
  words: readonly string[]
}

const hour = 3_600_000
const longestRange = 366 * 24 * hour
const longestText = 1_000

/** Reads a query out of a URL; what is unknown or no number is left out. */
export function readQuery(parameters: URLSearchParams): Query {
  const facets = new Map<FacetName, string>()
  for (const name of facetNames) {
    const value = parameters.get(name)
    if (value !== null && value.length <= longestText) facets.set(name, value)
  }
  const [range, from, to] = ['range', 'from', 'to'].map((name) => numberOf(parameters.get(name)))
  const text = (parameters.get('q') ?? '').slice(0, longestText).toLowerCase()
  return {
    range: Math.min(range ?? 24 * hour, longestRange),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    facets,
    words: text.split(/\s+/).filter((word) => word !== ''),
  }
}

function numberOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** Whether an event is asked for; `at` is its time in milliseconds, `now` where the range ends. */
export function isWanted(event: AuditEvent, at: number, query: Query, now: number): boolean {
  if (at < (query.from ?? now - query.range) || at >= (query.to ?? Number.POSITIVE_INFINITY)) {
    return false
  }
  for (const [name, value] of query.facets) {
    if (!facetsOf(event).some(([each, its]) => each === name && its === value)) return false
  }
  return query.words.length === 0 || query.words.every((word) => holds(event, word))
}

export function isRefused({ decision }: AuditEvent): boolean {
  return decision !== 'allowed'
}

/** The values under which an event is counted. */
export function facetsOf(event: AuditEvent): [FacetName, string][] {
  const facets: [FacetName, string][] = [['project', event.project]]
  if (event.service !== '') facets.push(['service', event.service])
  for (const policy of event.policy.split(',')) {
    if (policy !== '') facets.push(['policy', policy])
  }
  const thing = thingOf(event)
  if (thing) facets.push(thing)
  return facets
}

function thingOf({ kind, action, resource }: AuditEvent): [FacetName, string] | undefined {
  if (kind === 'credential') return ['key', resource]
  if (kind === 'network') return ['domain', resource.replace(/:\d+$/, '')]
  return kind === 'mcp' && action === 'tool-call' ? ['tool', resource] : undefined
}

function holds(event: AuditEvent, word: string): boolean {
  const { resource, service, project, policy, rule, reason, action, kind, decision, id } = event
  const texts = [resource, service, project, policy, rule, reason, action, kind, decision, id]
  if (texts.some((text) => text.toLowerCase().includes(word))) return true
  return Object.values(event.details ?? {}).some((value) =>
    String(value).toLowerCase().includes(word),
  )
}

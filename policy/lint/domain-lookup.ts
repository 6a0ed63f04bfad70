import { coversPattern, type DomainPattern, formatDomainPattern } from '../domain-pattern.ts'
import type { DomainEntry } from './context.ts'

/** Finds the entries that could cover a pattern, without looking at all of a long list for each. */
export interface DomainLookup {
  /** Entries that match everything that the pattern matches, in the order of the list. */
  covering(pattern: DomainPattern): readonly DomainEntry[]
  /** Entries that cover the pattern's hosts or part of them, whatever the ports. */
  touching(pattern: DomainPattern): readonly DomainEntry[]
}

export function createDomainLookup(entries: readonly DomainEntry[]): DomainLookup {
  const any = entries.filter(({ pattern }) => pattern.kind === 'any')
  const byHost = new Map<string, DomainEntry[]>()
  const under = new Map<string, DomainEntry[]>()
  for (const entry of entries) {
    if (entry.pattern.kind === 'any') continue
    add(byHost, entry.pattern.host, entry)
    for (const name of ancestors(entry.pattern.host)) add(under, name, entry)
  }

  const above = (pattern: DomainPattern): DomainEntry[] => {
    if (pattern.kind === 'any') return any
    const named = ancestors(pattern.host).flatMap((name) =>
      (byHost.get(name) ?? []).filter(
        (entry) => name === pattern.host || entry.pattern.kind === 'below',
      ),
    )
    return [...any, ...named]
  }
  const inOrder = (found: Iterable<DomainEntry>) =>
    [...new Set(found)].sort((a, b) => Number(a.path.at(-1)) - Number(b.path.at(-1)))

  return {
    covering: (pattern) =>
      inOrder(above(pattern).filter((entry) => coversPattern(entry.pattern, pattern))),
    touching(pattern) {
      if (pattern.kind === 'any') return entries
      const below = pattern.kind === 'below' ? (under.get(pattern.host) ?? []) : []
      return inOrder([...above(pattern), ...below])
    },
  }
}

/** Whether two patterns are the same but for their spelling. */
export function samePattern(a: DomainPattern, b: DomainPattern): boolean {
  return a === b || formatDomainPattern(a) === formatDomainPattern(b)
}

/** The host and every name above it. */
function ancestors(host: string): string[] {
  const labels = host.split('.')
  return labels.map((_, index) => labels.slice(index).join('.'))
}

function add(map: Map<string, DomainEntry[]>, name: string, entry: DomainEntry): void {
  const entries = map.get(name)
  if (entries === undefined) map.set(name, [entry])
  else entries.push(entry)
}

import { coversPattern, type DomainPattern, formatDomainPattern } from '../domain-pattern.ts'
import type { PolicyEntry } from '../policy-entries.ts'

/** An entry of a list of domains. */
export interface DomainEntry extends PolicyEntry {
  readonly pattern: DomainPattern
}

/** Finds the entries that could cover a pattern, without looking at all of a long list for each. */
export interface DomainLookup {
  /** Entries that match everything that the pattern matches, in the order of the list. */
  covering(pattern: DomainPattern): readonly DomainEntry[]
  /** Entries that cover the pattern's hosts or part of them, whatever the ports. */
  touching(pattern: DomainPattern): readonly DomainEntry[]
}

export function createDomainLookup(entries: readonly DomainEntry[]): DomainLookup {
  const any = entries.filter(({ pattern }) => pattern.kind === 'any')
  const hasBelow = entries.some(({ pattern }) => pattern.kind === 'below')
  const byHost = new Map<string, DomainEntry[]>()
  let under: Map<string, DomainEntry[]> | undefined
  for (const entry of entries)
    if (entry.pattern.kind !== 'any') add(byHost, entry.pattern.host, entry)

  const below = (host: string): DomainEntry[] => {
    if (!under) {
      under = new Map()
      for (const entry of entries)
        if (entry.pattern.kind !== 'any')
          for (const name of ancestors(entry.pattern.host)) add(under, name, entry)
    }
    return under.get(host) ?? []
  }

  const above = (pattern: DomainPattern): readonly DomainEntry[] => {
    if (pattern.kind === 'any') return any
    const found = [...any]
    for (const name of hasBelow ? ancestors(pattern.host) : [pattern.host])
      for (const entry of byHost.get(name) ?? [])
        if (name === pattern.host || entry.pattern.kind === 'below') found.push(entry)
    return found
  }
  const inOrder = (found: readonly DomainEntry[]) =>
    found.length < 2
      ? found
      : [...new Set(found)].sort((a, b) => Number(a.path.at(-1)) - Number(b.path.at(-1)))

  return {
    covering: (pattern) =>
      inOrder(above(pattern).filter((entry) => coversPattern(entry.pattern, pattern))),
    touching(pattern) {
      if (pattern.kind === 'any') return entries
      return inOrder([...above(pattern), ...(pattern.kind === 'below' ? below(pattern.host) : [])])
    },
  }
}

/** Whether two patterns are the same but for their spelling. */
export function samePattern(a: DomainPattern, b: DomainPattern): boolean {
  return a === b || formatDomainPattern(a) === formatDomainPattern(b)
}

/** The host and every name above it. */
function ancestors(host: string): string[] {
  const names = [host]
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1))
    names.push(host.slice(dot + 1))
  return names
}

function add(map: Map<string, DomainEntry[]>, name: string, entry: DomainEntry): void {
  const entries = map.get(name)
  if (entries === undefined) map.set(name, [entry])
  else entries.push(entry)
}

import { type DomainPattern, isPublicName, parseDomainPattern } from './domain-pattern.ts'
import type { CanonicalHost } from './host.ts'

/** A pattern's place in its list. */
interface Entry {
  readonly index: number
  readonly ports: readonly number[]
}

/** What a list of patterns has for a host: the first entry that matches, or the entries for other ports of the host. */
export type DomainMatch =
  | { readonly index: number }
  | { readonly index?: never; readonly otherPorts: readonly number[] }

/** A list of domain patterns, ready to be asked: the cost of a look-up is the host's number of labels. */
export interface DomainIndex {
  readonly patterns: readonly DomainPattern[]
  find(host: CanonicalHost, port: number): DomainMatch
}

/**
 * Prepares a list of patterns.
 *
 * @param anyMatches which hosts a bare `*` is about. When allowing, public names; when denying, everything.
 * @throws when the list holds what `parsePolicy` refuses.
 */
export function createDomainIndex(
  texts: readonly string[],
  anyMatches: (host: CanonicalHost) => boolean = isPublicName,
): DomainIndex {
  const exact = new Map<string, Entry[]>()
  const below = new Map<string, Entry[]>()
  const any: Entry[] = []
  const patterns = texts.map(parse)
  for (const [index, pattern] of patterns.entries()) {
    const entry = { index, ports: pattern.ports }
    if (pattern.kind === 'any') any.push(entry)
    else add(pattern.kind === 'exact' ? exact : below, pattern.host, entry)
  }

  return {
    patterns,
    find(host, port) {
      let index: number | undefined
      const otherPorts: number[] = []
      const consider = (entries: readonly Entry[] | undefined) => {
        for (const entry of entries ?? []) {
          if (!entry.ports.includes(port)) otherPorts.push(...entry.ports)
          else if (index === undefined || entry.index < index) index = entry.index
        }
      }
      consider(exact.get(host))
      if (any.length > 0 && anyMatches(host)) consider(any)
      if (below.size > 0) {
        for (let name: string | undefined = host; name !== undefined; name = parentOf(name)) {
          consider(below.get(name))
        }
      }
      return index === undefined ? { otherPorts } : { index }
    },
  }
}

/** Whether a host and port match any pattern of a list. */
export type DomainMatcher = (host: CanonicalHost, port: number) => boolean

/** Prepares a list of patterns of which it does not matter which one matches. */
export function createDomainMatcher(texts: readonly string[]): DomainMatcher {
  const index = createDomainIndex(texts)
  return (host, port) => index.find(host, port).index !== undefined
}

function parse(text: string): DomainPattern {
  const result = parseDomainPattern(text)
  if (!result.ok) throw new Error(`'${text}' is not a domain: ${result.problem}`)
  return result.pattern
}

function add(map: Map<string, Entry[]>, host: string, entry: Entry): void {
  const entries = map.get(host)
  if (entries === undefined) map.set(host, [entry])
  else entries.push(entry)
}

function parentOf(name: string): string | undefined {
  const dot = name.indexOf('.')
  return dot === -1 ? undefined : name.slice(dot + 1)
}

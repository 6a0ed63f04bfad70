import { bindingPorts, builtInBinding } from '../credential-bindings.ts'
import {
  type DomainPattern,
  type PatternResult,
  parseDomainPattern,
  webPorts,
} from '../domain-pattern.ts'
import type { Path } from '../located.ts'
import type { PolicyDocument } from '../policy-document.ts'
import { entriesAt, type PolicyEntry, textAt } from '../policy-entries.ts'
import { parseToolPattern, type ToolPattern } from '../tool-pattern.ts'
import { createDomainLookup, type DomainEntry, type DomainLookup } from './domain-lookup.ts'

/** Where the lists of a policy stand. */
export const at = {
  mode: ['spec', 'mode'],
  allowedDomains: ['spec', 'network', 'allowedDomains'],
  deniedDomains: ['spec', 'network', 'deniedDomains'],
  denyLocalNetwork: ['spec', 'network', 'denyLocalNetwork'],
  allowedLocal: ['spec', 'network', 'allowedLocal'],
  http: ['spec', 'network', 'http'],
  credentials: ['spec', 'credentials'],
  allowedKeys: ['spec', 'credentials', 'allowedKeys'],
  maxExpirationHours: ['spec', 'credentials', 'maxExpirationHours'],
  bindings: ['spec', 'credentials', 'bindings'],
  allowedTools: ['spec', 'mcp', 'allowedTools'],
  deniedTools: ['spec', 'mcp', 'deniedTools'],
  arguments: ['spec', 'mcp', 'arguments'],
  auditEnabled: ['spec', 'audit', 'enabled'],
} as const satisfies Record<string, Path>

export interface ToolEntry extends PolicyEntry {
  readonly pattern: ToolPattern
}

/** What a rule looks at: the document, and its parts as far as they can be read. What the parser refuses is left out. */
export interface RuleContext {
  readonly document: PolicyDocument
  value(path: Path): unknown
  /** Names of the members of the map at a path. */
  names(path: Path): readonly string[]
  /** The texts of the list at a path, or the text that stands there. */
  entries(path: Path): readonly PolicyEntry[]
  domains(path: Path, defaultPorts?: readonly number[]): readonly DomainEntry[]
  tools(path: Path): readonly ToolEntry[]
  /** The domains of the list at a path, ready to be searched. */
  lookup(path: Path): DomainLookup
  /** The hosts that a key is bound to, by the policy or by the built-in table. */
  boundHosts(key: string): readonly DomainPattern[]
}

export function createRuleContext(document: PolicyDocument): RuleContext {
  // Rules ask for the same lists; each is read once.
  const domainsRead = new Map<string, readonly DomainEntry[]>()
  const lookupsRead = new Map<string, DomainLookup>()
  const textsRead = new Map<string, readonly PolicyEntry[]>()
  const toolsRead = new Map<string, readonly ToolEntry[]>()
  const textsAt = (path: Path) =>
    once(textsRead, path.join('/'), () => [...entriesAt(document, path), ...textAt(document, path)])
  const context: RuleContext = {
    document,
    value: (path) => document.part(path)?.value,
    names(path) {
      const part = document.part(path)
      return Array.isArray(part?.value) ? [] : [...(part?.children.keys() ?? [])]
    },
    entries: textsAt,
    domains: (path, defaultPorts = webPorts) =>
      once(domainsRead, `${defaultPorts} ${path.join('/')}`, () =>
        readable(textsAt(path), (text) => parseDomainPattern(text, defaultPorts)),
      ),
    tools: (path) =>
      once(toolsRead, path.join('/'), () => readable(textsAt(path), parseToolPattern)),
    lookup: (path) =>
      once(lookupsRead, path.join('/'), () => createDomainLookup(context.domains(path))),
    boundHosts(key) {
      if (context.names(at.bindings).includes(key)) {
        const hosts = context.domains([...at.bindings, key, 'hosts'], bindingPorts)
        return hosts.map(({ pattern }) => pattern)
      }
      return (builtInBinding(key)?.hosts ?? []).flatMap((text) => {
        const result = parseDomainPattern(text, bindingPorts)
        return result.ok ? [result.pattern] : []
      })
    },
  }
  return context
}

/** The entries that are patterns, with what they mean. */
function readable<P>(
  entries: readonly PolicyEntry[],
  read: (text: string) => PatternResult<P>,
): (PolicyEntry & { readonly pattern: P })[] {
  const found: (PolicyEntry & { readonly pattern: P })[] = []
  for (const { text, path } of entries) {
    const result = read(text)
    if (result.ok) found.push({ text, path, pattern: result.pattern })
  }
  return found
}

function once<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key)
  if (found !== undefined) return found
  const made = make()
  known.set(key, made)
  return made
}

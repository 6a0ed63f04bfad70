import type { CompiledPolicy, NormalizedPolicy } from '../schemas/generated/configuration.ts'
import { canonicalJson } from './canonical-json.ts'
import { createDecisions, type Decisions } from './decisions.ts'
import { parseDomainPattern } from './domain-pattern.ts'
import { type CanonicalHost, canonicalHost } from './host.ts'
import { type ToolWitness, toolWitnesses } from './tool-witnesses.ts'

/** One thing that two policies judge differently. */
export interface Difference {
  kind: 'network' | 'credential' | 'mcp' | 'audit' | 'mode'
  /** Whether the new policy allows what the old one did not, or the reverse. */
  direction: 'wider' | 'narrower'
  /** For people. */
  text: string
  /** Set where the two were compared by their text, because what they match cannot be compared: it may be wider. */
  unsure?: true
}

/**
 * What NEW allows that OLD did not, and the reverse, whatever way they are written: both are asked the same
 * questions, one for each set of hosts and of tools that any of their patterns can tell apart.
 */
export function comparePolicies(before: CompiledPolicy, after: CompiledPolicy): Difference[] {
  const older = createDecisions(before)
  const newer = createDecisions(after)
  return [
    ...modes(before, after),
    ...hosts(older, newer),
    ...localNetwork(older, newer),
    ...written('network', 'http rules', older, newer, ({ http }) => http),
    ...keys(older, newer),
    ...tools(older, newer),
    ...written('mcp', 'argument rules', older, newer, (policy) => policy.arguments),
    ...audit(older, newer),
  ]
}

function modes(before: CompiledPolicy, after: CompiledPolicy): Difference[] {
  if (before.mode === after.mode) return []
  return [
    after.mode === 'monitor'
      ? { kind: 'mode', direction: 'wider', text: 'monitor mode: nothing is blocked any more' }
      : { kind: 'mode', direction: 'narrower', text: 'enforce mode: what is denied is blocked' },
  ]
}

/** A label that no pattern names: it stands for every name that none of them knows. */
const fresh = 'zz-any-other-name'

/**
 * Patterns are a name, a name and everything below it, or everything: so a host's verdict depends only on the longest
 * name in them that it equals or lies below. One host for each, on each port that any of them names, tells all.
 */
function hosts(older: Decisions, newer: Decisions): Difference[] {
  const policies = [...older.policies, ...newer.policies]
  const names = new Set<CanonicalHost>()
  const ports = new Set<number>([80, 443, unnamedPort])
  for (const policy of policies) {
    const texts = [...policy.allowedDomains, ...policy.deniedDomains, ...policy.allowedLocal]
    for (const text of texts) {
      const result = parseDomainPattern(text)
      if (!result.ok) continue
      for (const port of result.pattern.ports) ports.add(port)
      if (result.pattern.kind !== 'any') names.add(result.pattern.host)
    }
  }
  const probes: [label: string, host: string][] = [...names].flatMap((name) => [
    [name, name] as [string, string],
    [`names below ${name}`, `${fresh}.${name}`] as [string, string],
  ])
  probes.push(['every other public name', `${fresh}.example`])
  probes.push(['every other name of one label', fresh])
  return probes.flatMap(([label, text]) => {
    const host = canonicalHost(text)
    if (host === undefined) return []
    const changed = (allowing: Decisions, refusing: Decisions) =>
      [...ports]
        .filter((port) => allows(allowing, host, port) && !allows(refusing, host, port))
        .sort((a, b) => a - b)
    const reach = (text: string, direction: Difference['direction'], list: number[]) =>
      list.length === 0 ? [] : [{ kind: 'network' as const, direction, text: `${text}${on(list)}` }]
    return [
      ...reach(label, 'wider', changed(newer, older)),
      ...reach(label, 'narrower', changed(older, newer)),
    ]
  })
}

/** Stands for every port that no pattern names. */
const unnamedPort = 6

function allows(decisions: Decisions, host: CanonicalHost, port: number): boolean {
  return decisions.host(host, port).decision === 'allowed'
}

function on(ports: readonly number[]): string {
  const named = ports.map((port) => (port === unnamedPort ? 'any other' : String(port)))
  return `, port${named.length === 1 ? '' : 's'} ${named.join(', ')}`
}

function localNetwork(older: Decisions, newer: Decisions): Difference[] {
  const closed = ({ policies }: Decisions) => policies.some((policy) => policy.denyLocalNetwork)
  if (closed(older) === closed(newer)) return []
  return closed(older)
    ? [{ kind: 'network', direction: 'wider', text: 'allowed names may lead to private addresses' }]
    : [{ kind: 'network', direction: 'narrower', text: 'no name may lead to a private address' }]
}

function keys(older: Decisions, newer: Decisions): Difference[] {
  const differences: Difference[] = []
  const say = (direction: Difference['direction'], text: string, unsure = false) =>
    differences.push({ kind: 'credential', direction, text, ...(unsure ? { unsure } : {}) })
  for (const key of newer.allowedKeys) if (!older.allowedKeys.has(key)) say('wider', key)
  for (const key of older.allowedKeys) if (!newer.allowedKeys.has(key)) say('narrower', key)
  for (const key of newer.allowedKeys) {
    if (!older.allowedKeys.has(key)) continue
    const [was, is] = [older.bindings(key), newer.bindings(key)].map((all) => canonicalJson(all))
    if (was === is) continue
    say('wider', `the binding of ${key} was changed`, true)
  }
  if (newer.allowedKeys.size > 0) {
    const [was, is] = [older, newer].map(
      (one) => one.maxExpirationHours ?? Number.POSITIVE_INFINITY,
    )
    const life = `leases of ${hours(is)} instead of ${hours(was)}`
    if ((is ?? 0) > (was ?? 0)) say('wider', life)
    if ((is ?? 0) < (was ?? 0)) say('narrower', life)
  }
  return differences
}

function hours(value: number | undefined): string {
  return value === undefined || value === Number.POSITIVE_INFINITY ? 'no end' : `${value} h`
}

function tools(older: Decisions, newer: Decisions): Difference[] {
  const patterns = [...older.policies, ...newer.policies].flatMap((policy) => [
    ...policy.allowedTools,
    ...policy.deniedTools,
  ])
  const allowed = (decisions: Decisions, { server, tool }: ToolWitness) =>
    decisions.tool(server, tool).decision === 'allowed'
  const differences = new Map<string, Difference>()
  for (const witness of toolWitnesses(patterns)) {
    const [was, is] = [allowed(older, witness), allowed(newer, witness)]
    if (was === is) continue
    const direction = is ? 'wider' : 'narrower'
    const text = `tool ${witness.text}`
    differences.set(`${direction} ${text}`, { kind: 'mcp', direction, text })
  }
  return [...differences.values()]
}

/** Rules that restrict, and whose patterns cannot be compared: equal, only added, only removed, or changed. */
function written(
  kind: Difference['kind'],
  what: string,
  older: Decisions,
  newer: Decisions,
  pick: (policy: NormalizedPolicy) => object,
): Difference[] {
  const texts = ({ policies }: Decisions) => policies.map((policy) => canonicalJson(pick(policy)))
  const empty = new Set(['[]', '{}'])
  const rules = (decisions: Decisions) => texts(decisions).filter((text) => !empty.has(text))
  const [was, is] = [rules(older), rules(newer)]
  if (canonicalJson(was) === canonicalJson(is)) return []
  if (was.length === 0) return [{ kind, direction: 'narrower', text: `${what} were added` }]
  if (is.length === 0) return [{ kind, direction: 'wider', text: `${what} were removed` }]
  return [{ kind, direction: 'wider', text: `${what} were changed`, unsure: true }]
}

function audit(older: Decisions, newer: Decisions): Difference[] {
  if (older.audit.enabled === newer.audit.enabled) return []
  return newer.audit.enabled
    ? [{ kind: 'audit', direction: 'narrower', text: 'decisions are recorded' }]
    : [{ kind: 'audit', direction: 'wider', text: 'decisions are not recorded any more' }]
}

export function widens(differences: readonly Difference[]): boolean {
  return differences.some(({ direction }) => direction === 'wider')
}

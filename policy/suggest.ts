import { Document, isScalar, isSeq, type YAMLMap } from 'yaml'
import type { GovernancePolicy } from '../schemas/generated/policy.ts'
import { compilePolicies } from './compile.ts'
import { builtInBinding } from './credential-bindings.ts'
import { createDecisions, type Decisions } from './decisions.ts'
import { type CanonicalHost, canonicalAuthority, formatAuthority } from './host.ts'
import { parsePolicy } from './parse.ts'
import { printable } from './printable.ts'

/** One thing that agents asked for, as the trail tells. */
export interface Observation {
  kind: 'host' | 'local' | 'key' | 'tool'
  /** host:port, key or server/tool. */
  target: string
  /** How often it was allowed. */
  allowed: number
  /** How often it was refused, or would have been in enforce mode. */
  refused: number
  /** RFC 3339. */
  last: string
  /** The entry that refused it last. */
  refusedBy?: string
  /** host:port that a key was used for. */
  usedFor: readonly string[]
}

export interface SuggestOptions {
  /** metadata.name of what is suggested. */
  name: string
  /** The policy in force; what it says besides permissions stays. */
  base?: GovernancePolicy
  /** Also allow what was refused for want of an entry. */
  widen: boolean
}

export interface Suggestion {
  /** The policy, as YAML with a comment beside each permission. */
  text: string
  /** What was asked for and is not allowed by it. */
  leftOut: Observation[]
}

/** A trail can hold what no policy can say, or nothing at all. */
export class NothingToSuggest extends Error {}

/**
 * The least policy that covers what was really used: each host on its port, each tool of its server, each key.
 * Never wider than what was allowed then, nor than `base`, but for what `widen` adds.
 *
 * @throws NothingToSuggest when nothing of it was allowed
 */
export function suggestPolicy(
  observations: readonly Observation[],
  options: SuggestOptions,
): Suggestion {
  const inForce = options.base && createDecisions(compilePolicies([enforced(options.base)]))
  const isKept = (one: Observation) =>
    isSayable(one) &&
    (one.allowed > 0 || (options.widen && isLacking(one))) &&
    (options.widen || inForce === undefined || isAllowed(inForce, one))
  const sorted = [...observations].sort((a, b) => (a.target < b.target ? -1 : 1))
  const kept = sorted.filter(isKept)
  if (kept.length === 0) throw new NothingToSuggest('nothing that was asked for was allowed')
  const leftOut = sorted.filter((one) => !isKept(one))
  const text = write(policyOf(kept, options), kept, leftOut)
  const { policy } = parsePolicy(text, 'suggestion')
  if (!policy) throw new Error(`the suggestion is no policy:\n${text}`)
  return { text, leftOut }
}

function enforced(policy: GovernancePolicy): GovernancePolicy {
  return { ...policy, spec: { ...policy.spec, mode: 'enforce' } }
}

/** Refused because no list has it: an entry would allow it. What is denied by name or for good stays denied. */
function isLacking({ refusedBy }: Observation): boolean {
  return (
    refusedBy !== undefined &&
    ['network.allowedDomains', 'mcp.allowedTools', 'credentials.allowedKeys'].includes(refusedBy)
  )
}

/** Whether a pattern can name exactly this. */
function isSayable(one: Observation): boolean {
  switch (one.kind) {
    case 'host':
    case 'local':
      return authorityOf(one.target) !== undefined
    case 'key':
      return /^[A-Za-z_][A-Za-z0-9_]*$/.test(one.target)
    case 'tool': {
      const segments = one.target.split('/')
      return (
        one.target === one.target.trim() &&
        segments.length > 1 &&
        !segments.includes('') &&
        printable(one.target) === one.target &&
        !one.target.includes('*')
      )
    }
  }
}

function authorityOf(target: string): { host: CanonicalHost; port: number } | undefined {
  return canonicalAuthority(target, 443)
}

function isAllowed(decisions: Decisions, { kind, target }: Observation): boolean {
  if (kind === 'key') return decisions.allowedKeys.has(target)
  if (kind === 'tool') {
    const slash = target.indexOf('/')
    const verdict = decisions.tool(target.slice(0, slash), target.slice(slash + 1))
    return verdict.decision === 'allowed'
  }
  const authority = authorityOf(target)
  return (
    authority !== undefined && decisions.host(authority.host, authority.port).decision === 'allowed'
  )
}

function policyOf(
  kept: readonly Observation[],
  { name, base }: SuggestOptions,
): Record<string, unknown> {
  const { network, credentials, mcp, audit } = base?.spec ?? {}
  const targets = (kind: Observation['kind']) =>
    kept.filter((one) => one.kind === kind).map(entryOf)
  const keys = kept.filter((one) => one.kind === 'key')
  const bindings = keys.flatMap((key) => {
    const written = credentials?.bindings?.[key.target]
    if (written) return [[key.target, written]]
    if (builtInBinding(key.target) || key.usedFor.length === 0) return []
    return [[key.target, { hosts: [...key.usedFor].sort() }]]
  })
  const local = targets('local')
  return {
    apiVersion: 'ai.docker.com/v1',
    kind: 'GovernancePolicy',
    metadata: { ...base?.metadata, name },
    spec: {
      network: {
        ...network,
        allowedDomains: targets('host'),
        denyLocalNetwork: network?.denyLocalNetwork ?? true,
        allowedLocal: local.length > 0 ? local : undefined,
      },
      credentials: {
        ...credentials,
        allowedKeys: keys.map(entryOf),
        maxExpirationHours: credentials?.maxExpirationHours ?? 24,
        bindings: bindings.length > 0 ? Object.fromEntries(bindings) : undefined,
      },
      mcp: { ...mcp, allowedTools: targets('tool') },
      audit: audit ?? { enabled: true, logLevel: 'info' },
    },
  }
}

function entryOf({ kind, target }: Observation): string {
  if (kind !== 'host' && kind !== 'local') return target
  const authority = authorityOf(target)
  return authority ? formatAuthority(authority.host, authority.port) : target
}

const LISTS = [
  ['host', ['network', 'allowedDomains']],
  ['local', ['network', 'allowedLocal']],
  ['key', ['credentials', 'allowedKeys']],
  ['tool', ['mcp', 'allowedTools']],
] as const

function write(
  policy: Record<string, unknown>,
  kept: readonly Observation[],
  leftOut: readonly Observation[],
): string {
  const document = new Document(policy, { keepUndefined: false })
  for (const [kind, path] of LISTS) {
    const list = document.getIn(['spec', ...path], true)
    if (!isSeq(list)) continue
    const uses = kept.filter((one) => one.kind === kind)
    for (const [index, item] of list.items.entries()) {
      const use = uses[index]
      if (isScalar(item) && use) item.comment = ` ${countOf(use)}`
    }
    if (list.items.length === 0) list.flow = true
  }
  if (leftOut.length > 0) {
    const lines = leftOut
      .slice(0, MOST_LEFT_OUT)
      .map((one) => `   ${one.kind} ${printable(one.target)}: ${countOf(one)}`)
    const more = leftOut.length - lines.length
    if (more > 0) lines.push(`   and ${more} more`)
    ;(document.contents as YAMLMap).comment = [' Asked for, and not allowed here:', ...lines].join(
      '\n',
    )
  }
  return document.toString({ lineWidth: 0 })
}

const MOST_LEFT_OUT = 50

function countOf({ allowed, refused, last }: Observation): string {
  const parts = [
    ...(allowed > 0 ? [`used ${times(allowed)}`] : []),
    ...(refused > 0 ? [`refused ${times(refused)}`] : []),
  ]
  return `${parts.join(', ')}, last ${last.slice(0, 10)}`
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}

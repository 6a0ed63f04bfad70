import type { AuditEvent } from '../../schemas/generated/audit-event.ts'
import type { Decisions } from '../decisions.ts'
import { canonicalAuthority } from '../host.ts'
import { toolOf } from './occurrence.ts'
import { type Permission, permissionsIn } from './permissions.ts'
import { readPolicyText } from './policy-text.ts'

/** How often one thing was used under a policy, and when last (RFC 3339). */
export interface Use {
  readonly kind: 'network' | 'credential' | 'mcp'
  /** host:port, key, server/tool. */
  readonly resource: string
  readonly count: number
  readonly first: string
  readonly last: string
}

/** What was used under each policy, however it was counted. */
export interface UsageRecord {
  /** What was used under a policy. */
  of(policy: string): readonly Use[]
  /** Whether `of` has everything. Where it has not, nothing can be said to be unused. */
  isComplete(policy: string): boolean
}

/** An agent chooses the names below an allowed `*.host`; it does not choose how much memory is spent on them. */
const mostResources = 20_000

/** What was really used under each policy, gathered event by event. */
export class Usage implements UsageRecord {
  readonly #policies = new Map<string, Map<string, Use>>()
  readonly #overfull = new Set<string>()
  readonly #since = new Map<string, string>()

  /** Counts an event in, if it is a use of something that a policy allows. */
  add(event: AuditEvent): void {
    for (const policy of event.policy.split(',')) {
      if (policy === '') continue
      const since = this.#since.get(policy)
      if (since === undefined || event.time < since) this.#since.set(policy, event.time)
      if (isUse(event)) this.#count(policy, event)
    }
  }

  of(policy: string): readonly Use[] {
    return [...(this.#policies.get(policy)?.values() ?? [])]
  }

  /** The first moment from which anything is known of a policy (RFC 3339). */
  since(policy: string): string | undefined {
    return this.#since.get(policy)
  }

  isComplete(policy: string): boolean {
    return !this.#overfull.has(policy)
  }

  #count(policy: string, event: AuditEvent): void {
    const uses = this.#policies.get(policy) ?? new Map<string, Use>()
    this.#policies.set(policy, uses)
    const key = `${event.kind} ${event.resource}`
    const known = uses.get(key)
    if (!known && uses.size >= mostResources) {
      this.#overfull.add(policy)
      return
    }
    const { time } = event
    uses.set(key, {
      kind: event.kind as Use['kind'],
      resource: event.resource,
      count: (known?.count ?? 0) + 1,
      first: known && known.first < time ? known.first : time,
      last: known && known.last > time ? known.last : time,
    })
  }
}

/** A lookup, a list or a lease that was issued is not yet a use. */
function isUse({ kind, action, decision }: AuditEvent): boolean {
  if (decision !== 'allowed') return false
  if (kind === 'network') return action === 'connect' || action === 'request'
  if (kind === 'credential') return action === 'exchange'
  return kind === 'mcp' && action === 'tool-call'
}

/** A permission with what was made of it. */
export interface UsedPermission extends Permission {
  readonly count: number
  /** RFC 3339; undefined when it was never used. */
  readonly last: string | undefined
}

/**
 * Every permission of a policy with how often it was used. Of several entries that match a thing the first counts, as
 * in decisions: one that others always come before is never used, and can go.
 *
 * @returns undefined when the policy has errors
 */
export function permissionUse(
  text: string,
  file: string,
  usage: UsageRecord,
): UsedPermission[] | undefined {
  const read = readPolicyText(text, file)
  if (!read) return undefined
  const used = new Map<string, { count: number; last: string }>()
  for (const use of usage.of(read.name)) {
    const rule = ruleOf(read.decisions, use)
    if (rule === undefined) continue
    const known = used.get(rule)
    used.set(rule, {
      count: (known?.count ?? 0) + use.count,
      last: known && known.last > use.last ? known.last : use.last,
    })
  }
  return permissionsIn(read.document).map((permission) => {
    const rule = permission.kind === 'key' ? `key ${permission.text}` : permission.rule
    const found = used.get(rule)
    return { ...permission, count: found?.count ?? 0, last: found?.last }
  })
}

/**
 * The permissions that nothing was ever allowed by, as far as the trail goes back; see `Usage.since` for how far.
 * None when the policy has errors or the record of its uses is not complete.
 */
export function unusedPermissions(
  text: string,
  file: string,
  usage: UsageRecord,
): UsedPermission[] {
  const name = readPolicyText(text, file)?.name
  if (name === undefined || !usage.isComplete(name)) return []
  return (permissionUse(text, file, usage) ?? []).filter(({ count }) => count === 0)
}

/** The entry that would allow the use today. */
function ruleOf(decisions: Decisions, { kind, resource }: Use): string | undefined {
  // Keys are listed once in decisions, however often they are written: an index would be another one's.
  if (kind === 'credential') return `key ${resource}`
  const decision =
    kind === 'network' ? hostDecision(decisions, resource) : tool(decisions, resource)
  return decision?.decision === 'allowed' ? decision.rule : undefined
}

function hostDecision(decisions: Decisions, resource: string) {
  const authority = canonicalAuthority(resource)
  return authority && decisions.host(authority.host, authority.port)
}

function tool(decisions: Decisions, resource: string) {
  const called = toolOf({
    kind: 'mcp',
    action: 'tool-call',
    resource,
    decision: 'allowed',
    rule: '',
  })
  return called && decisions.tool(called.server, called.tool)
}

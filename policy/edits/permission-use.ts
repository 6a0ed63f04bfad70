import type { Decisions } from '../decisions.ts'
import { canonicalAuthority } from '../host.ts'
import type { UsageRecord, Use } from '../usage/index.ts'
import { toolOf } from './occurrence.ts'
import { type Permission, permissionsIn } from './permissions.ts'
import { readPolicyText } from './policy-text.ts'

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

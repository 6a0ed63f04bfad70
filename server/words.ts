import type { Decisions } from '../policy/decisions.ts'
import { type DomainPattern, parseDomainPattern } from '../policy/domain-pattern.ts'
import { parseToolPattern } from '../policy/tool-pattern.ts'

/** `["a", "b", "c"]` → `a, b and c`. */
export function list(items: readonly string[], most = 12): string {
  const shown = items.slice(0, most)
  const rest = items.length - shown.length
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

/** `1 host`, `2 hosts`. */
export function count(amount: number, thing: string): string {
  return `${amount} ${thing}${amount === 1 ? '' : 's'}`
}

/** Hours as people say them: 0.5 → 30 minutes, 24 → 1 day, 36 → 1 day 12 hours. */
export function duration(hours: number): string {
  if (hours < 1) {
    const minutes = Math.round(hours * 60)
    return minutes < 1 ? 'less than a minute' : count(minutes, 'minute')
  }
  const days = Math.floor(hours / 24)
  const rest = Math.round((hours - days * 24) * 10) / 10
  const parts = [
    ...(days > 0 ? [count(days, 'day')] : []),
    ...(rest > 0 ? [count(rest, 'hour')] : []),
  ]
  return parts.join(' ')
}

/** What a domain pattern matches, in words; undefined when it is no pattern. */
export function domainWords(text: string): string | undefined {
  const read = parseDomainPattern(text)
  if (!read.ok) return undefined
  return `${hostWords(read.pattern)} on port${read.pattern.ports.length === 1 ? '' : 's'} ${list(read.pattern.ports.map(String))}`
}

function hostWords(pattern: DomainPattern): string {
  if (pattern.kind === 'any') return '**every public name**'
  return pattern.kind === 'below'
    ? `\`${pattern.host}\` and every name below it`
    : `\`${pattern.host}\` and no other name`
}

/** What a tool pattern matches, in words; undefined when it is no pattern. */
export function toolWords(text: string): string | undefined {
  const read = parseToolPattern(text)
  if (!read.ok) return undefined
  const name = read.pattern.name.join('/')
  const what = name.includes('*')
    ? name === '*'
      ? '**every tool**'
      : `every tool whose name fits \`${name}\``
    : `the tool \`${name}\``
  const where =
    read.pattern.server === undefined || read.pattern.server === '*'
      ? 'of every MCP server'
      : `of the MCP server \`${read.pattern.server}\``
  return `${what} ${where}`
}

/** A policy, or several together, in a few lines of Markdown. */
export function policyWords(
  decisions: Decisions,
  lists: { hosts: readonly string[]; tools: readonly string[]; deniedTools: readonly string[] },
): string {
  const code = (items: readonly string[]) => list(items.map((item) => `\`${item}\``))
  const keys = [...decisions.allowedKeys]
  const local = decisions.allowedLocal.map(({ host, port }) => `${host}:${port}`)
  const lines = [
    `**${decisions.name}**${decisions.mode === 'monitor' ? ' *(monitor: decides and records, blocks credentials only)*' : ''}`,
    `- **Network:** ${lists.hosts.length > 0 ? code(lists.hosts) : 'nothing'}`,
    ...(local.length > 0 ? [`- **Local services:** ${code(local)}`] : []),
    `- **Credentials:** ${keys.length > 0 ? `${code(keys)}, ${leaseWords(decisions.maxExpirationHours)}` : 'none'}`,
    `- **MCP tools:** ${lists.tools.length > 0 ? code(lists.tools) : 'none'}${lists.deniedTools.length > 0 ? `; never ${code(lists.deniedTools)}` : ''}`,
  ]
  return lines.join('\n')
}

/** How long a lease lives. */
export function leaseWords(hours: number | undefined): string {
  return hours === undefined
    ? 'as leases **without an end**'
    : `as leases that end after ${duration(hours)}`
}

/** Hosts as people write them: without the port that goes without saying. */
export function hostLabels(hosts: readonly string[]): string[] {
  return hosts.map((host) => host.replace(/:443$/, ''))
}

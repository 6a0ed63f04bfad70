import type { Finding } from '../../policy/finding.ts'
import { canonicalHost, canonicalPath } from '../../policy/index.ts'
import { error } from '../load/failure.ts'
import type { Plan } from '../roles/plan.ts'

/** What cannot be promised of the MCP servers that the Compose file names. */
export function checkServers(plan: Plan, findings: Finding[]): void {
  checkCommands(plan, findings)
  checkCredentials(plan, findings)
}

/** One bridge runs in a container, and it runs one command. */
function checkCommands(plan: Plan, findings: Finding[]): void {
  const taken = new Map<string, string>()
  for (const [name, server] of plan.governance.servers) {
    if (server.kind !== 'stdio') continue
    const other = taken.get(server.service)
    taken.set(server.service, name)
    if (other === undefined) continue
    findings.push(
      error(
        'mcp-two-commands',
        `The MCP servers "${other}" and "${name}" both run a command in the service ${server.service}: give each a service or an image of its own.`,
        server.place,
      ),
    )
  }
}

/** A key that the gateway is to present to a server: every policy has to allow it, for that host. */
function checkCredentials(plan: Plan, findings: Finding[]): void {
  for (const [name, server] of plan.governance.servers) {
    if (server.kind !== 'url' || server.credential === undefined) continue
    const upstream = plan.upstreams.get(name)
    // A policy that cannot be read has been reported.
    if (!upstream) continue
    const refusal = refusalOf(server.url, server.credential, upstream)
    if (refusal === undefined) continue
    findings.push({
      ...error(
        'mcp-credential',
        `The MCP server "${name}" cannot be given ${server.credential}: ${refusal}`,
        server.place,
      ),
      help: `Allow ${server.credential} under credentials.allowedKeys, and its host under credentials.bindings.${server.credential}.hosts.`,
    })
  }
}

function refusalOf(
  address: string,
  key: string,
  { policy, header }: NonNullable<ReturnType<Plan['upstreams']['get']>>,
): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined
  const host = canonicalHost(url?.hostname.replace(/^\[|\]$/g, '') ?? '')
  if (url === undefined || host === undefined) return 'its address cannot be read.'
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  const path = canonicalPath(url.pathname) ?? '/'
  const { decisions } = policy
  const target = { host, port, method: 'POST', path, surface: 'header', name: header } as const
  for (const { decision, reason } of [
    decisions.key(key),
    decisions.host(host, port),
    decisions.credential(key, target),
  ]) {
    if (decision === 'blocked') return reason
  }
  return undefined
}

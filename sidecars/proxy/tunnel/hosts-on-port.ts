import { type CanonicalHost, canonicalAuthority } from '../../../policy/host.ts'
import type { Governed } from '../governed.ts'

/** The hosts that the policy names on a port, and whether a pattern opens the port of further ones. */
export function hostsOnPort(
  { policies, allowedLocal, host: verdict }: Governed['decisions'],
  port: number,
): { hosts: CanonicalHost[]; open: boolean } {
  const named = policies.flatMap(({ allowedDomains }) => allowedDomains)
  const hosts = new Set(allowedLocal.filter((local) => local.port === port).map(({ host }) => host))
  let open = false
  for (const pattern of named) {
    const authority = canonicalAuthority(pattern.replace(/^\*\./, ''))
    if (authority?.port !== port) continue
    if (pattern.startsWith('*')) open = true
    else if (verdict(authority.host, port).decision === 'allowed') hosts.add(authority.host)
  }
  return { hosts: [...hosts], open }
}

import { compilePolicies } from '../policy/compile.ts'
import type { CompiledPolicy } from '../schemas/generated/configuration.ts'
import type { Configuration } from './configuration.ts'

/** The name under which the broker knows the proxy itself. No service of a project can have it. */
export const PROXY_IDENTITY = 'governance-proxy'

/** The header in which the upstream proxy is told who asks, lower-case. */
export const CREDENTIAL_HEADER = 'proxy-authorization'

/** Host, without brackets, and port of an upstream proxy. */
export function placeOfProxy(url: string): { host: string; port: number; encrypted: boolean } {
  const { protocol, hostname, port } = new URL(url)
  const encrypted = protocol === 'https:'
  const host = hostname.replace(/^\[|\]$/g, '')
  return { host, port: Number(port || (encrypted ? 443 : 80)), encrypted }
}

/**
 * What the proxy itself may use a lease for: to be let through by the upstream proxy, and for nothing else.
 *
 * @returns undefined when the configuration names no credential for it
 */
export function upstreamCredentialPolicy({ egress }: Configuration): CompiledPolicy | undefined {
  const { url, credential } = egress.upstreamProxy ?? {}
  if (url === undefined || credential === undefined) return undefined
  const { host, port } = placeOfProxy(url)
  const hosts: [string] = [`${host.includes(':') ? `[${host}]` : host}:${port}`]
  return compilePolicies([
    {
      apiVersion: 'ai.docker.com/v1',
      kind: 'GovernancePolicy',
      metadata: { name: 'upstream-proxy' },
      spec: {
        credentials: {
          allowedKeys: [credential.key],
          bindings: {
            [credential.key]: { hosts, header: CREDENTIAL_HEADER },
          },
        },
      },
    },
  ])
}

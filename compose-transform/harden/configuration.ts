import type { Configuration, Server } from '../../schemas/generated/configuration.ts'
import type { UpstreamProxy } from '../roles/governance.ts'
import { isGoverned, type Plan } from '../roles/plan.ts'
import type { McpServer } from '../roles/servers.ts'
import { bridgePort, leaseVariable, proxy } from './names.ts'

/** The one document that configures the sidecars: compiled policies, services, servers. No secret, no host path. */
export function configurationOf(plan: Plan): Configuration {
  const policies: [string, Configuration['policies'][string]][] = []
  const services: [string, Configuration['services'][string]][] = []
  for (const service of plan.services.values()) {
    if (!isGoverned(service) || !service.policy || !service.sandbox) continue
    const { digest, compiled } = service.policy
    if (!policies.some(([known]) => known === digest)) policies.push([digest, compiled])
    const { proxy, gateway } = service.sandbox.addresses
    const agent = service.role === 'agent'
    services.push([
      service.name,
      {
        policy: digest,
        role: agent ? 'agent' : 'mcp-server',
        listen: agent ? { proxy, gateway } : { proxy },
      },
    ])
  }
  for (const { identity, policy, sandbox } of plan.upstreams.values()) {
    if (!policies.some(([known]) => known === policy.digest))
      policies.push([policy.digest, policy.compiled])
    const listen = { proxy: sandbox.addresses.proxy }
    services.push([identity, { policy: policy.digest, role: 'mcp-server', listen }])
  }
  const servers = [...plan.governance.servers].map(([name, server]): [string, Server] => [
    name,
    { ...wayTo(plan, name, server), ...(server.pin ? { pin: true } : {}) },
  ])
  const { audit, upstreamProxy } = plan.governance
  return {
    version: 1,
    project: plan.project.name,
    policies: Object.fromEntries(policies),
    services: Object.fromEntries(services),
    servers: Object.fromEntries(servers),
    ...(Object.keys(audit).length === 0 ? {} : { audit }),
    egress: {
      ...(plan.egressCertificates ? { certificates: plan.egressCertificates } : {}),
      ...(upstreamProxy ? { upstreamProxy: wayOut(upstreamProxy) } : {}),
    },
  }
}

/** The proxy of the operator's network, and the lease with which ours is let through. */
function wayOut({ url, names, credential: key }: UpstreamProxy): UpstreamProxyConfiguration {
  if (key === undefined) return { url, names }
  return { url, names, credential: { key, variable: leaseVariable(proxy, key) } }
}

type UpstreamProxyConfiguration = NonNullable<Configuration['egress']['upstreamProxy']>

/** How the gateway reaches a server. */
function wayTo(plan: Plan, name: string, server: McpServer): Server {
  if (server.kind === 'url') {
    const upstream = plan.upstreams.get(name)
    if (!upstream) return { url: server.url }
    const { identity, key, header } = upstream
    const variable = leaseVariable(identity, key)
    return { url: server.url, credential: { service: identity, header, variable } }
  }
  const { service } = server
  const host = plan.services.get(service)?.joins ?? service
  return server.kind === 'stdio'
    ? { url: `tcp://${host}:${bridgePort}`, service }
    : { url: `http://${host}:${server.port}${server.path}`, service }
}

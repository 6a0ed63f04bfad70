import type { Configuration, Server } from '../../schemas/generated/configuration.ts'
import { isGoverned, type Plan } from '../roles/plan.ts'

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
  const servers: [string, Server][] = []
  for (const [name, server] of plan.governance.servers) {
    if ('service' in server) {
      const host = plan.services.get(server.service)?.joins ?? server.service
      servers.push([
        name,
        { url: `http://${host}:${server.port}${server.path}`, service: server.service },
      ])
    } else if ('url' in server) servers.push([name, { url: server.url }])
  }
  return {
    version: 1,
    project: plan.project.name,
    policies: Object.fromEntries(policies),
    services: Object.fromEntries(services),
    servers: Object.fromEntries(servers),
    egress: plan.egressCertificates ? { certificates: plan.egressCertificates } : {},
  }
}

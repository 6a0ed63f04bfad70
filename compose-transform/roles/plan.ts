import type { Finding } from '../../policy/finding.ts'
import { canonicalHost, isAddress } from '../../policy/index.ts'
import type { KeySource } from '../credentials/sources.ts'
import type { TokenWay } from '../credentials/token-servers.ts'
import { error } from '../load/failure.ts'
import {
  entriesAt,
  itemsAt,
  type Mapping,
  mapAt,
  type Place,
  spot,
  textAt,
  textOf,
} from '../load/node.ts'
import type { Project } from '../load/project.ts'
import { chooseAddresses, type EngineNetwork, type SandboxAddresses } from './addresses.ts'
import { allPolicies, type Governance } from './governance.ts'
import type { PolicyShelf, ServicePolicy } from './policies.ts'
import { serviceBehind, serviceOfServer } from './servers.ts'

export type Role = 'agent' | 'mcp-server' | 'companion' | 'exempt'

/** What is decided about one service before anything is rewritten. */
export interface ServicePlan {
  name: string
  role: Role
  place: Place
  /** For a governed service. */
  policy?: ServicePolicy
  /** Its own sandbox network; absent without a network (`network_mode: none`) and when it shares another's. */
  sandbox?: { network: string; addresses: SandboxAddresses }
  /** The governed service whose network it shares. */
  joins?: string
  /** It exists for the sake of an MCP server alone; the user wrote no such service. */
  made?: boolean
}

/** The gateway as the client of one server outside, for which it has a lease: an identity without a container. */
export interface UpstreamPlan {
  identity: string
  policy: ServicePolicy
  sandbox: { network: string; addresses: SandboxAddresses }
  key: string
  /** The header that takes the lease. */
  header: string
}

/** A companion that a policy opens on some ports: the proxy reaches it, and relays. */
export interface LocalService {
  service: string
  network: string
  /** The names under which policies speak of it. */
  names: Set<string>
  ports: Set<number>
}

export interface Plan {
  project: Project
  governance: Governance
  services: Map<string, ServicePlan>
  locals: Map<string, LocalService>
  /** MCP server → how the gateway presents its own lease to it. */
  upstreams: Map<string, UpstreamPlan>
  egressCertificates?: string
  /** Path of the host → where it really leads; empty where the caller follows no links. */
  realPaths?: ReadonlyMap<string, string>
  /** Folders in which an agent may write that are Git repositories. */
  repositories?: ReadonlySet<string>
  /** Where secrets come from that the Compose file declares a source for. */
  credentials?: { sources: ReadonlyMap<string, KeySource>; tokens?: TokenWay }
  /** See `EngineTraits`. */
  startInterval?: boolean
}

/** Whether a service is under a policy. */
export function isGoverned(plan: ServicePlan | undefined): boolean {
  return plan?.role === 'agent' || plan?.role === 'mcp-server'
}

/**
 * Gives every service its role, its policy and its place in the topology.
 *
 * @param present networks that the engine has already; none where no engine is asked
 */
export async function makePlan(
  project: Project,
  governance: Governance,
  shelf: PolicyShelf,
  findings: Finding[],
  present: readonly EngineNetwork[] = [],
): Promise<Plan> {
  const services = new Map<string, ServicePlan>()
  const servers = new Set(
    [...governance.servers.values()].flatMap((server) => serviceBehind(server) ?? []),
  )
  const made = new Set([...governance.servers.values()].map((server) => server.place))
  for (const [name, service] of entriesAt(project.root, 'services')) {
    const place = spot(service)
    const references = governance.policies.get(name)
    if (governance.exempt.has(name)) services.set(name, { name, role: 'exempt', place })
    else if (!references) services.set(name, { name, role: 'companion', place })
    else {
      const plan: ServicePlan = { name, role: servers.has(name) ? 'mcp-server' : 'agent', place }
      const policy = await shelf.policyOf(references)
      if (policy) plan.policy = policy
      else if (references.length === 0) {
        findings.push(
          error('agent-without-policy', `The governed service ${name} has no policy.`, place, name),
        )
      }
      // What was made for a server stands where the server does.
      if (made.has(service.place)) plan.made = true
      services.set(name, plan)
    }
  }
  const credentials = remotesWithCredential(governance)
  const placed = placeSandboxes(project, services, credentials.keys(), present)
  const upstreams = new Map<string, UpstreamPlan>()
  if (credentials.size > 0) {
    const policy = await shelf.policyOf(allPolicies(governance))
    for (const [server, key] of credentials) {
      const addresses = placed.get(server)
      if (!policy || !addresses) continue
      upstreams.set(server, {
        identity: serviceOfServer(server),
        policy,
        sandbox: { network: upstreamNetwork(server), addresses },
        key,
        header: policy.decisions.bindings(key).find((one) => one.header)?.header ?? 'authorization',
      })
    }
  }
  return { project, governance, services, locals: findLocals(project, services), upstreams }
}

function remotesWithCredential(governance: Governance): Map<string, string> {
  const found = new Map<string, string>()
  for (const [name, server] of governance.servers) {
    if (server.kind === 'url' && server.credential !== undefined) found.set(name, server.credential)
  }
  return found
}

function upstreamNetwork(server: string): string {
  return `governance-upstream-${server}`
}

function placeSandboxes(
  project: Project,
  services: Map<string, ServicePlan>,
  upstreams: Iterable<string>,
  present: readonly EngineNetwork[],
): Map<string, SandboxAddresses> {
  const own: ServicePlan[] = []
  for (const plan of services.values()) {
    if (!isGoverned(plan)) continue
    const mode = textAt(project.root, 'services', plan.name, 'network_mode')
    if (mode === 'none') continue
    if (mode?.startsWith('service:')) plan.joins = mode.slice('service:'.length)
    else own.push(plan)
  }
  const agents = own.filter((plan) => plan.role === 'agent')
  const networks = new Map(
    own.map(({ name, role }) => {
      const only = role === 'agent' && agents.length === 1
      return [name, only ? 'governance-sandbox' : `governance-sandbox-${name}`]
    }),
  )
  const servers = [...upstreams]
  for (const server of servers) networks.set(serviceOfServer(server), upstreamNetwork(server))
  const addresses = chooseAddresses(project.name, networks, present)
  for (const plan of own) {
    const network = networks.get(plan.name)
    const chosen = addresses.get(plan.name)
    if (network && chosen) plan.sandbox = { network, addresses: chosen }
  }
  return new Map(
    servers.flatMap((server) => {
      const chosen = addresses.get(serviceOfServer(server))
      return chosen ? [[server, chosen] as const] : []
    }),
  )
}

/** Services of the project that some policy names under allowedLocal and that are not governed themselves. */
function findLocals(
  project: Project,
  services: ReadonlyMap<string, ServicePlan>,
): Map<string, LocalService> {
  const byName = new Map<string, string>()
  for (const plan of services.values()) {
    if (isGoverned(plan)) continue
    const service = mapAt(project.root, 'services', plan.name)
    for (const name of namesOf(plan.name, service)) {
      const host = canonicalHost(name)
      if (host && !byName.has(host)) byName.set(host, plan.name)
    }
  }
  const locals = new Map<string, LocalService>()
  for (const plan of services.values()) {
    for (const { host, port } of plan.policy?.decisions.allowedLocal ?? []) {
      const service = byName.get(host)
      if (service === undefined || isAddress(host)) continue
      const local = locals.get(service) ?? {
        service,
        network: `governance-local-${service}`,
        names: new Set<string>(),
        ports: new Set<number>(),
      }
      local.names.add(host)
      local.ports.add(port)
      locals.set(service, local)
    }
  }
  return locals
}

/** Every name by which Docker's name server knows a service. */
export function namesOf(name: string, service: Mapping | undefined): Set<string> {
  const names = new Set([name])
  for (const key of ['container_name', 'hostname']) {
    const given = textAt(service, key)
    if (given) names.add(given)
  }
  for (const [, network] of entriesAt(service, 'networks')) {
    for (const alias of itemsAt(network, 'aliases')) names.add(textOf(alias) ?? '')
  }
  names.delete('')
  return names
}

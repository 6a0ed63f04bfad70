import type { GovernedProject } from '../../../compose-transform/index.ts'
import type { EngineContainer } from '../../../engine/containers.ts'
import type { Docker } from '../../../engine/docker.ts'
import { type Placement, placementInFile, placementOf } from '../../../engine/escapes/placement.ts'
import type { Tried } from '../../../engine/escapes/ways.ts'
import { canonicalHost, createDecisions, isAddress } from '../../../policy/index.ts'

/** A governed service and where its probe is placed. */
export interface ServiceToVerify {
  readonly name: string
  readonly policy: string
  /** Whether its placement is that of its container, or what the hardened file says it will be. */
  readonly from: 'container' | 'file'
  readonly placement: Placement
  /** What the hardened file says about it. */
  readonly inFile: Placement
  readonly tried: Tried
}

const forwarders = new Set(['proxy', 'gateway', 'ingress'])

/** Every governed service of a project, or those that were named; a service whose containers differ stands once for each. */
export async function findServices(
  docker: Docker,
  output: GovernedProject,
  named: readonly string[],
  running: readonly EngineContainer[],
): Promise<ServiceToVerify[]> {
  const project = new Project(output)
  const found: ServiceToVerify[] = []
  for (const name of project.governed) {
    if (named.length > 0 && !named.includes(name)) continue
    const host = project.hostOf(name)
    const { policy, proxy } = project.policyOf(host)
    const containers = await containersOf(docker, output.project, name)
    const placements = new Map<string, Placement>()
    for (const id of containers) {
      const placement = await withOwnNetworks(docker, await placementOf(docker, id))
      placements.set(JSON.stringify(placement), placement)
    }
    const inFile = project.placement(name)
    const from = placements.size > 0 ? ('container' as const) : ('file' as const)
    const alike = new Set([...project.governed].filter((one) => project.hostOf(one) === host))
    const ofProject = running.filter(
      ({ labels }) => labels.get('com.docker.compose.project') === output.project,
    )
    const serviceOf = ({ labels }: EngineContainer) =>
      labels.get('com.docker.compose.service') ?? ''
    const own = ofProject.filter((container) => alike.has(serviceOf(container)))
    const expected = ofProject.filter(
      (container) =>
        serviceOf(container).startsWith('governance-') &&
        forwarders.has(container.labels.get('ai.docker.governance.role') ?? ''),
    )
    for (const placement of placements.size > 0 ? placements.values() : [inFile]) {
      const ids = (list: readonly EngineContainer[]) => new Set(list.map(({ id }) => id))
      found.push({
        name,
        policy: policy?.name ?? '',
        from,
        placement,
        inFile,
        tried: {
          placement,
          own: ids(own),
          expected: ids(expected),
          proxy: placement.networks.length === 0 ? undefined : proxy,
          untriable: (target, port) => untriable(policy, target, port),
        },
      })
    }
  }
  return found
}

/**
 * Why a target of the proxy is not tried: what is not denied would be carried out. Cloud metadata is denied in monitor
 * mode too.
 */
function untriable(
  policy: ReturnType<typeof createDecisions> | undefined,
  target: string,
  port: number,
): string | undefined {
  const host = canonicalHost(target)
  if (policy === undefined || host === undefined) return undefined
  const verdicts = [policy.host(host, port)]
  if (isAddress(host)) verdicts.push(policy.address(host, host, port))
  if (verdicts.some(({ decision }) => decision === 'blocked')) return undefined
  return policy.mode === 'monitor'
    ? 'monitor mode: what the policy does not allow is recorded and goes ahead'
    : `the policy allows ${target}`
}

/** What the hardened file says, by service. */
class Project {
  readonly governed: readonly string[]
  readonly #output: GovernedProject
  readonly #services: ReadonlyMap<string, ReadonlyMap<string, unknown>>

  constructor(output: GovernedProject) {
    this.#output = output
    const { services } = output.model as { services: Record<string, Record<string, unknown>> }
    this.#services = new Map(
      Object.entries(services).map(([name, one]) => [name, new Map(Object.entries(one))]),
    )
    this.governed = [...output.roles]
      .filter(([, role]) => role === 'agent' || role === 'mcp-server')
      .map(([name]) => name)
  }

  /** The service whose network a service is on. */
  hostOf(name: string): string {
    const mode = String(this.#services.get(name)?.get('network_mode') ?? '')
    return mode.startsWith('service:') ? mode.slice('service:'.length) : name
  }

  policyOf(host: string) {
    const { services, policies } = this.#output.configuration
    const service = new Map(Object.entries(services)).get(host)
    const compiled = new Map(Object.entries(policies)).get(service?.policy ?? '')
    return {
      policy: compiled && createDecisions(compiled),
      proxy: service?.listen.proxy,
    }
  }

  /** Rights are its own; the network is that of the service that it may share. */
  placement(name: string): Placement {
    const inFile = (one: string) =>
      placementInFile(
        this.#services.get(one) ?? new Map(),
        (key) => `${this.#output.project}_${key}`,
      )
    const own = inFile(name)
    const host = inFile(this.hostOf(name))
    const { networks, dns, dnsSearch, dnsOptions } = host
    return { ...own, networks, dns, dnsSearch, dnsOptions }
  }
}

/** Every container of a service, running or not. */
async function containersOf(docker: Docker, project: string, service: string): Promise<string[]> {
  const filters = [
    `label=com.docker.compose.project=${project}`,
    `label=com.docker.compose.service=${service}`,
  ].flatMap((filter) => ['--filter', filter])
  const found = await docker.text(['ps', '--all', '--quiet', '--no-trunc', ...filters])
  return found.split('\n').filter((id) => id !== '')
}

/** A network can be shared only while its owner runs; what counts is which one it is. */
async function withOwnNetworks(docker: Docker, placement: Placement): Promise<Placement> {
  const { joins, ...own } = placement
  if (joins === undefined) return placement
  const { networks, dns, dnsSearch, dnsOptions, sysctls } = await placementOf(docker, joins)
  return { ...own, networks, dns, dnsSearch, dnsOptions, sysctls }
}

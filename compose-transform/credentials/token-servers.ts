import type { Finding } from '../../policy/finding.ts'
import {
  canonicalAuthority,
  compilePolicies,
  createDecisions,
  formatAuthority,
  policyDigest,
} from '../../policy/index.ts'
import type { Configuration } from '../../schemas/generated/configuration.ts'
import * as names from '../harden/names.ts'
import { error } from '../load/failure.ts'
import { chooseAddresses, type EngineNetwork } from '../roles/addresses.ts'
import type { Plan } from '../roles/plan.ts'
import type { PolicyShelf, ServicePolicy } from '../roles/policies.ts'
import type { KeySource } from './sources.ts'

/** How the broker gets to the servers that give it tokens: through the proxy, as an identity of its own. */
export interface TokenWay {
  /** Allows the hosts of the token servers and nothing else, under what the organisation forbids. */
  policy: ServicePolicy
  network: { subnet: string; proxy: string; range: string; bridge: string }
}

/**
 * The way to the token servers that the sources name; undefined when there are none.
 *
 * @param baseline policies that an organisation puts on every governed service
 */
export async function planTokenWay(
  plan: Plan,
  sources: ReadonlyMap<string, KeySource>,
  baseline: readonly string[],
  shelf: PolicyShelf,
  findings: Finding[],
  present: readonly EngineNetwork[] = [],
): Promise<TokenWay | undefined> {
  const hosts = new Set<string>()
  for (const { source, place } of sources.values()) {
    const url = tokenServerOf(source)
    if (url === undefined) continue
    const authority = URL.canParse(url) ? canonicalAuthority(new URL(url).host, 443) : undefined
    if (authority) hosts.add(formatAuthority(authority.host, authority.port))
    else findings.push(error('token-server', `${url} is no address of a server.`, place))
  }
  if (hosts.size === 0) return undefined
  const { place } = plan.governance
  const organisation = await shelf.policyOf(baseline.map((path) => ({ path, place })))
  return {
    policy: policyFor([...hosts], organisation),
    network: addressesFor(plan, present),
  }
}

function tokenServerOf(source: KeySource['source']): string | undefined {
  if ('githubApp' in source) return source.githubApp.apiUrl ?? 'https://api.github.com'
  return 'clientCredentials' in source ? source.clientCredentials.tokenUrl : undefined
}

function policyFor(hosts: string[], organisation: ServicePolicy | undefined): ServicePolicy {
  const own = compilePolicies([
    {
      apiVersion: 'ai.docker.com/v1',
      kind: 'GovernancePolicy',
      metadata: { name: 'token-servers' },
      spec: { network: { allowedDomains: hosts } },
    },
  ])
  const others = organisation?.compiled
  const compiled = {
    ...own,
    names: [...own.names, ...(others?.names ?? [])] as typeof own.names,
    policies: [...own.policies, ...(others?.policies ?? [])] as typeof own.policies,
  }
  return { compiled, digest: policyDigest(compiled), decisions: createDecisions(compiled) }
}

function addressesFor(plan: Plan, present: readonly EngineNetwork[]): TokenWay['network'] {
  const taken = [...plan.services.values(), ...plan.upstreams.values()].flatMap(({ sandbox }) =>
    sandbox ? [{ subnet: sandbox.addresses.subnet }] : [],
  )
  const wanted = new Map([[names.broker, names.tokenNetwork]])
  const chosen = chooseAddresses(plan.project.name, wanted, [...present, ...taken])
  return chosen.get(names.broker) as TokenWay['network']
}

/** The configuration with the broker as one who may ask the token servers, and nobody else. */
export function withTokenWay(
  configuration: Configuration,
  way: TokenWay | undefined,
): Configuration {
  if (way === undefined) return configuration
  const { policy, network } = way
  return {
    ...configuration,
    policies: { ...configuration.policies, [policy.digest]: policy.compiled },
    services: {
      ...configuration.services,
      [names.broker]: {
        policy: policy.digest,
        role: 'mcp-server',
        listen: { proxy: network.proxy },
      },
    },
  }
}

import type { NormalizedPolicy } from '../schemas/generated/configuration.ts'
import { type AddressScope, classifyAddress, unwrapAddress } from './address.ts'
import { createDomainIndex } from './domain-index.ts'
import {
  type CanonicalHost,
  canonicalAuthority,
  canonicalHost,
  formatAuthority,
  isAddress,
} from './host.ts'
import { allow, deny, denyAlways, type Verdict } from './verdict.ts'

/** Rule named when the cloud's metadata service is refused: no policy can allow it. */
export const metadataRule = 'network.cloudMetadata'

/** Names of metadata services, refused before they are resolved. Their addresses are refused in any case. */
const metadataNames: ReadonlySet<string> = new Set([
  'metadata.google.internal',
  'metadata.goog',
  'metadata.azure.internal',
  'metadata.azure.com',
  'instance-data.ec2.internal',
  'metadata.tencentyun.com',
  'metadata.packet.net',
  'metadata.platformequinix.com',
])

/** Whether a host is a cloud's metadata service, by name or by address. */
export function isMetadataHost(host: CanonicalHost): boolean {
  if (isAddress(host)) return classifyAddress(host).scope === 'metadata'
  return metadataNames.has(host)
}

/** What one policy says about hosts and addresses. */
export interface NetworkJudge {
  readonly ports: readonly number[]
  host(host: CanonicalHost, port: number): Verdict
  address(ip: string, host: CanonicalHost, port: number): Verdict
}

/** Prepares the network section of one policy. */
export function createNetworkJudge(policy: NormalizedPolicy): NetworkJudge {
  const allowed = createDomainIndex(policy.allowedDomains)
  const denied = createDomainIndex(policy.deniedDomains, () => true)
  const local = new Map<string, number>()
  for (const [index, text] of policy.allowedLocal.entries()) {
    const { host, port } = localEntry(text)
    const authority = formatAuthority(host, port)
    if (!local.has(authority)) local.set(authority, index)
  }

  const judge: NetworkJudge = {
    ports: [...allowed.patterns.flatMap((p) => p.ports), ...policy.allowedLocal.map(portOf)],

    host(host, port) {
      const authority = formatAuthority(host, port)
      if (isMetadataHost(host)) return refuseMetadata(authority)
      const refusal = denied.find(host, port)
      if (refusal.index !== undefined) return refuseDenied(authority, policy, refusal.index)
      const opened = local.get(authority)
      if (opened !== undefined) {
        return allow(`network.allowedLocal[${opened}]`, `'${authority}' is in allowedLocal`)
      }
      const match = allowed.find(host, port)
      if (match.index === undefined) return refuseUnlisted(authority, policy, match.otherPorts)
      if (isAddress(host)) {
        const guard = judge.address(host, host, port)
        if (!guard.allowed) return guard
      }
      return allow(
        `network.allowedDomains[${match.index}]`,
        `'${authority}' matches '${policy.allowedDomains[match.index]}'`,
      )
    },

    address(ip, host, port) {
      const authority = formatAuthority(host, port)
      const { scope } = classifyAddress(ip)
      const place = `'${authority}' is at ${ip}, which is ${scopeWords[scope]}`
      if (scope === 'metadata') return denyAlways(metadataRule, `${place}; it is never allowed`)
      if (scope === 'invalid') return denyAlways('network.denyLocalNetwork', place)
      const direct = canonicalHost(unwrapAddress(ip))
      const refusal = direct && denied.find(direct, port)
      if (refusal?.index !== undefined && policy.deniedDomains[refusal.index] !== '*') {
        return refuseDenied(formatAuthority(direct ?? host, port), policy, refusal.index)
      }
      if (scope === 'public') return allow('network.denyLocalNetwork', place)
      const opened = local.get(authority)
      if (opened !== undefined) return allow(`network.allowedLocal[${opened}]`, place)
      if (!policy.denyLocalNetwork) return allow('network.denyLocalNetwork', place)
      return deny(
        'network.denyLocalNetwork',
        `${place}; to open this one service, add '${authority}' to allowedLocal`,
      )
    },
  }
  return judge
}

/** An entry of a compiled `allowedLocal`. */
export function localEntry(text: string): { host: CanonicalHost; port: number } {
  const authority = canonicalAuthority(text)
  if (authority === undefined) throw new Error(`'${text}' is not host:port`)
  return authority
}

function portOf(text: string): number {
  return localEntry(text).port
}

function refuseMetadata(authority: string): Verdict {
  return denyAlways(
    metadataRule,
    `'${authority}' is a cloud metadata service, which hands out the machine's own credentials; it is never allowed`,
  )
}

function refuseDenied(authority: string, policy: NormalizedPolicy, index: number): Verdict {
  return deny(
    `network.deniedDomains[${index}]`,
    `'${authority}' matches '${policy.deniedDomains[index]}' in deniedDomains, which wins over what is allowed`,
  )
}

function refuseUnlisted(
  authority: string,
  policy: NormalizedPolicy,
  otherPorts: readonly number[],
): Verdict {
  const { host } = localEntry(authority)
  const hint =
    otherPorts.length > 0
      ? `the host is allowed on port ${[...new Set(otherPorts)].join(' and ')} only; add '${authority}' to allow it`
      : host.includes('.') || host.includes(':')
        ? `add it to allowedDomains of ${policy.name} to allow it`
        : `a service of the project is opened by '${host}:PORT' in allowedLocal of ${policy.name}`
  return deny('network.allowedDomains', `'${authority}' matches nothing in allowedDomains; ${hint}`)
}

const scopeWords: Readonly<Record<AddressScope, string>> = {
  public: 'a public address',
  unspecified: 'an unspecified address',
  loopback: 'a loopback address',
  private: 'a private address',
  'link-local': 'a link-local address',
  metadata: "a cloud's metadata service",
  shared: 'an address shared behind a carrier (CGNAT)',
  'unique-local': 'a unique-local address',
  multicast: 'a multicast address',
  broadcast: 'the broadcast address',
  benchmarking: 'an address reserved for benchmarks',
  reserved: 'a reserved address',
  tunnel: 'an address behind an IPv6 tunnel',
  invalid: 'no address at all',
}

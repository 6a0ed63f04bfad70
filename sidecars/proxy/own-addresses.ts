import { networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'

/** Whether an address belongs to the machinery itself: no policy may open the way through the proxy back into it. */
export type IsOwn = (address: string) => boolean

/** Names of the sidecars. The proxy carries nobody to them: not to the broker, not to the gateway, not to itself. */
export const ownNames: ReadonlySet<string> = new Set([
  'governance-proxy',
  'governance-gateway',
  'governance-broker',
])

/**
 * Everything the proxy's own machine answers on, and the sandbox and control networks whole. A sandbox holds other
 * governed services and their gateway listeners: through the proxy a service could speak there under a name that is
 * not its own. With Unix sockets for listeners (a local command) there are no such networks, and loopback is left to
 * the policy.
 *
 * @param inside addresses on networks that are off limits as a whole: the listeners' and the broker's
 */
export function ownAddresses(inside: readonly string[]): IsOwn {
  const networks: [ipaddr.IPv4 | ipaddr.IPv6, number][] = []
  const own = new Set<string>()
  const off = inside.map((address) => ipaddr.process(address))
  for (const { address, cidr, internal } of Object.values(networkInterfaces()).flatMap(
    (i) => i ?? [],
  )) {
    if (cidr === null) continue
    if (!internal) own.add(ipaddr.process(address.replace(/%.*$/, '')).toString())
    const [base, bits] = ipaddr.parseCIDR(cidr.replace(/%[^/]*/, ''))
    if (off.some((ip) => ip.kind() === base.kind() && ip.match(base, bits)))
      networks.push([base, bits])
  }
  return (address) => {
    const ip = ipaddr.process(address)
    if (inside.length > 0 && (own.has(ip.toString()) || ip.range() === 'loopback')) return true
    if (off.some((other) => other.toString() === ip.toString())) return true
    return networks.some(([base, bits]) => base.kind() === ip.kind() && ip.match(base, bits))
  }
}

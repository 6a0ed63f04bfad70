import { networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'
import { classifyAddress, unwrapAddress } from '../../policy/address.ts'

/**
 * How near an address is to the machinery itself. `own`: a sidecar, or a network of sidecars and sandboxes; no policy
 * can open it. `attached`: a private network that the proxy stands on; only `allowedLocal` can open a service of it,
 * so that `denyLocalNetwork: false` opens the user's network and not the project's.
 */
export type Nearness = (address: string) => 'own' | 'attached' | undefined

/** Names of the sidecars. The proxy carries nobody to them: not to the broker, not to the gateway, not to itself. */
export const ownNames: ReadonlySet<string> = new Set([
  'governance-proxy',
  'governance-gateway',
  'governance-broker',
])

/**
 * Everything the proxy's own machine answers on, and the sandbox and control networks whole, are its own. A sandbox
 * holds other governed services and their gateway listeners: through the proxy a service could speak there under a name
 * that is not its own. With Unix sockets for listeners (a local command) there are no such networks, and the machine's
 * are left to the policy.
 *
 * @param inside addresses on networks that are off limits as a whole: the listeners' and the broker's
 */
export function nearness(inside: readonly string[]): Nearness {
  if (inside.length === 0) return () => undefined
  const machinery = inside.map((address) => ipaddr.process(address))
  const own = new Set(machinery.map(String))
  const networks: { base: Address; bits: number; near: 'own' | 'attached' }[] = []
  for (const device of Object.values(networkInterfaces()).flatMap((all) => all ?? [])) {
    if (device.cidr === null) continue
    const [base, bits] = ipaddr.parseCIDR(device.cidr.replace(/%[^/]*/, ''))
    if (!device.internal) own.add(base.toString())
    const near = machinery.some((ip) => within(ip, base, bits)) ? 'own' : 'attached'
    if (near === 'own' || !classifyAddress(base.toString()).public)
      networks.push({ base, bits, near })
  }
  return (address) => {
    const ip = ipaddr.process(unwrapAddress(address))
    // The unspecified address leads to whoever dials it.
    if (own.has(ip.toString()) || ['loopback', 'unspecified'].includes(ip.range())) return 'own'
    const near = networks.filter(({ base, bits }) => within(ip, base, bits)).map((one) => one.near)
    return near.includes('own') ? 'own' : near[0]
  }
}

type Address = ipaddr.IPv4 | ipaddr.IPv6

function within(ip: Address, base: Address, bits: number): boolean {
  return ip.kind() === base.kind() && ip.match(base, bits)
}

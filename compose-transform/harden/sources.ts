import { broker, closedNetwork, proxy, tokenNetwork } from './names.ts'
import type { Pass } from './pass.ts'

/** Gives the broker what it asks by itself: files of secrets, and a way to token servers that the proxy judges. */
export const sources: Pass = (draft, plan) => {
  const mounted = [...(plan.credentials?.sources ?? [])].flatMap(([key, { source }]) =>
    'secret' in source ? [{ source: source.secret, target: key }] : [],
  )
  const { place } = plan.governance
  if (mounted.length > 0) {
    draft.set(['services', broker, 'secrets'], mounted, place, 'read by it alone, at first use')
  }
  const network = plan.credentials?.tokens?.network
  if (!network) return
  const { subnet, range, bridge } = network
  const ipam = { config: [{ subnet, ip_range: range, gateway: bridge }] }
  draft.set(
    ['networks', tokenNetwork],
    { ...closedNetwork, ipam },
    place,
    'the broker asks token servers through the proxy, and only them',
  )
  const why = 'where the broker is heard as itself'
  const own = { ipv4_address: network.proxy }
  draft.set(['services', proxy, 'networks', tokenNetwork], own, place, why)
  draft.set(['services', broker, 'networks', tokenNetwork], null, place, why)
}

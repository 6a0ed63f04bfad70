import { rangeOf, scalar } from '../load/node.ts'
import { closedNetwork, gateway, leaseReference, leaseVariable } from './names.ts'
import type { Pass } from './pass.ts'

/**
 * Gives the gateway a lease for each server outside that asks for a credential. The lease is issued to an identity that
 * only the gateway has: a closed network on which nobody is but the gateway and the proxy.
 */
export const upstreams: Pass = (draft, plan, ledger) => {
  for (const [name, { identity, key, sandbox }] of plan.upstreams) {
    const { place } = plan.governance.servers.get(name) ?? plan.governance
    const { subnet, range, bridge } = sandbox.addresses
    draft.set(
      ['networks', sandbox.network],
      { ...closedNetwork, ipam: { config: [{ subnet, ip_range: range, gateway: bridge }] } },
      place,
      `on which the gateway is known as the client of ${name}`,
    )
    const variable = leaseVariable(identity, key)
    draft.set(
      ['services', gateway, 'environment', variable],
      { ...scalar('', place), template: leaseReference(identity, key), references: [] },
      place,
      'a lease: worth nothing anywhere else',
      { hidden: true },
    )
    const file = place.source.file
    ledger.keys.push({ service: identity, key, variable, range: rangeOf(place), file })
    const secret = plan.project.environment.get(key)
    if (secret) ledger.secrets.set(key, secret)
  }
}

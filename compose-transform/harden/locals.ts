import { isOn, mapAt } from '../load/node.ts'
import { closedNetwork, proxy } from './names.ts'
import type { Pass } from './pass.ts'

/** Joins each service that a policy opens under allowedLocal to the proxy, on a closed network of the two. */
export const locals: Pass = (draft, plan) => {
  for (const { service, network, names } of plan.locals.values()) {
    const role = plan.services.get(service)
    const place = role?.place ?? plan.governance.place
    const mode = draft.get('services', service, 'network_mode')
    if (mode) continue
    const aliases = [...names].filter((name) => name !== service)
    draft.set(
      ['services', service, 'networks', network],
      aliases.length > 0 ? { aliases } : null,
      place,
      'a policy allows it under allowedLocal: the proxy relays to it',
    )
    const present = mapAt(draft.model, 'networks', network)
    if (isOn(present?.entries.get('internal'))) continue
    draft.set(['networks', network], closedNetwork, place, `between ${proxy} and ${service} alone`)
  }
}

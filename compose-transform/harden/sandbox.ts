import { isGoverned, type Plan } from '../roles/plan.ts'
import type { Draft } from './draft.ts'
import { closedNetwork } from './names.ts'
import type { Pass } from './pass.ts'

/** Settings that place a container among others by name or address; on a sandbox network there are no others. */
const placement = ['links', 'external_links', 'extra_hosts', 'mac_address'] as const

/** Puts every governed service on a closed network of its own, with the proxy as its name server. */
export const sandbox: Pass = (draft, plan) => {
  for (const [name, service] of plan.services) {
    if (!isGoverned(service)) continue
    for (const key of placement) {
      draft.remove(['services', name, key], 'it reaches other services through the sidecars only')
    }
    if (service.sandbox) placeInSandbox(draft, plan, name, service.sandbox)
    else {
      for (const key of ['dns', 'dns_search', 'dns_opt', 'hostname', 'domainname']) {
        if (service.joins === undefined) break
        draft.remove(['services', name, key], `it shares the network of ${service.joins}`)
      }
    }
  }
}

function placeInSandbox(
  draft: Draft,
  plan: Plan,
  name: string,
  { network, addresses }: NonNullable<ReturnType<Plan['services']['get']>>['sandbox'] & object,
): void {
  const { place } = plan.services.get(name) ?? plan.governance
  const path = ['services', name]
  draft.remove([...path, 'network_mode'], 'replaced by its sandbox network')
  draft.set(
    [...path, 'networks'],
    { [network]: null },
    place,
    'its own closed network: nothing but the sidecars is on it',
  )
  draft.set(
    [...path, 'dns'],
    [addresses.proxy],
    place,
    'names are answered by the proxy, by policy',
  )
  draft.set([...path, 'dns_search'], ['.'], place, "no search domain of the host's")
  draft.set(
    ['networks', network],
    {
      ...closedNetwork,
      ipam: {
        config: [
          { subnet: addresses.subnet, ip_range: addresses.range, gateway: addresses.bridge },
        ],
      },
    },
    place,
    `the sandbox of ${name}: no way out, not even to the host`,
  )
}

import { entriesAt, isOn, itemsAt, list, mapAt, mapping, scalar, textAt } from '../load/node.ts'
import { isGoverned, type Plan } from '../roles/plan.ts'
import type { Draft } from './draft.ts'
import { closedNetwork } from './names.ts'
import type { Pass } from './pass.ts'

/**
 * Closes the networks of the companions: they keep talking to each other, and nothing else. Where an exempt service
 * is on a companion's network, the companions move to a closed twin of it that the exempt service joins as well.
 */
export const companions: Pass = (draft, plan) => {
  const open = openNetworks(plan)
  for (const [name, service] of plan.services) {
    if (service.role !== 'companion') continue
    const path = ['services', name]
    const mode = textAt(draft.model, 'services', name, 'network_mode')
    if (mode !== undefined && mode !== 'none' && !mode.startsWith('service:')) {
      draft.remove([...path, 'network_mode'], 'replaced by a closed network')
      draft.set([...path, 'networks'], { default: null }, service.place, 'a closed network')
      if (!draft.get('networks', 'default')) {
        draft.set(['networks', 'default'], null, service.place, 'for the companions')
      }
    }
    for (const [network] of entriesAt(draft.model, 'services', name, 'networks')) {
      const external = isOn(mapAt(draft.model, 'networks', network)?.entries.get('external'))
      if (external) continue
      if (open.has(network)) moveToTwin(draft, plan, name, network)
      else close(draft, plan, network)
    }
    dropLinks(draft, plan, name)
  }
}

/** Networks that have to stay open: those of exempt services, and the proxy's way out. */
function openNetworks(plan: Plan): Set<string> {
  const open = new Set<string>()
  if (plan.governance.egressNetwork) open.add(plan.governance.egressNetwork.name)
  for (const [name, service] of plan.services) {
    if (service.role !== 'exempt') continue
    const networks = entriesAt(plan.project.root, 'services', name, 'networks')
    for (const [network] of networks) open.add(network)
  }
  return open
}

function moveToTwin(draft: Draft, plan: Plan, name: string, network: string): void {
  const twin = `governance-internal-${network}`
  const { place } = plan.governance
  const reason = `${network} stays open for an exempt service`
  const attachment = draft.get('services', name, 'networks', network)
  draft.remove(['services', name, 'networks', network], reason)
  const moved =
    attachment?.kind === 'map' ? mapping(attachment.entries, place) : scalar(null, place)
  if (moved.kind === 'map') for (const key of addressKeys) moved.entries.delete(key)
  draft.set(['services', name, 'networks', twin], moved, place, reason)
  if (!draft.get('networks', twin)) {
    draft.set(['networks', twin], closedNetwork, place, `the companions of ${network}: no way out`)
  }
  for (const [other, service] of plan.services) {
    const onIt = draft.get('services', other, 'networks', network)
    if (service.role !== 'exempt' || !onIt || draft.get('services', other, 'networks', twin))
      continue
    draft.set(
      ['services', other, 'networks', twin],
      null,
      place,
      `reaches the companions of ${network}`,
    )
  }
}

const addressKeys = ['ipv4_address', 'ipv6_address', 'link_local_ips'] as const

/** Makes a network of the project internal, and unreachable for the host. */
export function close(draft: Draft, plan: Plan, network: string): void {
  const present = mapAt(draft.model, 'networks', network)
  const { place } = plan.governance
  if (!isOn(present?.entries.get('internal'))) {
    draft.set(['networks', network, 'internal'], true, place, 'no way out for the companions')
  }
  const path = ['networks', network]
  draft.remove(
    [...path, 'name'],
    'a name of its own could be that of a network that is there and open',
  )
  closeIPv6(draft, plan, network)
  for (const [option, value] of Object.entries(closedNetwork.driver_opts)) {
    if (textAt(present, 'driver_opts', option) === value) continue
    draft.set(
      ['networks', network, 'driver_opts', option],
      value,
      place,
      'no way to the host either',
    )
  }
}

/** On Engine 20.10 the host has an address on every bridge with IPv6, whatever the options say. */
function closeIPv6(draft: Draft, plan: Plan, network: string): void {
  const { place } = plan.governance
  const reason = 'no way to the host by IPv6'
  if (!draft.get('networks', network, 'enable_ipv6')) return
  draft.remove(['networks', network, 'enable_ipv6'], reason)
  const pools = itemsAt(draft.model, 'networks', network, 'ipam', 'config')
  const kept = pools.filter((pool) => !textAt(pool, 'subnet')?.includes(':'))
  if (kept.length < pools.length)
    draft.set(['networks', network, 'ipam', 'config'], list(kept, place), place, reason)
  for (const name of plan.services.keys()) {
    draft.remove(['services', name, 'networks', network, 'ipv6_address'], reason)
  }
}

function dropLinks(draft: Draft, plan: Plan, name: string): void {
  const links = draft.get('services', name, 'links')
  if (links?.kind !== 'list') return
  const governed = links.items.some((item) => {
    const target = item.kind === 'scalar' ? String(item.value).split(':')[0] : undefined
    return isGoverned(plan.services.get(target ?? ''))
  })
  if (governed)
    draft.remove(['services', name, 'links'], 'a governed service is on no shared network')
}

import { entriesAt } from '../load/node.ts'
import { isGoverned } from '../roles/plan.ts'
import { serviceBehind } from '../roles/servers.ts'
import type { Draft } from './draft.ts'
import { broker, gateway, proxy } from './names.ts'
import type { Pass } from './pass.ts'

/** Governed services start when the sidecars are ready; until then every request would fail. */
export const order: Pass = (draft, plan) => {
  const servers = [...plan.governance.servers.values()]
  const bridged = new Set(servers.flatMap((one) => (one.kind === 'stdio' ? [one.service] : [])))
  const behind = new Set(servers.flatMap((server) => serviceBehind(server) ?? []))
  for (const [name, service] of plan.services) {
    if (!isGoverned(service) || (!service.sandbox && !service.joins)) continue
    const needed = [proxy, broker]
    // The gateway brings the bridge to servers that need it.
    if (service.role === 'agent' || bridged.has(name)) needed.push(gateway)
    for (const sidecar of needed) {
      draft.set(
        ['services', name, 'depends_on', sidecar],
        { condition: 'service_healthy', required: true },
        service.place,
        'starts when the sidecar is ready',
      )
    }
    if (service.role !== 'agent') continue
    for (const server of behind) {
      // Started is enough: a server that is never well must not keep an agent from its other tools.
      if (server === name || waitsFor(draft, server, name)) continue
      if (draft.get('services', name, 'depends_on', server)) continue
      draft.set(
        ['services', name, 'depends_on', server],
        { condition: 'service_started', required: true },
        service.place,
        'starts when its tools do',
      )
    }
  }
}

/** Whether a service waits for another one, directly or through others. */
function waitsFor(draft: Draft, name: string, other: string, seen = new Set<string>()): boolean {
  if (seen.has(name)) return false
  seen.add(name)
  const needed = entriesAt(draft.model, 'services', name, 'depends_on').map(([one]) => one)
  return needed.includes(other) || needed.some((one) => waitsFor(draft, one, other, seen))
}

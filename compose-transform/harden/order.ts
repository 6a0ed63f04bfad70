import { isGoverned } from '../roles/plan.ts'
import { broker, gateway, proxy } from './names.ts'
import type { Pass } from './pass.ts'

/** Governed services start when the sidecars are ready; until then every request would fail. */
export const order: Pass = (draft, plan) => {
  for (const [name, service] of plan.services) {
    if (!isGoverned(service) || (!service.sandbox && !service.joins)) continue
    const needed = service.role === 'agent' ? [proxy, gateway, broker] : [proxy, broker]
    for (const sidecar of needed) {
      draft.set(
        ['services', name, 'depends_on', sidecar],
        { condition: 'service_healthy', required: true },
        service.place,
        'starts when the sidecar is ready',
      )
    }
  }
}

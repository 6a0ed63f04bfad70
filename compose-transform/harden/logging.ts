import { textAt } from '../load/node.ts'
import { localDrivers } from './baseline.ts'
import type { Pass } from './pass.ts'

const kept = { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } }

/** The engine itself would ship a container's output past the proxy, to wherever a driver or its own default says. */
export const logging: Pass = (draft, plan) => {
  for (const [name, service] of plan.services) {
    if (service.role === 'exempt') continue
    const path = ['services', name, 'logging']
    const driver = textAt(draft.model, ...path, 'driver')
    if (driver !== undefined && localDrivers.has(driver)) continue
    const reason =
      driver === undefined
        ? "the engine's own default could ship the output elsewhere"
        : `${driver} would ship the output past the proxy`
    draft.set(path, kept, service.place, reason)
  }
}

import { certificatesInside } from '../../policy/agent-environment.ts'
import { isGoverned } from '../roles/plan.ts'
import { certificatesVolume } from './names.ts'
import type { Pass } from './pass.ts'

/** Hands governed services the authority of the proxy, read-only. Its key never leaves the proxy. */
export const certificates: Pass = (draft, plan) => {
  for (const [name, service] of plan.services) {
    if (!isGoverned(service) || (!service.sandbox && !service.joins)) continue
    draft.append(
      ['services', name, 'volumes'],
      {
        type: 'volume',
        source: certificatesVolume,
        target: certificatesInside,
        read_only: true,
        volume: { nocopy: true },
      },
      service.place,
      'the authority by which the proxy sees what a rule needs it to see',
    )
  }
}

import { isGoverned } from '../roles/plan.ts'
import { labelPrefix } from './names.ts'
import type { Pass } from './pass.ts'

/**
 * Says on each container that it was started governed, and under which policy: so it can be told from one that a plain
 * `docker compose up` started. Exempt services are left as they are.
 */
export const labels: Pass = (draft, plan) => {
  for (const [name, service] of plan.services) {
    if (service.role === 'exempt') continue
    const governed = isGoverned(service) && service.policy
    const values = {
      project: plan.project.name,
      role: service.role,
      ...(governed && { policy: governed.decisions.name, digest: governed.digest }),
    }
    for (const [key, value] of Object.entries(values)) {
      const path = ['services', name, 'labels', `${labelPrefix}${key}`]
      draft.set(path, value, service.place, 'tells a governed container from others')
    }
  }
}

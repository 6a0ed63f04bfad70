import { isGoverned } from '../roles/plan.ts'
import { labelPrefix } from './names.ts'
import type { Pass } from './pass.ts'

/** Says on each container under which policy it runs, so that it can be told from an ungoverned one. */
export const labels: Pass = (draft, plan) => {
  for (const [name, service] of plan.services) {
    if (!isGoverned(service) || !service.policy) continue
    const values = {
      project: plan.project.name,
      role: service.role,
      policy: service.policy.decisions.name,
      digest: service.policy.digest,
    }
    for (const [key, value] of Object.entries(values)) {
      const path = ['services', name, 'labels', `${labelPrefix}${key}`]
      draft.set(path, value, service.place, 'tells a governed container from others')
    }
  }
}

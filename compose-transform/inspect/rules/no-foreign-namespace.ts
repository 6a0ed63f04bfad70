import { textAt } from '../../load/node.ts'
import { isGoverned } from '../../roles/plan.ts'
import { must } from '../must.ts'
import { otherService, type Rule, underSamePolicy } from '../rule.ts'

export const noForeignNamespace: Rule = {
  id: 'no-foreign-namespace',
  severity: 'error',
  action: 'refuse',
  reason:
    'Whoever shares a process or memory namespace can take over what is in it. A governed service may only share with one under the same policy.',
  mend: 'Remove the setting, or share between services under the same policy.',
  bad: `services:
  agent: { image: agent, pid: "service:db" }
  db: { image: postgres }
`,
  good: `services:
  agent: { image: agent }
  db: { image: postgres }
`,
  field: 'services: [agent]',
  roles: 'all',
  check(view, report) {
    for (const key of ['pid', 'ipc', 'uts', 'cgroup']) {
      const value = textAt(view.node, key)
      if (!value?.startsWith('service:')) continue
      const other = otherService(view, value.slice('service:'.length))
      const fine = isGoverned(view.plan) ? underSamePolicy(view.plan, other) : !isGoverned(other)
      if (!fine)
        report(
          must(view.node, key),
          `${view.name} would share its ${key} namespace with ${value.slice(8)}, which does not stand under the same policy.`,
        )
    }
  },
}

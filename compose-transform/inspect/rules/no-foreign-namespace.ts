import { textAt } from '../../load/node.ts'
import { isGoverned } from '../../roles/plan.ts'
import { must } from '../must.ts'
import { otherService, type Rule, type ServiceView, underSamePolicy } from '../rule.ts'
import { serviceOfContainer } from '../sharing.ts'

export const noForeignNamespace: Rule = {
  id: 'no-foreign-namespace',
  severity: 'error',
  action: 'refuse',
  reason:
    'Whoever shares a process or memory namespace can take over what is in it. A governed service may only share with one under the same policy, and a companion with a companion: through an exempt one it would have a way out.',
  mend: 'Remove the setting, or share between services under the same policy; between companions; between exempt services.',
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
      const name = value === undefined ? undefined : meant(view, value)
      if (name === undefined) continue
      const other = otherService(view, name)
      const fine = isGoverned(view.plan)
        ? underSamePolicy(view.plan, other)
        : other === undefined || other.role === view.plan.role
      if (!fine)
        report(
          must(view.node, key),
          `${view.name} would share its ${key} namespace with ${name}, which does not stand under the same policy.`,
        )
    }
  },
}

/** The service whose namespace it is. Containers by their name are left to exempt services: others may join none. */
function meant(view: ServiceView, value: string): string | undefined {
  if (value.startsWith('service:')) return value.slice('service:'.length)
  if (view.plan.role !== 'exempt' || !value.startsWith('container:')) return undefined
  return serviceOfContainer(view.whole, value.slice('container:'.length))
}

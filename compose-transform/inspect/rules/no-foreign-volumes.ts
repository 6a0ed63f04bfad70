import { itemsAt, textAt } from '../../load/node.ts'
import { isGoverned } from '../../roles/plan.ts'
import { otherService, type Rule, underSamePolicy } from '../rule.ts'
import { serviceOfContainer } from '../sharing.ts'

export const noForeignVolumes: Rule = {
  id: 'no-foreign-volumes',
  severity: 'error',
  action: 'refuse',
  reason: 'volumes_from brings every mount of another container, a socket among them perhaps.',
  mend: 'Name the volumes that the service needs.',
  bad: `services:
  agent: { image: agent, volumes_from: [db] }
  db: { image: postgres }
`,
  good: `services:
  agent: { image: agent, volumes: [data:/data] }
  db: { image: postgres, volumes: [data:/data] }
volumes: { data: {} }
`,
  field: 'services: [agent]',
  roles: 'all',
  check(view, report) {
    for (const item of itemsAt(view.node, 'volumes_from')) {
      const text = textAt(item) ?? ''
      const meant = text.startsWith('container:')
        ? serviceOfContainer(view.whole, text.split(':')[1] ?? '')
        : text.split(':')[0]
      // By the name of a container only an exempt service may mount anything.
      const known =
        meant !== undefined && (view.plan.role === 'exempt' || meant === text.split(':')[0])
      const other = known ? otherService(view, meant) : undefined
      const fine = isGoverned(view.plan)
        ? underSamePolicy(view.plan, other)
        : view.plan.role === 'exempt'
          ? !isGoverned(other)
          : other?.role === 'companion'
      if (!fine) report(item, `${view.name} would mount everything that ${text} mounts.`)
    }
  },
}

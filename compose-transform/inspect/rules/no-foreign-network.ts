import { textAt } from '../../load/node.ts'
import { isGoverned } from '../../roles/plan.ts'
import { must } from '../must.ts'
import { otherService, type Rule, underSamePolicy } from '../rule.ts'
import { serviceOfContainer } from '../sharing.ts'

export const noForeignNetwork: Rule = {
  id: 'no-foreign-network',
  severity: 'error',
  action: 'refuse',
  reason:
    "A container that shares another one's network has that one's identity and ways out. It may only share with a service under the same policy.",
  mend: 'Remove network_mode, or share with a governed service that has the same policy.',
  bad: `services:
  agent:
    image: agent
    network_mode: service:web
  web:
    image: web
`,
  good: `services:
  agent:
    image: agent
`,
  field: 'services: [agent]',
  roles: 'all',
  check(view, report) {
    const { name, node, plan } = view
    const mode = textAt(node, 'network_mode')
    if (mode === undefined || ['none', 'host', 'bridge', 'default'].includes(mode)) return
    const place = must(node, 'network_mode')
    if (!mode.startsWith('service:')) {
      // An exempt service may go where it likes, but not by the side door into a container of this project.
      const container = mode.startsWith('container:') ? mode.slice('container:'.length) : undefined
      const meant = container === undefined ? undefined : serviceOfContainer(view.whole, container)
      const inside =
        container?.startsWith(view.whole.project.name) ||
        (meant !== undefined && otherService(view, meant)?.role !== 'exempt')
      if (plan.role !== 'exempt' || inside)
        report(place, `${name} would be on the network of "${mode}", which cannot be judged.`)
      return
    }
    const other = otherService(view, mode.slice('service:'.length))
    if (plan.role === 'companion' && other?.role === 'exempt') {
      report(place, `${name} would have the ways out of ${other.name}, which is exempt.`)
      return
    }
    if (
      isGoverned(plan)
        ? underSamePolicy(plan, other) && other?.joins === undefined
        : !isGoverned(other)
    )
      return
    report(
      place,
      `${name} and ${other?.name ?? mode} do not stand under the same policy, so they cannot share a network.`,
    )
  },
}

import { textAt } from '../../load/node.ts'
import { must } from '../must.ts'
import type { Rule } from '../rule.ts'

export const noHostNetwork: Rule = {
  id: 'no-host-network',
  severity: 'error',
  action: 'refuse',
  reason:
    "A container in the host's network reaches everything that the host reaches, the host's own services and the metadata address included.",
  mend: 'Remove network_mode: the service gets a sandbox network. If it needs one service of the host, name that under allowedLocal.',
  bad: `services:
  agent:
    image: agent
    network_mode: host
`,
  good: `services:
  agent:
    image: agent
`,
  roles: 'contained',
  check({ name, node }, report) {
    if (textAt(node, 'network_mode') === 'host') {
      report(must(node, 'network_mode'), `${name} would be on the host's network.`)
    }
  },
}

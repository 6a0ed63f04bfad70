import { isOn } from '../../load/node.ts'
import { isGoverned } from '../../roles/plan.ts'
import { entriesAt, type Rule, resource } from '../rule.ts'

export const noExternalNetwork: Rule = {
  id: 'no-external-network',
  severity: 'error',
  action: 'refuse',
  reason:
    'Who else is on a network that another project made, and whether it leads out, cannot be known from this file.',
  mend: 'Use a network of this project; exempt the service if it has to be on the shared one.',
  bad: `services:
  agent: { image: agent }
  db: { image: postgres, networks: [shared] }
networks:
  shared: { external: true }
`,
  good: `services:
  agent: { image: agent }
  db: { image: postgres }
`,
  field: 'services: [agent]',
  roles: 'contained',
  check(view, report) {
    for (const [network, node] of entriesAt(view.node, 'networks')) {
      if (!isOn(resource(view, 'networks', network)?.entries.get('external'))) continue
      if (isGoverned(view.plan)) {
        report(
          node,
          `${view.name} is taken off the external network ${network}: it is on its sandbox network alone.`,
          'rewrite',
        )
      } else report(node, `${view.name} would be on the external network ${network}.`)
    }
  },
}

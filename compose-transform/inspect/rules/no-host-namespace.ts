import { textAt } from '../../load/node.ts'
import { isGoverned } from '../../roles/plan.ts'
import { must } from '../must.ts'
import type { Rule } from '../rule.ts'

export const noHostNamespace: Rule = {
  id: 'no-host-namespace',
  severity: 'error',
  action: 'refuse',
  reason:
    'A container in a namespace of the host, or of a container outside this project, sees and signals what runs there: the sidecars and every process of the host among them.',
  mend: 'Remove the setting.',
  bad: `services:
  agent:
    image: agent
    pid: host
`,
  good: `services:
  agent:
    image: agent
`,
  roles: 'contained',
  check({ name, node, plan }, report) {
    for (const key of ['pid', 'ipc', 'uts', 'cgroup', 'userns_mode']) {
      const value = textAt(node, key)
      if (value === undefined) continue
      const host = value === 'host' || value.startsWith('container:')
      const known =
        ['private', 'shareable', 'none', ''].includes(value) || value.startsWith('service:')
      if (host || (isGoverned(plan) && !known)) {
        report(must(node, key), `${name} would have the ${key} namespace of ${value}.`)
      }
    }
  },
}

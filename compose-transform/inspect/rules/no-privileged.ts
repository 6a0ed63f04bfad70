import { isOn } from '../../load/node.ts'
import { must } from '../must.ts'
import type { Rule } from '../rule.ts'

export const noPrivileged: Rule = {
  id: 'no-privileged',
  severity: 'error',
  action: 'refuse',
  reason: 'A privileged container is root on the host: it can mount its disks and leave.',
  mend: 'Remove privileged. What the image really needs may be one device or one capability.',
  bad: `services:
  agent:
    image: agent
    privileged: "yes"
`,
  good: `services:
  agent:
    image: agent
`,
  roles: 'contained',
  check({ name, node }, report) {
    if (isOn(node.entries.get('privileged')))
      report(must(node, 'privileged'), `${name} would be root on the host.`)
  },
}

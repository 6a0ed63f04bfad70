import { itemsAt, textAt } from '../../load/node.ts'
import type { Rule } from '../rule.ts'

const powerful = new Set([
  'root',
  'docker',
  'podman',
  'disk',
  'kmem',
  'kvm',
  'lxd',
  'shadow',
  'sudo',
  'wheel',
  'adm',
  'libvirt',
])

export const noPrivilegedGroup: Rule = {
  id: 'no-privileged-group',
  severity: 'error',
  action: 'refuse',
  reason:
    'Groups such as root, docker and disk open files and sockets of the host wherever one is mounted.',
  mend: 'Remove the group.',
  bad: `services:
  agent:
    image: agent
    group_add: [docker]
`,
  good: `services:
  agent:
    image: agent
    group_add: ['1001']
`,
  roles: 'exposed',
  check({ name, node }, report) {
    for (const item of itemsAt(node, 'group_add')) {
      const group = textAt(item) ?? ''
      if (powerful.has(group.toLowerCase()) || /^[-+]?0+$/.test(group))
        report(item, `${name} would be in the group ${group}.`)
    }
  },
}

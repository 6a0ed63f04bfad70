import { itemsAt, textAt } from '../../load/node.ts'
import type { Rule } from '../rule.ts'

export const noSharedPropagation: Rule = {
  id: 'no-shared-propagation',
  severity: 'error',
  action: 'refuse',
  reason:
    'With shared propagation a mount made inside appears on the host, and one made on the host appears inside. With recursive: writable what is mounted below stays writable, whatever the mount itself says.',
  mend: 'Remove propagation and recursive.',
  bad: `services:
  agent:
    image: agent
    volumes: [{ type: bind, source: ./work, target: /workspace, bind: { propagation: rshared } }]
`,
  good: `services:
  agent:
    image: agent
    volumes: ['./work:/workspace']
`,
  roles: 'governed',
  check({ name, node }, report) {
    for (const mount of itemsAt(node, 'volumes')) {
      const propagation = textAt(mount, 'bind', 'propagation')
      if (propagation !== undefined && !['private', 'rprivate', ''].includes(propagation)) {
        report(mount, `${name} would share mounts with the host (${propagation}).`)
      }
      if (textAt(mount, 'bind', 'recursive') === 'writable')
        report(mount, `${name} could write to what is mounted below ${textAt(mount, 'source')}.`)
    }
  },
}

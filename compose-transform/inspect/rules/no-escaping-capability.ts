import { escapingCapabilities } from '../../harden/baseline.ts'
import { itemsAt, textAt } from '../../load/node.ts'
import { capability } from '../capability.ts'
import type { Rule } from '../rule.ts'

export const noEscapingCapability: Rule = {
  id: 'no-escaping-capability',
  severity: 'error',
  action: 'refuse',
  reason:
    'With one of these capabilities a container loads code into the kernel, mounts disks or reads the memory of others: it is no container any more.',
  mend: 'Remove it from cap_add. What the image really needs may be one device or one capability that is not among these.',
  bad: `services:
  agent:
    image: agent
    cap_add: [cap_sys_admin]
`,
  good: `services:
  agent:
    image: agent
    cap_add: [CHOWN]
`,
  roles: 'contained',
  check({ name, node }, report) {
    for (const item of itemsAt(node, 'cap_add')) {
      const added = capability(textAt(item))
      if (escapingCapabilities.has(added)) {
        report(item, `${name} would get ${added}, with which the host can be taken over.`)
      }
    }
  },
}

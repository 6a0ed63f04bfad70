import { baselineCapabilities, escapingCapabilities } from '../../harden/baseline.ts'
import { itemsAt, textAt } from '../../load/node.ts'
import { capability } from '../capability.ts'
import type { Rule } from '../rule.ts'

export const noAddedCapability: Rule = {
  id: 'no-added-capability',
  severity: 'error',
  action: 'refuse',
  reason:
    'Each added capability is a piece of root on the host; an agent that needs none gets none.',
  mend: 'Remove it from cap_add. Those that images start with are kept anyway; for another one make an exception that says what it is for.',
  bad: `services:
  agent:
    image: agent
    cap_add: [Net_Admin]
`,
  good: `services:
  agent:
    image: agent
    cap_add: [CHOWN]
`,
  roles: 'exposed',
  exceptable: true,
  check({ name, node }, report) {
    for (const item of itemsAt(node, 'cap_add')) {
      const added = capability(textAt(item))
      if (baselineCapabilities.has(added) || escapingCapabilities.has(added)) continue
      report(item, `${name} would get the capability ${added}.`)
    }
  },
}

import { baselineCapabilities, escapingCapabilities } from '../../harden/baseline.ts'
import { itemsAt, textAt } from '../../load/node.ts'
import { capability } from '../capability.ts'
import type { Rule } from '../rule.ts'
import { exposureOf } from '../sharing.ts'

/** What databases ask for and what every container has anyway: nothing for whoever only talks to the service. */
const ofServers = new Set(
  'AUDIT_WRITE IPC_LOCK NET_RAW SETFCAP SETPCAP SYS_CHROOT SYS_NICE SYS_RESOURCE'.split(' '),
)

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
  check({ name, node, whole }, report) {
    const server = exposureOf(whole, name) === 'network'
    for (const item of itemsAt(node, 'cap_add')) {
      const added = capability(textAt(item))
      if (baselineCapabilities.has(added) || escapingCapabilities.has(added)) continue
      if (server && ofServers.has(added)) continue
      report(item, `${name} would get the capability ${added}.`)
    }
  },
}

import { at } from '../../load/node.ts'
import type { Rule } from '../rule.ts'
import { exposureOf } from '../sharing.ts'

export const noDevice: Rule = {
  id: 'no-device',
  severity: 'error',
  action: 'refuse',
  reason: 'A device is a way to hardware and memory that no container guard stands before.',
  mend: 'Remove it, or make an exception that says what it is for.',
  bad: `services:
  agent:
    image: agent
    devices: ['/dev/mem']
`,
  good: `services:
  agent:
    image: agent
`,
  roles: 'exposed',
  exceptable: true,
  check({ name, node, whole }, report) {
    // A model server behind a port of its own may compute on a GPU; code of an agent may not.
    const server = exposureOf(whole, name) === 'network'
    for (const key of ['devices', 'device_cgroup_rules', 'gpus']) {
      if (key === 'gpus' && server) continue
      const value = node.entries.get(key)
      if (value && (value.kind !== 'list' || value.items.length > 0))
        report(value, `${name} would get ${key}.`)
    }
    const reserved = at(node, 'deploy', 'resources', 'reservations', 'devices')
    if (reserved && !server) report(reserved, `${name} would get devices of the host.`)
  },
}

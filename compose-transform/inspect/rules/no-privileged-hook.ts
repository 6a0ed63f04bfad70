import { isOn, itemsAt, mapAt } from '../../load/node.ts'
import type { Rule } from '../rule.ts'

export const noPrivilegedHook: Rule = {
  id: 'no-privileged-hook',
  severity: 'error',
  action: 'refuse',
  reason: 'Hooks run beside the service with rights of their own: a privileged command is root.',
  mend: 'Remove the hook, or make it a service that the agent depends on.',
  bad: `services:
  agent:
    image: agent
    post_start: [{ command: ./setup.sh, privileged: true }]
`,
  good: `services:
  agent:
    image: agent
    post_start: [{ command: ./setup.sh }]
`,
  roles: 'contained',
  check({ name, node }, report) {
    for (const key of ['post_start', 'pre_stop']) {
      for (const hook of itemsAt(node, key)) {
        if (isOn(mapAt(hook)?.entries.get('privileged')))
          report(hook, `${name} would run a privileged command (${key}).`)
      }
    }
    for (const watch of itemsAt(node, 'develop', 'watch')) {
      const exec = mapAt(watch, 'exec')
      if (isOn(exec?.entries.get('privileged')))
        report(exec ?? watch, `${name} would run a privileged command on changes.`)
    }
  },
}

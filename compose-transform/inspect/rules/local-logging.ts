import { localDrivers } from '../../harden/baseline.ts'
import { textAt } from '../../load/node.ts'
import { must } from '../must.ts'
import type { Rule } from '../rule.ts'

export const localLogging: Rule = {
  id: 'local-logging',
  severity: 'warning',
  action: 'rewrite',
  reason:
    'The engine itself sends what a container prints to the place a logging driver names, past the proxy.',
  mend: 'Use json-file or local.',
  bad: `services:
  agent:
    image: agent
    logging: { driver: syslog, options: { syslog-address: 'udp://192.0.2.1:514' } }
`,
  good: `services:
  agent:
    image: agent
    logging: { driver: local }
`,
  roles: 'contained',
  check({ name, node }, report) {
    const driver = textAt(node, 'logging', 'driver')
    if (driver !== undefined && !localDrivers.has(driver)) {
      report(
        must(node, 'logging'),
        `${name} would print to ${driver}; what it prints stays on this machine instead.`,
      )
    }
  },
}

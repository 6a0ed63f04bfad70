import { textAt } from '../../load/node.ts'
import type { Rule } from '../rule.ts'

export const noProvider: Rule = {
  id: 'no-provider',
  severity: 'error',
  action: 'refuse',
  reason: 'A provider runs a program of the host when the project is brought up.',
  mend: 'Use an image, or exempt the service with a reason.',
  bad: `services:
  agent: { image: agent }
  db: { provider: { type: model } }
`,
  good: `services:
  agent: { image: agent }
  db: { image: postgres }
`,
  roles: 'contained',
  check({ name, node }, report) {
    const provider = node.entries.get('provider')
    if (provider)
      report(provider, `${name} would run the host's program "${textAt(provider, 'type')}".`)
  },
}

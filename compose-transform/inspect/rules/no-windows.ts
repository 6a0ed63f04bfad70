import { itemsAt, textAt } from '../../load/node.ts'
import { isWindowsPath } from '../../load/paths.ts'
import { must } from '../must.ts'
import type { Rule } from '../rule.ts'

export const noWindows: Rule = {
  id: 'no-windows',
  severity: 'error',
  action: 'refuse',
  reason: 'None of the guards exists for Windows containers.',
  mend: 'Run the agent in a Linux container.',
  bad: `services:
  agent:
    image: agent
    isolation: hyperv
`,
  good: `services:
  agent:
    image: agent
`,
  roles: 'governed',
  check({ name, node }, report) {
    for (const key of ['isolation', 'credential_spec']) {
      const value = node.entries.get(key)
      if (value && textAt(value) !== 'default')
        report(value, `${name} would be a Windows container (${key}).`)
    }
    if (textAt(node, 'platform')?.toLowerCase().startsWith('windows'))
      report(must(node, 'platform'), `${name} would be a Windows container.`)
    for (const mount of itemsAt(node, 'volumes')) {
      const source = textAt(mount, 'source') ?? ''
      const kind = textAt(mount, 'type')
      const windows = kind === 'bind' && isWindowsPath(source)
      if (kind === 'npipe' || kind === 'cluster' || windows)
        report(mount, `${name} would mount ${source || kind}, which cannot be judged.`)
    }
  },
}

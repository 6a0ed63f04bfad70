import { itemsAt, textAt } from '../../load/node.ts'
import type { Rule } from '../rule.ts'
import { sharing } from '../sharing.ts'

export const noSharedFilesWithExempt: Rule = {
  id: 'no-shared-files-with-exempt',
  severity: 'error',
  action: 'refuse',
  reason:
    'What a governed service writes where an exempt one reads leaves through the exempt one, and comes in the same way.',
  mend: 'Give them folders of their own, or make an exception that says what passes between them.',
  bad: `services:
  agent: { image: agent, volumes: [out:/out] }
  web: { image: nginx, volumes: [out:/usr/share/nginx/html] }
volumes: { out: {} }
`,
  good: `services:
  agent: { image: agent, volumes: [out:/out] }
  web: { image: nginx }
volumes: { out: {} }
`,
  field: 'services: [agent], exempt: { web: public site }',
  roles: 'governed',
  exceptable: true,
  check(view, report) {
    for (const mount of itemsAt(view.node, 'volumes')) {
      const source = textAt(mount, 'source')
      for (const [other, how] of sharing(view.whole, mount)) {
        if (view.whole.services.get(other)?.role !== 'exempt') continue
        if (how === 'build')
          report(
            mount,
            `The exempt ${other} is built from ${source}, where ${view.name} writes: look at it before you build.`,
            'warn',
          )
        else report(mount, `${view.name} and the exempt ${other} would share ${source}.`)
      }
    }
  },
}

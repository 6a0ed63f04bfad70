import { itemsAt, textAt } from '../../load/node.ts'
import type { Rule } from '../rule.ts'
import { sharedWithExempt } from '../sharing.ts'

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
      const other = sharedWithExempt(view.whole, mount)
      if (other)
        report(
          mount,
          `${view.name} and the exempt ${other} would share ${textAt(mount, 'source')}.`,
        )
    }
  },
}

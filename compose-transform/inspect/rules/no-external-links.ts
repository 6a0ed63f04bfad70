import { itemsAt } from '../../load/node.ts'
import type { Rule } from '../rule.ts'

export const noExternalLinks: Rule = {
  id: 'no-external-links',
  severity: 'error',
  action: 'refuse',
  reason: 'A link to a container of another project is a way out that no policy sees.',
  mend: 'Remove external_links.',
  bad: `services:
  agent:
    image: agent
    external_links: [redis_of_another_project:redis]
`,
  good: `services:
  agent:
    image: agent
`,
  roles: 'contained',
  check({ name, node }, report) {
    const links = itemsAt(node, 'external_links')
    for (const link of links) report(link, `${name} is linked to a container of another project.`)
  },
}

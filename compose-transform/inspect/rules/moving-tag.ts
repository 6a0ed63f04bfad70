import { textAt } from '../../load/node.ts'
import { must } from '../must.ts'
import type { Rule } from '../rule.ts'

export const movingTag: Rule = {
  id: 'moving-tag',
  severity: 'info',
  action: 'warn',
  reason: 'The tag latest is whatever was pushed last: what was checked is not what runs tomorrow.',
  mend: 'Pin the image to a version or a digest.',
  bad: `services:
  agent:
    image: example.com/agent:latest
    platform: linux/amd64
`,
  good: `services:
  agent:
    image: agent
`,
  roles: 'governed',
  check({ name, node }, report) {
    const image = textAt(node, 'image')
    if (image?.endsWith(':latest'))
      report(must(node, 'image'), `The image of ${name} is whatever was pushed last.`)
  },
}

import type { Rule } from '../rule.ts'

export const noCgroupParent: Rule = {
  id: 'no-cgroup-parent',
  severity: 'error',
  action: 'refuse',
  reason: "Under a control group of somebody else the limits of the container are somebody else's.",
  mend: 'Remove cgroup_parent.',
  bad: `services:
  agent:
    image: agent
    cgroup_parent: /
`,
  good: `services:
  agent:
    image: agent
`,
  roles: 'exposed',
  check({ name, node }, report) {
    const parent = node.entries.get('cgroup_parent')
    if (parent) report(parent, `${name} would be under another control group.`)
  },
}

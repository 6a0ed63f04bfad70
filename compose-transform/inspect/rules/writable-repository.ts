import { posix } from 'node:path'
import { isReadOnly, itemsAt, textAt } from '../../load/node.ts'
import type { Rule } from '../rule.ts'

export const writableRepository: Rule = {
  id: 'writable-repository',
  severity: 'warning',
  action: 'warn',
  reason:
    'Git runs what stands in .git/hooks and what .git/config names (core.fsmonitor, core.hooksPath, filters). Whoever writes in .git decides what your next git command runs, as you and outside the sandbox; even a prompt that shows the branch is one.',
  mend: "Mount .git read-only over it ('./.git:/workspace/.git:ro') and commit yourself, give the agent a clone of its own, or make an exception that says who looks at .git before git is used.",
  bad: `services:
  agent:
    image: agent
    volumes: ['.:/workspace']
`,
  good: `services:
  agent:
    image: agent
    volumes: ['.:/workspace', './.git:/workspace/.git:ro']
`,
  roles: 'governed',
  exceptable: true,
  check({ name, node, whole }, report) {
    const mounts = itemsAt(node, 'volumes')
    for (const mount of mounts) {
      const source = textAt(mount, 'source')
      if (textAt(mount, 'type') !== 'bind' || source === undefined || isReadOnly(mount)) continue
      if (!whole.repositories?.has(posix.normalize(source))) continue
      const git = posix.join(textAt(mount, 'target') ?? '', '.git')
      const covered = mounts.some((one) => textAt(one, 'target') === git && isReadOnly(one))
      if (!covered)
        report(
          mount,
          `${name} could write in ${posix.join(source, '.git')}, from which git runs programs.`,
        )
    }
  },
}

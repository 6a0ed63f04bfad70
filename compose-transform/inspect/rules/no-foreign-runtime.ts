import { textAt } from '../../load/node.ts'
import { must } from '../must.ts'
import type { Rule } from '../rule.ts'

const known = new Set([
  '',
  'runc',
  'io.containerd.runc.v2',
  'runsc',
  'kata',
  'kata-runtime',
  'crun',
])

export const noForeignRuntime: Rule = {
  id: 'no-foreign-runtime',
  severity: 'error',
  action: 'refuse',
  reason: 'A runtime decides what a container is; one that is not known may contain nothing.',
  mend: 'Remove runtime, or make an exception that says why this one contains as well.',
  bad: `services:
  agent:
    image: agent
    runtime: my-runtime
`,
  good: `services:
  agent:
    image: agent
`,
  roles: 'exposed',
  exceptable: true,
  check({ name, node }, report) {
    const runtime = textAt(node, 'runtime')
    if (runtime !== undefined && !known.has(runtime))
      report(must(node, 'runtime'), `${name} would run under "${runtime}".`)
  },
}

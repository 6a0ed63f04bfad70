import { isGoverned } from '../../roles/plan.ts'
import { classifyHostPath } from '../host-paths.ts'
import { hostPathsOf } from '../mounts.ts'
import type { Rule } from '../rule.ts'
import { exposureOf } from '../sharing.ts'

export const noHostPath: Rule = {
  id: 'no-host-path',
  severity: 'error',
  action: 'refuse',
  reason:
    'A governed service, and a companion that may run what it wrote, sees files of this project and nothing else of the host: elsewhere are credentials, and what others run.',
  mend: 'Mount a folder of the project, or make an exception that says why.',
  bad: `services:
  agent:
    image: agent
    volumes: ['/srv/data:/data']
`,
  good: `services:
  agent:
    image: agent
    volumes: ['./work:/workspace']
`,
  roles: 'exposed',
  exceptable: true,
  check(view, report) {
    const governed = isGoverned(view.plan)
    // What a server keeps its data in is its own affair; what runs an agent's files sees no more than the agent.
    if (exposureOf(view.whole, view.name) === 'network') return
    const { directory, home } = view.whole.project
    for (const { node, path, grant } of hostPathsOf(view)) {
      // Those of a governed service are judged by no-host-config and no-secret-file.
      if (grant && governed) continue
      const kinds = [path, view.real(path)].map((one) => classifyHostPath(one, directory, home))
      if (kinds.includes('socket') || kinds.includes('sensitive')) continue
      if (kinds.includes('outside')) {
        report(node, `${view.name} would see ${path}, which is outside this project.`)
      }
    }
  },
}

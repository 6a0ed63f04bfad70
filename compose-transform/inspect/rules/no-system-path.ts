import { isGoverned } from '../../roles/plan.ts'
import { classifyHostPath } from '../host-paths.ts'
import { hostPathsOf } from '../mounts.ts'
import type { Rule } from '../rule.ts'

export const noSystemPath: Rule = {
  id: 'no-system-path',
  severity: 'error',
  action: 'refuse',
  reason:
    'Folders of the system, of credentials and above the project hold what makes a container root on the host, or somebody else.',
  mend: 'Mount a folder of the project.',
  bad: `services:
  agent:
    image: agent
    volumes: ['~/.ssh:/root/.ssh:ro']
`,
  good: `services:
  agent:
    image: agent
    volumes: ['./work:/workspace']
`,
  roles: 'exposed',
  check(view, report) {
    const { directory, home } = view.whole.project
    for (const { node, path, readOnly, grant } of hostPathsOf(view)) {
      // Those of a governed service are judged by no-host-config and no-secret-file.
      if (grant && isGoverned(view.plan)) continue
      const kinds = [path, view.real(path)].map((one) => classifyHostPath(one, directory, home))
      if (kinds.includes('socket')) continue
      if (kinds.includes('sensitive')) report(node, `${view.name} would see ${path} of the host.`)
      else if (kinds.includes('harmless') && !readOnly && path !== '/dev/null') {
        report(node, `${view.name} could change ${path} of the host; mount it read-only.`)
      }
    }
  },
}

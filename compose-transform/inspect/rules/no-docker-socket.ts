import { classifyHostPath } from '../host-paths.ts'
import { hostPathsOf } from '../mounts.ts'
import type { Rule } from '../rule.ts'

export const noDockerSocket: Rule = {
  id: 'no-docker-socket',
  severity: 'error',
  action: 'refuse',
  reason:
    'Whoever speaks to the engine is root on the host: it starts any container with any right.',
  mend: 'Remove the mount. An MCP server can offer the few things that the agent needs.',
  bad: `services:
  agent:
    image: agent
    volumes: ['//var/run/./docker.sock:/var/run/docker.sock:ro']
`,
  good: `services:
  agent:
    image: agent
`,
  roles: 'contained',
  check(view, report) {
    for (const { node, path } of hostPathsOf(view)) {
      const { directory, home } = view.whole.project
      const kind = [path, view.real(path)].map((one) => classifyHostPath(one, directory, home))
      if (kind.includes('socket'))
        report(node, `${view.name} would reach an engine's socket through ${path}.`)
    }
  },
}

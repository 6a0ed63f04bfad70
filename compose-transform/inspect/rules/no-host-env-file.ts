import { posix } from 'node:path'
import { itemsAt, textAt, textOf } from '../../load/node.ts'
import type { Plan } from '../../roles/plan.ts'
import { classifyHostPath, within } from '../host-paths.ts'
import type { Rule } from '../rule.ts'

/** Whether values from a file may get into a project: it lies in it, or beside one of its Compose files. */
export function isOwnEnvFile(plan: Plan, path: string): boolean {
  const { directory, home, sources } = plan.project
  const folders = sources
    .map(({ file }) => posix.dirname(file))
    .filter((one) => one.startsWith('/'))
  return [path, plan.realPaths?.get(path) ?? path].every((one) => {
    const kind = classifyHostPath(one, directory, home)
    return (
      kind === 'inside' || (kind === 'outside' && folders.some((folder) => within(one, folder)))
    )
  })
}

export const noHostEnvFile: Rule = {
  id: 'no-host-env-file',
  severity: 'error',
  action: 'refuse',
  reason:
    'Whatever has a = or a : in its lines can be read as an env file, and what it says is in the container then: a list of users, of passwords, of sessions.',
  mend: 'Use a file of the project, or make an exception that says what the file is.',
  bad: `services:
  agent:
    image: agent
    env_file: [{ path: ~/.pgpass, required: false }]
`,
  good: `services:
  agent:
    image: agent
    env_file: [{ path: ./agent.env, required: false }]
`,
  roles: 'governed',
  exceptable: true,
  check({ name, node, whole }, report) {
    for (const key of ['env_file', 'label_file']) {
      for (const item of itemsAt(node, key)) {
        const path = textAt(item, 'path') ?? textOf(item)
        if (path === undefined || isOwnEnvFile(whole, path)) continue
        report(item, `${name} would be told what is in ${path}, which is outside this project.`)
      }
    }
  },
}

import { entriesAt, mapAt, textAt } from '../../load/node.ts'
import { classifyHostPath, within } from '../host-paths.ts'
import { must } from '../must.ts'
import type { Rule } from '../rule.ts'

/**
 * A repository around the project, and what lies beside it there, is what a build may need; a home, a folder of the
 * system and what has nothing to do with the project is not.
 */
function isMoreThanSources(path: string, project: string, home: string): boolean {
  const kind = classifyHostPath(path, project, home)
  if (kind === 'inside') return false
  const around = within(project, path)
  if (kind !== 'outside' && !around) return true
  const common = commonFolder(path, project)
  return within(home, common) || common.split('/').filter(Boolean).length < 2
}

function commonFolder(left: string, right: string): string {
  const [one, other] = [left.split('/'), right.split('/')]
  const differs = one.findIndex((step, at) => step !== other[at])
  return one.slice(0, differs < 0 ? one.length : differs).join('/')
}

export const noHostBuild: Rule = {
  id: 'no-host-build',
  severity: 'error',
  action: 'refuse',
  reason:
    'A build runs before any policy: with these settings it reaches the host, its keys, or another machine.',
  mend: 'Remove the setting from build; build from a folder of the project or of the repository around it. An exception says why it has to be.',
  bad: `services:
  agent:
    image: agent
    build: { context: ., network: host }
`,
  good: `services:
  agent:
    image: agent
    build: .
`,
  roles: 'contained',
  exceptable: true,
  check({ name, node, real, whole }, report) {
    const build = mapAt(node, 'build')
    if (!build) return
    for (const key of [
      'privileged',
      'entitlements',
      'ssh',
      'secrets',
      'cache_to',
      'extra_hosts',
      'isolation',
    ]) {
      const value = build.entries.get(key)
      const off =
        value?.kind === 'scalar'
          ? value.value === false
          : value?.kind === 'list' && value.items.length === 0
      if (value && !off) report(value, `The build of ${name} would have ${key}.`)
    }
    const network = textAt(build, 'network')
    if (network !== undefined && !['none', 'default', 'bridge'].includes(network)) {
      report(must(build, 'network'), `The build of ${name} would be on the network "${network}".`)
    }
    const { directory, home } = whole.project
    const contexts = entriesAt(build, 'additional_contexts').map(([, value]) => value)
    for (const value of [build.entries.get('context'), ...contexts]) {
      const path = textAt(value)?.replace(/^(?:oci-layout|file):\/\//, '')
      if (value === undefined || !path?.startsWith('/')) continue
      if ([path, real(path)].some((one) => isMoreThanSources(one, directory, home)))
        report(value, `The build of ${name} would read ${path} of the host.`)
    }
    const context = textAt(build, 'context') ?? ''
    if (/:\/\/|^git@|^github\.com\//.test(context))
      report(must(build, 'context'), `The build of ${name} comes from ${context}.`, 'warn')
  },
}

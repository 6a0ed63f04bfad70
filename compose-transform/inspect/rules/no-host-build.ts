import { mapAt, textAt } from '../../load/node.ts'
import { must } from '../must.ts'
import type { Rule } from '../rule.ts'

export const noHostBuild: Rule = {
  id: 'no-host-build',
  severity: 'error',
  action: 'refuse',
  reason:
    'A build runs before any policy: with these settings it reaches the host, its keys, or another machine.',
  mend: 'Remove the setting from build.',
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
  roles: 'governed',
  exceptable: true,
  check({ name, node }, report) {
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
    const context = textAt(build, 'context') ?? ''
    if (/:\/\/|^git@|^github\.com\//.test(context))
      report(must(build, 'context'), `The build of ${name} comes from ${context}.`, 'warn')
  },
}

import type { Rule } from '../rule.ts'

export const extraHosts: Rule = {
  id: 'extra-hosts',
  severity: 'warning',
  action: 'rewrite',
  reason:
    'An entry for a name decides where it leads, before the policy is asked: to the host, or to an address that poses as an allowed host.',
  mend: 'Remove extra_hosts; name a local service under allowedLocal of the policy.',
  bad: `services:
  agent:
    image: agent
    extra_hosts: ['host.docker.internal:host-gateway']
`,
  good: `services:
  agent:
    image: agent
`,
  roles: 'governed',
  check({ name, node }, report) {
    const hosts = node.entries.get('extra_hosts')
    if (hosts)
      report(hosts, `${name} loses its extra_hosts: names are answered by the proxy alone.`)
  },
}

import { canonicalHost } from '../../../policy/index.ts'
import { type Node, textAt } from '../../load/node.ts'
import { isGoverned, type Plan } from '../../roles/plan.ts'
import type { Rule } from '../rule.ts'

const known = new WeakMap<Plan, Set<string>>()

/** Hosts that some policy allows by their full name. */
function exactHosts(plan: Plan): Set<string> {
  const present = known.get(plan)
  if (present) return present
  const hosts = new Set<string>()
  for (const { policy } of plan.services.values()) {
    for (const { allowedDomains } of policy?.compiled.policies ?? []) {
      for (const domain of allowedDomains) {
        if (!domain.startsWith('*')) hosts.add(domain.replace(/:[0-9]+$/, ''))
      }
    }
  }
  known.set(plan, hosts)
  return hosts
}

/** Names that stay with the container in its new place; aliases go with the networks they were given for. */
function* givenNames(name: string, node: Node): Iterable<[string, Node]> {
  yield [name, node]
  for (const key of ['hostname', 'container_name']) {
    const value = node.kind === 'map' ? node.entries.get(key) : undefined
    if (value) yield [textAt(value) ?? '', value]
  }
}

export const noNameSpoofing: Rule = {
  id: 'no-name-spoofing',
  severity: 'error',
  action: 'refuse',
  reason:
    "Docker answers a container's names before any name server is asked. A service that is named like a host of the internet would get the requests, and the credentials, meant for that host.",
  mend: 'Give the service a name without dots that no policy allows as a host.',
  bad: `services:
  agent:
    image: agent
    hostname: api.openai.com
`,
  good: `services:
  agent:
    image: agent
    hostname: agent-one
`,
  roles: 'contained',
  check(view, report) {
    const { name, node, plan, whole } = view
    const reachable = isGoverned(plan) || whole.locals.has(name)
    if (!reachable) return
    const allowed = exactHosts(whole)
    for (const [given, place] of givenNames(name, node)) {
      const host = canonicalHost(given)
      const dotted = given.includes('.')
      if (!dotted && !(host && allowed.has(host))) continue
      report(place, `${name} would answer to "${given}", which could be taken for a host outside.`)
    }
  },
}

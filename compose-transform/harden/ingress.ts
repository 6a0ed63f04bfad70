import { entriesAt, itemsAt, type Node, rangeOf, spot, textAt } from '../load/node.ts'
import type { Plan, ServicePlan } from '../roles/plan.ts'
import type { Draft } from './draft.ts'
import { ingress, ingressNetwork, labelPrefix, sidecarImage, users } from './names.ts'
import type { Ledger, Pass } from './pass.ts'
import { sidecarBasics } from './sidecars.ts'

interface Published {
  target: number
  published?: string
  node: Node
}

/**
 * Nothing can be published from a closed network. A forwarder of its own for each service takes the connections on
 * loopback and passes them inward; it carries nothing outward.
 */
export const publish: Pass = (draft, plan, ledger) => {
  const closed = [...plan.services.values()].filter(({ role }) => role !== 'exempt')
  const ports = (service: ServicePlan) => itemsAt(draft.model, 'services', service.name, 'ports')
  for (const service of closed.filter((service) => ports(service).length === 0)) {
    draft.remove(['services', service.name, 'ports'], 'an empty list publishes nothing')
  }
  const publishing = closed.filter((service) => ports(service).length > 0)
  for (const service of publishing) {
    const name = publishing.length === 1 ? ingress : `${ingress}-${service.name}`
    forward(draft, plan, ledger, service, name)
  }
}

function forward(
  draft: Draft,
  plan: Plan,
  ledger: Ledger,
  service: ServicePlan,
  name: string,
): void {
  const ports: Published[] = []
  for (const node of itemsAt(draft.model, 'services', service.name, 'ports')) {
    const protocol = textAt(node, 'protocol') ?? 'tcp'
    const host = textAt(node, 'host_ip')
    if (protocol !== 'tcp') {
      const place = spot(node)
      ledger.findings.push({
        rule: 'udp-port',
        severity: 'error',
        message: `${service.name} publishes a ${protocol} port; only TCP is forwarded into a closed network.`,
        file: place.source.file,
        range: rangeOf(place),
        service: service.name,
        action: 'refuse',
        help: 'Take the port out, or exempt the service with a reason.',
      })
      continue
    }
    if (host !== undefined && !/^(?:127\.|::1$)/.test(host)) {
      warnLoopback(ledger, service, node, host)
    }
    const published = textAt(node, 'published')
    const port = { target: Number(textAt(node, 'target')), node }
    ports.push(published === undefined ? port : { ...port, published })
  }
  const reason = `published by ${name}, on loopback`
  draft.remove(['services', service.name, 'ports'], reason)
  const network = networkOf(draft, service)
  if (ports.length === 0 || network === undefined) return
  const routes = unique(ports.map((port) => port.target)).map((port) => ({
    listen: port,
    host: service.joins ?? service.name,
    port,
  }))
  const profiles = draft.get('services', service.name, 'profiles')
  draft.set(
    ['services', name],
    {
      ...sidecarBasics(plan, 'ingress'),
      image: sidecarImage,
      command: ['ingress'],
      user: users.ingress,
      environment: { GOVERNANCE_INGRESS: JSON.stringify(routes) },
      networks: { [network]: null, [ingressNetwork]: null },
      ports: ports.map(({ target, published }) => ({
        mode: 'ingress',
        host_ip: '127.0.0.1',
        target,
        ...(published === undefined ? {} : { published }),
        protocol: 'tcp',
      })),
      labels: {
        [`${labelPrefix}project`]: plan.project.name,
        [`${labelPrefix}role`]: 'ingress',
      },
    },
    service.place,
    `takes connections to ${service.name} on loopback and passes them inward`,
  )
  if (profiles)
    draft.set(['services', name, 'profiles'], { ...profiles }, service.place, 'as the service')
  if (!draft.get('networks', ingressNetwork)) {
    draft.set(['networks', ingressNetwork], null, service.place, 'on which the forwarders publish')
  }
}

function networkOf(draft: Draft, service: ServicePlan): string | undefined {
  const host = service.joins ?? service.name
  return entriesAt(draft.model, 'services', host, 'networks')[0]?.[0]
}

function warnLoopback(ledger: Ledger, service: ServicePlan, node: Node, host: string): void {
  const place = spot(node)
  ledger.findings.push({
    rule: 'loopback-ports',
    severity: 'info',
    message: `${service.name} publishes a port on ${host}; it is published on 127.0.0.1 instead.`,
    file: place.source.file,
    range: rangeOf(place),
    service: service.name,
    action: 'rewrite',
  })
}

function unique(values: readonly number[]): number[] {
  return [...new Set(values)]
}

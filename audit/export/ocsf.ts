import type { AuditEvent } from '../event.ts'

/** Version of the Open Cybersecurity Schema Framework that is written. */
const VERSION = '1.4.0'

interface Class {
  class_uid: number
  class_name: string
  category_uid: number
  category_name: string
  activity_id: number
  activity_name: string
}

const network = { category_uid: 4, category_name: 'Network Activity' }
const application = { category_uid: 6, category_name: 'Application Activity' }
const identity = { category_uid: 3, category_name: 'Identity & Access Management' }
const networkClass = { ...network, class_uid: 4001, class_name: 'Network Activity' }
const apiClass = { ...application, class_uid: 6003, class_name: 'API Activity' }
const entityClass = { ...identity, class_uid: 3004, class_name: 'Entity Management' }
const lifeClass = { ...application, class_uid: 6002, class_name: 'Application Lifecycle' }
const other = { activity_id: 99 }

/** One event as an object of OCSF (https://schema.ocsf.io), for a SIEM. What OCSF has no place for is under `unmapped`. */
export function ocsfEvent(event: AuditEvent): object {
  const of = classOf(event)
  const isBlocked = event.decision === 'blocked'
  return {
    ...of,
    type_uid: of.class_uid * 100 + of.activity_id,
    type_name: `${of.class_name}: ${of.activity_name}`,
    time: Date.parse(event.time),
    severity_id: event.decision === 'allowed' ? 1 : 3,
    severity: event.decision === 'allowed' ? 'Informational' : 'Medium',
    status_id: isBlocked ? 2 : 1,
    status: isBlocked ? 'Failure' : 'Success',
    status_detail: event.reason,
    message: event.reason,
    action_id: isBlocked ? 2 : 1,
    action: isBlocked ? 'Denied' : 'Allowed',
    disposition_id: isBlocked ? 2 : 1,
    disposition: isBlocked ? 'Blocked' : 'Allowed',
    policy: { name: event.policy, uid: event.policyDigest },
    metadata: {
      version: VERSION,
      uid: event.id,
      sequence: event.seq,
      profiles: ['security_control'],
      product: { name: 'Docker AI Governance', vendor_name: 'Docker' },
    },
    actor: { app_name: event.service, app_uid: `${event.project}/${event.service}` },
    ...endpointOf(event),
    unmapped: {
      decision: event.decision,
      rule: event.rule,
      resource: event.resource,
      writer: event.writer,
      prev: event.prev,
      hash: event.hash,
      ...(event.details === undefined ? {} : { details: event.details }),
    },
  }
}

function classOf({ kind, action }: AuditEvent): Class {
  switch (kind) {
    case 'network':
      return action === 'resolve'
        ? {
            ...network,
            class_uid: 4003,
            class_name: 'DNS Activity',
            activity_id: 1,
            activity_name: 'Query',
          }
        : { ...networkClass, activity_id: 1, activity_name: 'Open' }
    case 'mcp':
      return action === 'tool-list'
        ? { ...apiClass, activity_id: 2, activity_name: 'Read' }
        : { ...apiClass, ...other, activity_name: action }
    case 'credential':
      return { ...entityClass, ...other, activity_name: action }
    case 'lifecycle':
      if (action === 'start') return { ...lifeClass, activity_id: 3, activity_name: 'Start' }
      if (action === 'stop') return { ...lifeClass, activity_id: 4, activity_name: 'Stop' }
      return { ...lifeClass, ...other, activity_name: action }
  }
}

/** What OCSF calls the thing that was asked for; it depends on the class. */
function endpointOf(event: AuditEvent): object {
  switch (event.kind) {
    case 'network': {
      const colon = event.resource.lastIndexOf(':')
      const port = Number(event.resource.slice(colon + 1))
      const hasPort = colon > 0 && Number.isInteger(port)
      const hostname = hasPort ? event.resource.slice(0, colon) : event.resource
      if (event.action === 'resolve') return { query: { hostname } }
      return { dst_endpoint: hasPort ? { hostname, port } : { hostname } }
    }
    case 'mcp':
      return { api: { operation: event.resource, service: { name: event.resource.split('/')[0] } } }
    case 'credential':
      return { entity: { name: event.resource, type: 'credential' } }
    case 'lifecycle':
      return { app: { name: event.resource } }
  }
}

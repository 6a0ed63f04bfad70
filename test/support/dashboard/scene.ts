import type { AuditEvent } from '../../../audit/event.ts'
import type { Status } from '../../../dashboard/wire.ts'
import { event as plainEvent } from '../../unit/audit/events.ts'

/** Events with an id of their own, `minutes` before now. */
export function eventAt(minutes: number, more: Partial<AuditEvent> = {}): AuditEvent {
  number += 1
  return plainEvent({
    id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    seq: number,
    time: new Date(Date.now() - minutes * 60_000).toISOString(),
    ...more,
  })
}

let number = 0

/** A connection to a host that the guide's policy does not list. */
export function blockedHost(minutes: number, resource: string): AuditEvent {
  return eventAt(minutes, {
    resource,
    decision: 'blocked',
    rule: 'network.allowedDomains',
    reason: `'${resource}' matches nothing in allowedDomains; add it to allowedDomains of agent-policy-001 to allow it`,
  })
}

export function toolCall(
  minutes: number,
  resource: string,
  more: Partial<AuditEvent> = {},
): AuditEvent {
  return eventAt(minutes, {
    kind: 'mcp',
    action: 'tool-call',
    resource,
    rule: 'mcp.allowedTools[0]',
    reason: 'it is allowed',
    details: { server: resource.split('/')[0] ?? '', arguments: 1, argumentBytes: 40 },
    ...more,
  })
}

/** A day of an agent's work under the guide's policy: mostly fine, with a few matters to look at. */
export function day(): AuditEvent[] {
  const events: AuditEvent[] = [
    eventAt(1_300, {
      kind: 'lifecycle',
      action: 'start',
      resource: 'governance-proxy',
      service: '',
      policy: '',
      rule: '',
      reason: '',
    }),
  ]
  for (const key of ['GITHUB_TOKEN', 'OPENAI_API_KEY']) {
    events.push(
      eventAt(1_299, {
        kind: 'credential',
        action: 'issue',
        resource: key,
        rule: 'credentials.allowedKeys[0]',
        details: { expires: new Date(Date.now() + 86_400_000).toISOString() },
      }),
    )
  }
  for (let minute = 1_290; minute > 1; minute -= 7) {
    const busy = Math.round(3 + 3 * Math.sin(minute / 90))
    for (let index = 0; index < busy; index += 1) {
      events.push(
        eventAt(minute - index / 10, {
          action: 'request',
          resource: 'api.openai.com:443',
          rule: 'network.allowedDomains[1]',
          details: { method: 'POST', path: '/v1/responses', way: 'proxy' },
        }),
      )
    }
    if (minute % 3 === 0) events.push(toolCall(minute - 2, 'files/read_file'))
    if (minute % 5 === 0) {
      events.push(
        eventAt(minute - 3, {
          kind: 'credential',
          action: 'exchange',
          resource: 'GITHUB_TOKEN',
          rule: 'credentials.allowedKeys[0]',
          details: { host: 'api.github.com', port: 443, method: 'GET', surface: 'header' },
        }),
        eventAt(minute - 3, {
          action: 'request',
          resource: 'api.github.com:443',
          rule: 'network.allowedDomains[0]',
          details: { method: 'GET', path: '/repos/acme/shop/pulls', way: 'transparent' },
        }),
      )
    }
  }
  for (let index = 0; index < 41; index += 1)
    events.push(blockedHost(200 - index * 4, 'pypi.org:443'))
  events.push(
    blockedHost(65, 'files.pythonhosted.org:443'),
    toolCall(18, 'mail/send_email', {
      decision: 'blocked',
      rule: 'mcp.deniedTools[1]',
      reason:
        "tool 'send_email' matches 'send_email' in deniedTools, which wins over what is allowed",
    }),
    eventAt(31, {
      resource: '169.254.169.254:80',
      decision: 'blocked',
      rule: 'network.cloudMetadata',
      reason:
        "'169.254.169.254:80' is a cloud metadata service, which hands out the machine's own credentials; it is never allowed",
    }),
    eventAt(44, {
      kind: 'credential',
      action: 'exchange',
      resource: 'GITHUB_TOKEN',
      decision: 'blocked',
      rule: 'credentials.bindings.GITHUB_TOKEN.hosts',
      reason: "GITHUB_TOKEN is bound to *.github.com, not to 'paste.example.net:443'",
      details: { host: 'paste.example.net', port: 443, method: 'POST', surface: 'header' },
    }),
    eventAt(3, {
      service: 'reviewer',
      resource: 'registry.npmjs.org:443',
      policy: 'review-policy',
      decision: 'would-block',
      rule: 'network.allowedDomains',
      reason:
        "'registry.npmjs.org:443' matches nothing in allowedDomains; add it to allowedDomains of review-policy to allow it",
    }),
  )
  return events.sort((a, b) => (a.time < b.time ? -1 : 1))
}

/** Two projects, one of which lost a sidecar; leases with much and little time. */
export function status(): Status {
  const service = (name: string, role: string, policy: string) => ({
    name,
    role,
    policy,
    state: 'running',
  })
  const sidecar = (name: string, health = 'healthy') => ({
    ...service(name, 'sidecar', ''),
    health,
  })
  const in_ = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
  return {
    engine: { ok: true },
    projects: [
      {
        name: 'demo',
        services: [
          service('agent', 'agent', 'agent-policy-001'),
          service('files', 'mcp-server', 'agent-policy-001'),
          service('reviewer', 'agent', 'review-policy'),
        ],
        sidecars: [
          sidecar('governance-broker'),
          sidecar('governance-gateway', 'unhealthy'),
          sidecar('governance-proxy'),
        ],
      },
    ],
    leases: [
      {
        project: 'demo',
        service: 'agent',
        key: 'GITHUB_TOKEN',
        state: 'active',
        issuedAt: in_(-1_399),
        expiresAt: in_(41),
        unlocked: true,
      },
      {
        project: 'demo',
        service: 'agent',
        key: 'OPENAI_API_KEY',
        state: 'active',
        issuedAt: in_(-300),
        expiresAt: in_(1_140),
        unlocked: true,
      },
    ],
    notes: [],
  }
}

/** What agents can call things, to break a page: markup, scripts, marks that turn text round, invisible text. */
export const hostile = [
  '<img src=x onerror="document.title=\'owned\'">',
  '<script>document.title="owned"</script>',
  '\u202eexe.txt\u202c',
  'a\u0000b\u001b[31mred\u0007',
  'x\u200b\u200d\u2066y\u2069',
  'javascript:alert(1)//{{7*7}}<%=7*7%>',
  '"><svg onload=alert(1)>',
  'e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301',
  'שלום-עולם',
  'long-'.repeat(60),
  '\ud800 lone',
]

/** Each hostile text in every place that an agent or a server chooses. */
export function hostileEvents(): AuditEvent[] {
  return hostile.flatMap((text) => [
    toolCall(2, `files/${text}`, { decision: 'blocked', rule: 'mcp.allowedTools', reason: text }),
    eventAt(2, {
      resource: `${text}:443`,
      service: text,
      project: text,
      details: { path: text, method: text },
    }),
    eventAt(2, {
      kind: 'mcp',
      action: text,
      resource: text,
      policy: text,
      rule: text,
      reason: text,
    }),
  ])
}

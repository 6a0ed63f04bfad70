import type { Occurrence } from '../../../../policy/edits/index.ts'
import type { AuditEvent } from '../../../../schemas/generated/audit-event.ts'

/** A connection that was blocked because the host is not listed. */
export function blockedHost(resource: string, more: Partial<Occurrence> = {}): Occurrence {
  return {
    kind: 'network',
    action: 'connect',
    resource,
    decision: 'blocked',
    rule: 'network.allowedDomains',
    ...more,
  }
}

/** A call that was blocked because the tool is not listed. */
export function blockedTool(resource: string, rule = 'mcp.allowedTools'): Occurrence {
  return { kind: 'mcp', action: 'tool-call', resource, decision: 'blocked', rule }
}

/** A whole event, of something allowed unless told otherwise. */
export function event(more: Partial<AuditEvent>): AuditEvent {
  return {
    id: 'e1',
    time: '2026-11-20T10:00:00.000Z',
    policy: 'agent-policy-001',
    policyDigest: 'sha256:00',
    project: 'demo',
    service: 'agent',
    kind: 'network',
    action: 'connect',
    resource: 'api.openai.com:443',
    decision: 'allowed',
    rule: 'network.allowedDomains[1]',
    reason: '',
    seq: 0,
    prev: '0'.repeat(64),
    hash: '0'.repeat(64),
    ...more,
  }
}

import type { AuditEvent, EventDraft } from '../../../audit/event.ts'

export function draft(more: Partial<EventDraft> = {}): EventDraft {
  return {
    policy: 'agent-policy-001',
    policyDigest: `sha256:${'a'.repeat(64)}`,
    service: 'agent',
    kind: 'network',
    action: 'connect',
    resource: 'api.openai.com:443',
    decision: 'allowed',
    rule: 'network.allowedDomains[1]',
    reason: 'api.openai.com is allowed.',
    ...more,
  }
}

export function event(more: Partial<AuditEvent> = {}): AuditEvent {
  return {
    ...draft(),
    id: '00000000-0000-4000-8000-000000000000',
    time: '2025-03-25T10:00:01.234Z',
    project: 'demo',
    writer: 'proxy',
    seq: 0,
    prev: '0'.repeat(64),
    hash: '0'.repeat(64),
    ...more,
  }
}

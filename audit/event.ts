import type { AuditEvent } from '../schemas/generated/audit-event.ts'

export type { AuditEvent } from '../schemas/generated/audit-event.ts'

/**
 * What the writer of an event says; the store adds who wrote it, when, and its place in the chain.
 * Holds no secret, no lease, and no value of a tool argument: shapes and digests only.
 */
export type EventDraft = Omit<
  AuditEvent,
  'id' | 'time' | 'seq' | 'prev' | 'hash' | 'writer' | 'project'
>

export type EventKind = AuditEvent['kind']

/** `prev` of the first event of a chain. */
export const NO_EVENT_BEFORE = '0'.repeat(64)

/**
 * A turn in the life of a sidecar or of a chain: nobody's policy decided it.
 *
 * @param resource whose life: the name of a sidecar or of a writer
 */
export function lifecycleEvent(
  resource: string,
  action: string,
  reason: string,
  details?: EventDraft['details'],
): EventDraft {
  return {
    policy: '',
    policyDigest: '',
    service: '',
    kind: 'lifecycle',
    action,
    resource,
    decision: 'allowed',
    rule: '',
    reason,
    ...(details && { details }),
  }
}

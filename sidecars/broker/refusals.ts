import type { Decision } from '../../policy/decision.ts'

/** Why a lease is not swapped, besides what the policy says of the request that carries it. */
export type RefusalCause =
  | 'unknownService'
  | 'unknownLease'
  | 'otherService'
  | 'expired'
  | 'revoked'
  | 'locked'
  | 'noSecret'
  | 'notCanonical'
  | 'noSigningKey'
  | 'noScope'
  | 'unrecorded'
  | 'unreachable'
  | 'failed'

const LEASE = 'credentials.lease'

const refusals: Record<RefusalCause, { rule: string; reason: string }> = {
  unknownService: { rule: LEASE, reason: 'The service that asks is not governed here.' },
  unknownLease: {
    rule: LEASE,
    reason:
      'This lease is not known here: it was made up, altered, issued for another project, or ended long ago.',
  },
  otherService: { rule: LEASE, reason: 'This lease was issued to another service.' },
  expired: {
    rule: 'credentials.maxExpirationHours',
    reason: 'This lease has expired. `governance compose up` issues a new one.',
  },
  revoked: {
    rule: LEASE,
    reason: 'This lease was revoked. `governance compose up` issues a new one.',
  },
  locked: {
    rule: LEASE,
    reason:
      'The credential broker is locked: it was restarted and holds no secret. `governance compose up` unlocks it.',
  },
  noSecret: {
    rule: LEASE,
    reason:
      'The credential broker was given no secret for this key. Set it, and run `governance compose up`.',
  },
  notCanonical: {
    rule: LEASE,
    reason: 'The request does not name its host and path in the one way that bindings are read by.',
  },
  noSigningKey: {
    rule: LEASE,
    reason:
      'The service has a lease of AWS_ACCESS_KEY_ID and none of AWS_SECRET_ACCESS_KEY, so nothing can be signed.',
  },
  noScope: { rule: LEASE, reason: 'The signature names no day, region and service.' },
  unrecorded: {
    rule: 'audit',
    reason: 'The use of the credential could not be recorded, so it was not allowed.',
  },
  unreachable: { rule: LEASE, reason: 'The credential broker does not answer.' },
  failed: { rule: LEASE, reason: 'The credential broker failed to decide.' },
}

/** @param policy name of the policies of the service, where it is known */
export function refusal(cause: RefusalCause, policy: string): Decision {
  return { decision: 'blocked', policy, ...refusals[cause] }
}

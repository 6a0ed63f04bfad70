import type { AuditEvent, EventKind } from './event.ts'

/** Which events are wanted; what is absent does not narrow. */
export interface TrailFilter {
  project?: string
  /** Name of one policy; an event that several policies decided is found under each. */
  policy?: string
  service?: string
  kind?: EventKind
  /** Only what was blocked, or would have been in enforce mode. */
  blocked?: boolean
  /** The first moment, in milliseconds since 1970. */
  since?: number
  /** The first moment that is no longer wanted, in milliseconds since 1970. */
  until?: number
}

export function matches(event: AuditEvent, filter: TrailFilter): boolean {
  if (filter.project !== undefined && event.project !== filter.project) return false
  if (filter.service !== undefined && event.service !== filter.service) return false
  if (filter.kind !== undefined && event.kind !== filter.kind) return false
  if (filter.blocked === true && event.decision === 'allowed') return false
  if (filter.policy !== undefined && !event.policy.split(',').includes(filter.policy)) return false
  if (filter.since === undefined && filter.until === undefined) return true
  const time = Date.parse(event.time)
  return time >= (filter.since ?? -Infinity) && time < (filter.until ?? Infinity)
}

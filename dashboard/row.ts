import type { AuditEvent } from '../audit/event.ts'
import type { Row } from './wire.ts'

/** An event as a line of a list. */
export function rowOf(event: AuditEvent, at: number): Row {
  const { id, project, service, kind, action, resource, decision, rule, policy, reason } = event
  const note = noteOf(event)
  return {
    ...{ id, at, project, service, kind, action, resource, decision, rule, policy, reason },
    ...(note === undefined ? {} : { note }),
  }
}

/** What tells one use of a thing from another: the request, or where a credential went. */
function noteOf({ kind, details }: AuditEvent): string | undefined {
  if (!details) return undefined
  const detail = (name: string) => (Object.hasOwn(details, name) ? String(details[name]) : '')
  if (kind === 'network' && detail('method') !== '') return `${detail('method')} ${detail('path')}`
  if (kind === 'credential' && detail('host') !== '') return `for ${detail('host')}`
  return undefined
}

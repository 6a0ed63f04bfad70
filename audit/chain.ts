import { hash as digest } from 'node:crypto'
import { canonicalJson } from '../policy/canonical-json.ts'
import validateEvent from '../schemas/generated/audit-event.validate.mjs'
import type { AuditEvent } from './event.ts'
import { NO_EVENT_BEFORE } from './event.ts'

/** The place after the last event of a chain. */
export interface Head {
  /** `seq` of the next event. */
  seq: number
  /** `prev` of the next event. */
  prev: string
}

export const START_OF_CHAIN: Head = { seq: 0, prev: NO_EVENT_BEFORE }

const HASH_MEMBER = ',"hash":"'

export type Unsealed = Omit<AuditEvent, 'hash'>

/**
 * The line for an event, newline included, and its hash. What is hashed is the canonical form without `hash`; the line
 * is those very bytes with `hash` as the last member, so that a reader can check it without writing JSON itself.
 */
export function sealEvent(event: Unsealed): { line: string; hash: string } {
  const body = canonicalJson(event)
  const hash = sha256(body)
  return { line: `${body.slice(0, -1)}${HASH_MEMBER}${hash}"}\n`, hash }
}

export type ReadLine =
  | { ok: true; event: AuditEvent }
  /** `event` is given when the line is an event whose hash does not fit. */
  | { ok: false; reason: string; event?: AuditEvent }

/** Reads a line (without its newline) as an event, without a look at its hash. */
export function parseLine(line: string): ReadLine {
  let event: unknown
  try {
    event = JSON.parse(line)
  } catch {
    return { ok: false, reason: 'is not JSON' }
  }
  if (!validateEvent(event)) return { ok: false, reason: 'is not an audit event' }
  return { ok: true, event: event as AuditEvent }
}

/** Reads a line (without its newline) as an event and checks that its hash is the hash of what it says. */
export function readSealedLine(line: string): ReadLine {
  const read = parseLine(line)
  if (!read.ok) return read
  const { event } = read
  if (sha256(bodyOf(line, event)) === event.hash) return read
  const { hash: _, ...unsealed } = event
  // Another writer of JSON may have carried the line (an export that came back): the canonical form decides.
  if (sha256(canonicalJson(unsealed)) === event.hash) return read
  return { ok: false, reason: 'does not say what was written', event }
}

/** The text that was hashed, if the line is still as `sealEvent` wrote it. */
function bodyOf(line: string, event: AuditEvent): string {
  const end = `${HASH_MEMBER}${event.hash}"}`
  return line.endsWith(end) ? `${line.slice(0, -end.length)}}` : ''
}

function sha256(text: string): string {
  return digest('sha256', text, 'hex')
}

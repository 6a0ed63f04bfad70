import http from 'node:http'
import type http2 from 'node:http2'
import type { Decision } from '../../policy/decision.ts'

/** Why something did not happen, in the one form that every way in turns into its own answer. */
export interface Refusal {
  /** The HTTP status where there is HTTP. */
  status: number
  type: 'PolicyViolation' | 'BadRequest' | 'UpstreamUnavailable' | 'AuditUnavailable'
  decision: Decision
  /** Id of the recorded event; absent when nothing could be recorded. */
  auditId?: string | undefined
}

/**
 * The proxy's own guards, which hold under every policy. The text after the name says what the guard is for.
 * `rule` of a decision that they make is `proxy.NAME`.
 */
export const guards = {
  malformed: { status: 400, type: 'BadRequest' },
  authority: { status: 400, type: 'BadRequest' },
  method: { status: 405, type: 'BadRequest' },
  upgrade: { status: 501, type: 'BadRequest' },
  path: { status: 400, type: 'BadRequest' },
  hostMismatch: { status: 421, type: 'PolicyViolation' },
  serverName: { status: 421, type: 'PolicyViolation' },
  encryptedClientHello: { status: 403, type: 'PolicyViolation' },
  tlsRequired: { status: 403, type: 'PolicyViolation' },
  ownAddress: { status: 403, type: 'PolicyViolation' },
  ambiguousRelay: { status: 403, type: 'PolicyViolation' },
  leaseElsewhere: { status: 403, type: 'PolicyViolation' },
  ownCredential: { status: 403, type: 'PolicyViolation' },
  leaseInClear: { status: 403, type: 'PolicyViolation' },
  leaseSignature: { status: 403, type: 'PolicyViolation' },
  unsearchable: { status: 502, type: 'UpstreamUnavailable' },
  clientHandshake: { status: 403, type: 'BadRequest' },
  nameNotFound: { status: 502, type: 'UpstreamUnavailable' },
  unreachable: { status: 502, type: 'UpstreamUnavailable' },
  policyChanged: { status: 503, type: 'UpstreamUnavailable' },
  unrecorded: { status: 503, type: 'AuditUnavailable' },
  failure: { status: 500, type: 'UpstreamUnavailable' },
  timeout: { status: 504, type: 'UpstreamUnavailable' },
  'limits.connections': { status: 503, type: 'BadRequest' },
  'limits.handshakeMilliseconds': { status: 408, type: 'BadRequest' },
  'limits.headBytes': { status: 431, type: 'BadRequest' },
  'limits.headFields': { status: 431, type: 'BadRequest' },
  'limits.clientHelloBytes': { status: 431, type: 'BadRequest' },
  'limits.boundBodyBytes': { status: 413, type: 'BadRequest' },
  'limits.boundBodiesBytes': { status: 503, type: 'BadRequest' },
  'limits.pipelinedRequests': { status: 429, type: 'BadRequest' },
  'limits.frames': { status: 429, type: 'BadRequest' },
  'limits.controlFramesPerSecond': { status: 429, type: 'BadRequest' },
  'limits.resetsPerSecond': { status: 429, type: 'BadRequest' },
  'limits.namesPerSecond': { status: 429, type: 'BadRequest' },
} as const satisfies Record<string, Pick<Refusal, 'status' | 'type'>>

export type Guard = keyof typeof guards

/** A refusal by one of the proxy's own guards; not recorded yet. */
export function guardRefusal(guard: Guard, policy: string, reason: string): Refusal {
  return {
    ...guards[guard],
    decision: { decision: 'blocked', policy, rule: `proxy.${guard}`, reason },
  }
}

/** A refusal by the policy; not recorded yet. */
export function policyRefusal(decision: Decision): Refusal {
  return { status: 403, type: 'PolicyViolation', decision }
}

const titles = new Map<Refusal['type'], string>([
  ['PolicyViolation', 'Blocked by the governance policy'],
  ['BadRequest', 'The request cannot be carried'],
  ['UpstreamUnavailable', 'The host did not answer as it should'],
  ['AuditUnavailable', 'Nothing is allowed that cannot be recorded'],
])

/** The body of a refused request (RFC 9457). */
export function problem({ type, decision, auditId }: Refusal): string {
  const { policy, rule, reason } = decision
  return `${JSON.stringify({ type, title: titles.get(type), detail: reason, policy, rule, auditId })}\n`
}

/** RFC 9112 §4 gives it no length; a common client (apt) keeps 359 bytes. */
const REASON_CHARACTERS = 240

/**
 * The words behind the status. Of a refused CONNECT most clients show these, and nothing of the body; so they say why,
 * and which line of the policy would have to change.
 */
function reasonPhrase({ status, decision }: Refusal): string {
  const words = `${http.STATUS_CODES[status] ?? 'Refused'}: ${decision.reason}`
  return words.replace(/[^\x20-\x7e]/g, '?').slice(0, REASON_CHARACTERS)
}

/** Answers a request with its refusal, and ends the connection when the request was not read to its end. */
export function answerRefusal(
  response: http.ServerResponse,
  refusal: Refusal,
  keepAlive: boolean,
): void {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  const body = problem(refusal)
  response.sendDate = false
  response.writeHead(refusal.status, reasonPhrase(refusal), [
    'Content-Type',
    'application/problem+json',
    'Content-Length',
    String(Buffer.byteLength(body)),
    'Cache-Control',
    'no-store',
    'Connection',
    keepAlive ? 'keep-alive' : 'close',
  ])
  response.end(body)
}

/** The same answer as a head of HTTP/2 with its body. */
export function refusalStream(refusal: Refusal): { head: http2.OutgoingHttpHeaders; body: string } {
  const body = problem(refusal)
  const head = {
    ':status': refusal.status,
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  }
  return { head, body }
}

/** The same answer as bytes, for a socket that no response object belongs to. */
export function refusalBytes(refusal: Refusal): string {
  const body = problem(refusal)
  return [
    `HTTP/1.1 ${refusal.status} ${reasonPhrase(refusal)}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}

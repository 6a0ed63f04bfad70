import type http2 from 'node:http2'
import type { Transform } from 'node:stream'
import { formatAuthority } from '../../../policy/host.ts'
import { LeaseScan } from '../leases/lease-scan.ts'
import { fieldsOf } from './http2-fields.ts'
import type { Cleared } from './judge.ts'
import type { RequestHead } from './request-head.ts'
import { carriedValue } from './trailers.ts'

/** What would let an answer carry a secret past the search: parts of it, and compressed forms. */
export const searchBreaking: ReadonlySet<string> = new Set([
  'accept-encoding',
  'grpc-accept-encoding',
  'connect-accept-encoding',
  'range',
  'request-range',
  'x-ms-range',
  'if-range',
  'a-im',
])

/** What a body that streams to an upstream passes through: the search for leases, and what signs it anew. */
export function bodyStages({ bodyStage }: Cleared): Transform[] {
  return [new LeaseScan(), ...(bodyStage ? [bodyStage()] : [])]
}

/** The head that goes to an HTTP/1.1 upstream, written anew: names and values in turn. */
export function http1Head(cleared: Cleared): string[] {
  const { head, body } = cleared
  const chunked = body === undefined ? head.body.kind === 'chunked' : cleared.trailers().length > 0
  const headers = ['Host', authorityOf(head), ...endToEnd(cleared, chunked)]
  if (chunked) headers.push('Transfer-Encoding', 'chunked')
  else if (body !== undefined) headers.push('Content-Length', String(body.length))
  if (head.upgrade !== undefined) headers.push('Connection', 'Upgrade', 'Upgrade', head.upgrade)
  else if (head.takesTrailers) headers.push('Connection', 'keep-alive, TE', 'TE', 'trailers')
  else headers.push('Connection', 'keep-alive')
  return headers
}

/**
 * The head that goes to an HTTP/2 upstream, written anew.
 *
 * @throws when a field that can stand only once stands twice
 */
export function http2Head(cleared: Cleared): http2.OutgoingHttpHeaders {
  const { head, body, target } = cleared
  const fields = fieldsOf(endToEnd(cleared, head.body.kind !== 'none'), true)
  if (body !== undefined) fields['content-length'] = body.length
  // The one thing a client of HTTP/2 may say here (RFC 9113 §8.2.2), and servers of gRPC insist on it.
  if (head.takesTrailers) fields.te = 'trailers'
  fields[':method'] = head.method
  fields[':scheme'] = 'https'
  fields[':authority'] = authorityOf(head)
  fields[':path'] = target
  return fields
}

/** The host as a client writes it: without the port that goes without saying. */
function authorityOf({ scheme, host, port }: RequestHead): string {
  const authority = formatAuthority(host, port)
  const usual = scheme === 'https' ? 443 : 80
  return port === usual ? authority.slice(0, authority.lastIndexOf(':')) : authority
}

/** @param trailed trailers may follow, and be announced */
function endToEnd({ head, headers, body, redactor }: Cleared, trailed: boolean): string[] {
  const kept: string[] = []
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? ''
    const lower = name.toLowerCase()
    if (body !== undefined && (lower === 'content-length' || lower === 'expect')) continue
    if (redactor !== undefined && searchBreaking.has(lower)) continue
    // Frames are searched for leases, and compressed ones cannot be.
    if (head.upgrade !== undefined && lower === 'sec-websocket-extensions') continue
    const value = carriedValue(lower, headers[at + 1] ?? '', trailed)
    if (value !== undefined) kept.push(name, value)
  }
  if (redactor !== undefined) kept.push('Accept-Encoding', 'identity')
  return kept
}

import type http from 'node:http'
import type { Transform } from 'node:stream'
import zlib from 'node:zlib'
import type { Redactor } from '../leases/redact.ts'

/** Headers of one connection (RFC 9110 §7.6.1): they are not passed on. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authentication-info',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/**
 * The head of an answer as the client receives it.
 *
 * @param redactor takes out secrets that this host was sent
 * @param searched the body is searched too, so what is said about its coding and perhaps its length no longer holds
 */
export function answerHead(
  incoming: http.IncomingMessage,
  redactor: Redactor | undefined,
  searched: boolean,
): { status: number; message: string; headers: string[] } {
  const { rawHeaders } = incoming
  const encoded = (incoming.headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity'
  const dropped = new Set(hopByHop)
  for (const name of (incoming.headers.connection ?? '').split(','))
    dropped.add(name.trim().toLowerCase())
  if (searched && encoded) dropped.add('content-encoding').add('content-length')
  if (searched && redactor?.keepsLength === false) dropped.add('content-length')
  if (redactor !== undefined) dropped.add('accept-ranges').add('alt-svc')
  // It invites the client to come by another way, past what was judged.
  dropped.add('alt-svc')

  const headers: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    const value = rawHeaders[at + 1] ?? ''
    if (dropped.has(name.toLowerCase())) continue
    headers.push(redactor?.text(name) ?? name, fieldText(value, redactor))
  }
  return {
    status: incoming.statusCode ?? 502,
    message: fieldText(incoming.statusMessage ?? '', redactor),
    headers,
  }
}

/**
 * What a header, a trailer or the reason says, as the client receives it. Node reads control characters that it refuses
 * to write, and an upstream must not be able to make the proxy fail.
 */
export function fieldText(text: string, redactor: Redactor | undefined): string {
  const clean = text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?')
  return redactor?.text(clean) ?? clean
}

const makers = new Map<string, (() => Transform) | undefined>([
  ['', undefined],
  ['identity', undefined],
  ['gzip', () => zlib.createGunzip()],
  ['x-gzip', () => zlib.createGunzip()],
  ['deflate', () => zlib.createInflate()],
  ['br', () => zlib.createBrotliDecompress()],
])

/**
 * What undoes a Content-Encoding, in the order in which it has to be undone.
 *
 * @returns undefined for a coding that cannot be undone here
 */
export function decoders(contentEncoding: string | undefined): Transform[] | undefined {
  const codings = (contentEncoding ?? '').split(',').map((coding) => coding.trim().toLowerCase())
  if (!codings.every((coding) => makers.has(coding))) return undefined
  return codings
    .reverse()
    .map((coding) => makers.get(coding)?.())
    .filter((decoder) => decoder !== undefined)
}

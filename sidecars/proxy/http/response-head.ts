import type { Transform } from 'node:stream'
import zlib from 'node:zlib'
import type { Redactor } from '../leases/redact.ts'
import { fieldText, fieldValues } from './raw-fields.ts'
import { carriedValue } from './trailers.ts'

/** Headers of one connection (RFC 9110 §7.6.1): they are not passed on. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authentication-info',
  'te',
  'transfer-encoding',
  'upgrade',
])

/** An answer as the upstream gave it, in whatever version of HTTP. */
export interface AnswerHead {
  status: number
  message: string
  /** Names and values in turn. */
  fields: readonly string[]
}

/**
 * The head of an answer as the client receives it.
 *
 * @param redactor takes out secrets that this host was sent
 * @param searched the body is searched too, so what is said about its coding and perhaps its length no longer holds
 * @param trailed the client can be sent trailers, so they may be announced
 */
export function answerHead(
  { status, message, fields }: AnswerHead,
  redactor: Redactor | undefined,
  searched: boolean,
  trailed: boolean,
): { status: number; message: string; headers: string[] } {
  const encoded = codingOf(fields) !== 'identity'
  const dropped = new Set(hopByHop)
  for (const name of fieldValues(fields, 'connection').join(',').split(','))
    dropped.add(name.trim().toLowerCase())
  if (searched && encoded) dropped.add('content-encoding').add('content-length')
  if (searched && redactor?.keepsLength === false) dropped.add('content-length')
  if (redactor !== undefined) dropped.add('accept-ranges')
  // There is no body whose length it could be (RFC 9110 §8.6).
  if (status < 200 || status === 204) dropped.add('content-length')
  // It invites the client to come by another way, past what was judged.
  dropped.add('alt-svc')

  const headers: string[] = []
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] ?? ''
    const lower = name.toLowerCase()
    if (name.startsWith(':') || dropped.has(lower)) continue
    const value = carriedValue(lower, fields[at + 1] ?? '', trailed)
    if (value === undefined) continue
    headers.push(redactor?.text(name) ?? name, fieldText(value, redactor))
  }
  return { status, message: fieldText(message, redactor), headers }
}

/**
 * What an answer passes through so that no secret comes back.
 *
 * @returns undefined when it cannot be searched
 */
export function searchStages(
  { status, fields }: AnswerHead,
  redactor: Redactor | undefined,
  method: string,
): Transform[] | undefined {
  if (redactor === undefined) return []
  if (method === 'HEAD' || status === 204 || status === 304) return []
  // A coding of the transfer was not asked for, and Node undoes "chunked" alone.
  const transfer = fieldValues(fields, 'transfer-encoding').join(',')
  if (!/^(identity|chunked)?$/i.test(transfer.trim())) return undefined
  const decoding = decoders(codingOf(fields))
  // gRPC and Connect compress message by message, within the body.
  const inner = ['grpc-encoding', 'connect-content-encoding'].map((name) =>
    fieldValues(fields, name).join(','),
  )
  if (decoding === undefined || !inner.every((coding) => /^(identity)?$/i.test(coding)))
    return undefined
  return [...decoding, redactor.stream()]
}

function codingOf(fields: readonly string[]): string {
  return fieldValues(fields, 'content-encoding').join(',').toLowerCase() || 'identity'
}

const makers = new Map<string, (() => Transform) | undefined>([
  ['', undefined],
  ['identity', undefined],
  ['gzip', () => zlib.createGunzip()],
  ['x-gzip', () => zlib.createGunzip()],
  ['deflate', () => zlib.createInflate()],
  ['br', () => zlib.createBrotliDecompress()],
  ...zstd(),
])

/** Node reads zstd since 22.15. */
function zstd(): [string, () => Transform][] {
  const { createZstdDecompress: create } = zlib as { createZstdDecompress?: () => Transform }
  return create === undefined ? [] : [['zstd', () => create()]]
}

/** Servers use one, rarely two. Each costs memory, and a head has room for thousands (CVE-2022-32206). */
const MOST_CODINGS = 4

/**
 * What undoes a Content-Encoding, in the order in which it has to be undone.
 *
 * @returns undefined for a coding that cannot be undone here
 */
export function decoders(contentEncoding: string): Transform[] | undefined {
  const codings = contentEncoding.split(',').map((coding) => coding.trim().toLowerCase())
  if (codings.length > MOST_CODINGS) return undefined
  if (!codings.every((coding) => makers.has(coding))) return undefined
  return codings
    .reverse()
    .map((coding) => makers.get(coding)?.())
    .filter((decoder) => decoder !== undefined)
}

import type http from 'node:http'
import { holdsLease } from '../governed.ts'
import { holdsLeaseBytes } from '../leases/lease-scan.ts'
import type { Redactor } from '../leases/redact.ts'
import { isOverride } from './overrides.ts'
import { fieldText, fieldValues, sectionBytes } from './raw-fields.ts'
import type { AnswerHead } from './response-head.ts'

/**
 * Fields that say how a message is framed, routed, authenticated, asked for or read. After the body they come too late
 * to be judged by, and whoever merges them into the head takes the message for another one (RFC 9110 §6.5.1).
 */
const notInTrailers = new Set([
  // Framing and the connection.
  ...['connection', 'content-length', 'http2-settings', 'keep-alive', 'proxy-connection', 'te'],
  ...['trailer', 'transfer-encoding', 'upgrade'],
  // Routing; see also `isOverride`.
  ...['forwarded', 'host', 'max-forwards', 'via', 'x-forwarded-for', 'x-forwarded-host'],
  ...['x-forwarded-proto'],
  // Who asks.
  ...['authorization', 'cookie', 'origin', 'proxy-authenticate', 'proxy-authentication-info'],
  ...['proxy-authorization', 'proxy_authorization', 'referer', 'set-cookie', 'www-authenticate'],
  // What is asked for.
  ...['a-im', 'accept', 'accept-charset', 'accept-encoding', 'accept-language', 'cache-control'],
  ...['expect', 'if-match', 'if-modified-since', 'if-none-match', 'if-range'],
  ...['if-unmodified-since', 'pragma', 'prefer', 'range', 'request-range'],
  // What the answer is, and for how long.
  ...['age', 'alt-svc', 'date', 'expires', 'location', 'retry-after', 'vary', 'warning'],
  // How the body is read.
  ...['accept-ranges', 'content-encoding', 'content-range', 'content-type'],
])

/** More trailers than anybody sends, and fewer than Node's parser begins to leave some out at. */
const MOST_FIELDS = 256

/** What came after the body of a request must not go on; the message says why. */
export class UnfitTrailers extends Error {
  override name = 'UnfitTrailers'
  readonly guard: 'malformed' | 'leaseElsewhere' | 'limits.headBytes'

  constructor(guard: UnfitTrailers['guard'], reason: string) {
    super(reason)
    this.guard = guard
  }
}

/**
 * Judges the trailers of a request. No credential is bound into them, for they come when the request has been sent: a
 * lease in one is refused.
 *
 * @param raw names and values in turn
 * @param longest of all together, in bytes
 * @returns the same
 * @throws UnfitTrailers
 */
export function fitTrailers(raw: readonly string[], longest: number): readonly string[] {
  if (raw.length > 2 * MOST_FIELDS || sectionBytes(raw) > longest)
    throw new UnfitTrailers('limits.headBytes', 'The trailers of the request are too long.')
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] ?? ''
    const value = raw[at + 1] ?? ''
    if (isForbidden(name))
      throw new UnfitTrailers(
        'malformed',
        `${name.slice(0, 60)} must not come after the body (RFC 9110 §6.5.1).`,
      )
    if (
      [name, value].some((text) => holdsLease(text) || holdsLeaseBytes(Buffer.from(text, 'latin1')))
    )
      throw new UnfitTrailers(
        'leaseElsewhere',
        'A lease stands in a trailer of the request, where no credential is bound.',
      )
    if (fieldText(value, undefined) !== value)
      throw new UnfitTrailers('malformed', 'A trailer of the request cannot be written again.')
  }
  return raw
}

/**
 * The trailers of an answer as the client receives them: without the secrets that its host was sent, and without the
 * fields that have no place there.
 */
export function answerTrailers(raw: readonly string[], redactor: Redactor | undefined): string[] {
  const kept: string[] = []
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] ?? ''
    if (isForbidden(name)) continue
    kept.push(redactor?.text(name) ?? name, fieldText(raw[at + 1] ?? '', redactor))
  }
  return kept
}

/**
 * The value of a field as it goes on. Of `Trailer` it is what may come of that (RFC 9110 §6.6.2; servers of Go read no
 * trailers but announced ones), and of every other field what it was.
 *
 * @param lower the name of the field, lower-case
 * @param trailed whether trailers may follow
 * @returns undefined when nothing of it goes on
 */
export function carriedValue(lower: string, value: string, trailed: boolean): string | undefined {
  if (lower !== 'trailer') return value
  if (!trailed) return undefined
  const names = value.split(',').map((name) => name.trim())
  return names.filter((name) => name !== '' && !isForbidden(name)).join(', ') || undefined
}

/** Whether what comes after the body of an answer in HTTP/1.1 can reach the client: only after chunks. */
export function mayTrail(
  { method, httpVersion }: Pick<http.IncomingMessage, 'method' | 'httpVersion'>,
  { status, fields }: AnswerHead,
): boolean {
  if (httpVersion !== '1.1' || method === 'HEAD' || status === 204 || status === 304) return false
  const codings = fieldValues(fields, 'transfer-encoding').join(',').trim()
  return /^chunked$/i.test(codings) && fieldValues(fields, 'content-length').length === 0
}

/** Pairs, as Node's HTTP/1.1 takes trailers. */
export function trailerPairs(raw: readonly string[]): [string, string][] {
  const pairs: [string, string][] = []
  for (let at = 0; at < raw.length; at += 2) pairs.push([raw[at] ?? '', raw[at + 1] ?? ''])
  return pairs
}

function isForbidden(name: string): boolean {
  return name.startsWith(':') || notInTrailers.has(name.toLowerCase()) || isOverride(name)
}

import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/**
 * AWS Signature Version 4, as its clients and its servers compute it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */

export const ALGORITHM = 'AWS4-HMAC-SHA256'

/** What a signature is about, besides the request. */
export interface Scope {
  /** `YYYYMMDD'T'HHMMSS'Z'` */
  time: string
  /** `DATE/REGION/SERVICE` */
  scope: string
}

/** A request as it is signed. */
export interface Signable {
  method: string
  /** As it is sent. */
  path: string
  /** Names and values as they are sent, still encoded, without the signature itself. */
  query: readonly (readonly [name: string, value: string])[]
  /** Names in lower case, without Host. */
  headers: ReadonlyMap<string, readonly string[]>
  host: string
  signedHeaders: readonly string[]
  /** Hexadecimal, or one of the words that stand for a payload that is not signed. */
  payload: string
}

/** How a client makes the path canonical. S3 takes it as it is; all others encode it once more; some tidy it first. */
export type PathStyle = 'plain' | 'encoded' | 'tidied'
export const pathStyles: readonly PathStyle[] = ['plain', 'encoded', 'tidied']

/** The signature of a request, hexadecimal. */
export function sign(key: Buffer, request: Signable, scope: Scope, style: PathStyle): string {
  const text = [
    ALGORITHM,
    scope.time,
    `${scope.scope}/aws4_request`,
    sha256(canonicalRequest(request, style)),
  ].join('\n')
  return createHmac('sha256', key).update(text).digest('hex')
}

/**
 * The signature of one chunk of a body, hexadecimal.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 *
 * @param before that of the chunk before, or of the head
 */
export function signChunk(key: Buffer, scope: Scope, before: string, data: Buffer): string {
  return signNext(key, `${ALGORITHM}-PAYLOAD`, scope, before, [EMPTY, sha256(data)])
}

/**
 * The signature of the trailers of such a body.
 *
 * @param trailers `NAME:VALUE` and a line feed each, names in lower case
 */
export function signTrailers(key: Buffer, scope: Scope, before: string, trailers: string): string {
  return signNext(key, `${ALGORITHM}-TRAILER`, scope, before, [sha256(trailers)])
}

function signNext(
  key: Buffer,
  algorithm: string,
  { time, scope }: Scope,
  before: string,
  digests: readonly string[],
): string {
  const text = [algorithm, time, `${scope}/aws4_request`, before, ...digests].join('\n')
  return createHmac('sha256', key).update(text).digest('hex')
}

/** Takes as long for what is nearly right as for what is all wrong. */
export function isSameSignature(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** The text that is signed by its digest. */
export function canonicalRequest(request: Signable, style: PathStyle): string {
  const names = request.signedHeaders
  return [
    request.method,
    canonicalPath(request.path, style),
    canonicalQuery(request.query),
    ...names.map((name) => `${name}:${headerValue(request, name)}`),
    '',
    names.join(';'),
    request.payload,
  ].join('\n')
}

function headerValue({ headers, host }: Signable, name: string): string {
  if (name === 'host') return host
  const values = headers.get(name) ?? []
  return values.map((value) => value.trim().replace(/ +/g, ' ')).join(',')
}

function canonicalPath(path: string, style: PathStyle): string {
  if (style === 'plain') return path
  const tidy = style === 'tidied' ? tidied(path) : path
  return tidy.split('/').map(encode).join('/')
}

function tidied(path: string): string {
  const kept: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') kept.pop()
    else if (part !== '' && part !== '.') kept.push(part)
  }
  const end = path.endsWith('/') && kept.length > 0 ? '/' : ''
  return `/${kept.join('/')}${end}`
}

function canonicalQuery(query: Signable['query']): string {
  return query
    .map(([name, value]) => [recoded(name), recoded(value)] as const)
    .sort((one, other) => compare(one[0], other[0]) || compare(one[1], other[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function recoded(text: string): string {
  try {
    return encode(decodeURIComponent(text))
  } catch {
    return encode(text)
  }
}

/** Everything but A-Z a-z 0-9 - . _ ~ by its bytes in UTF-8. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}

const EMPTY = sha256('')

import http from 'node:http'
import { type CanonicalHost, canonicalAuthority, formatAuthority } from '../../../policy/host.ts'
import { canonicalPath } from '../../../policy/path.ts'
import type { Guard } from '../refusal.ts'
import { fieldValues } from './raw-fields.ts'

/** Where a request came in, and so what its host has to be. */
export type Place =
  /** The HTTP proxy: every request names its host itself. */
  | { kind: 'forward' }
  /** Where a server would be: the transparent ports, and the inside of a tunnel. */
  | {
      kind: 'origin'
      scheme: 'http' | 'https'
      port: number
      /** What CONNECT or SNI said; absent on the transparent port 80, where Host alone says it. */
      host?: CanonicalHost
    }

/** One request, with its one host. */
export interface RequestHead {
  method: string
  scheme: 'http' | 'https'
  host: CanonicalHost
  port: number
  /** The target in origin form as it was sent, without the query. */
  rawPath: string
  /** The path that is judged; undefined when it has no one reading. */
  path: string | undefined
  /** From the question mark on; empty without one. */
  query: string
  /** Names and values in turn, without those that concern this connection alone, and without Host. */
  headers: string[]
  /** How the body is delimited; the parser has judged the values. */
  body: { kind: 'none' } | { kind: 'length'; bytes: number } | { kind: 'chunked' }
  upgrade: string | undefined
  /** The client waits with its body until it is told to go on (RFC 9110 §10.1.1). */
  expectsContinue: boolean
  /** The client takes trailers (RFC 9110 §10.1.4). */
  takesTrailers: boolean
}

export type Reading =
  | { ok: true; head: RequestHead }
  | { ok: false; guard: Guard; reason: string; resource: string }

/** What a parser has taken apart. */
export type Incoming = Pick<
  http.IncomingMessage,
  'method' | 'url' | 'httpVersion' | 'rawHeaders'
> & {
  /** HTTP/2's own way of naming the host. */
  authority?: string
  /** In HTTP/2: whether a body may follow. It needs no framing there. */
  mayStream?: boolean
}

/** Headers of one connection (RFC 9110 §7.6.1), and those that speak to a proxy. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authorization',
  'proxy-authenticate',
  'proxy_authorization',
  'te',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
])

/** What `Connection` must not strip: it would change what the request is, or leave it without what was judged. */
const notForStripping = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'content-type',
  'content-encoding',
  'authorization',
  'cookie',
  'expect',
])

/** Methods that echo a request back, with the secret in it, or that belong to a proxy alone. */
const refusedMethods = new Set(['TRACE', 'TRACK', 'CONNECT', 'PRI'])
const carriedMethods: ReadonlySet<string> = new Set(http.METHODS)

/**
 * Reads what Node's strict parser has taken apart, and refuses what could still be understood in two ways. Nothing of
 * the client's bytes is sent on as it stands: the upstream receives a head that is written anew from this reading.
 */
export function readRequestHead(request: Incoming, place: Place): Reading {
  const method = request.method ?? ''
  const target = request.url ?? ''
  const fields = new Fields(request.rawHeaders)
  const asked = request.authority ?? fields.values('host')[0] ?? ''
  const refuse = (guard: Guard, reason: string, resource = asked || target): Reading => ({
    ok: false,
    guard,
    reason,
    resource: resource.slice(0, 256),
  })

  const versions = request.mayStream === undefined ? ['1.1', '1.0'] : ['2.0']
  if (!versions.includes(request.httpVersion))
    return refuse('malformed', `Only HTTP/${versions.join(' and HTTP/')} is carried here.`)
  // The parser of HTTP/1.1 knows its methods; what comes in HTTP/2 may be any word, of any length.
  if (refusedMethods.has(method) || !carriedMethods.has(method))
    return refuse('method', `${method.slice(0, 32)} is not carried.`)
  const hosts = fields.values('host')
  if (hosts.length > 1) return refuse('malformed', 'The request has more than one Host.')
  if (hosts.length === 0 && request.authority === undefined && request.httpVersion !== '1.0')
    return refuse('malformed', 'The request names no host (RFC 9112 §3.2, RFC 9113 §8.3.1).')

  const located = locate(target, { ...request, hostField: hosts[0] }, place)
  if (!located.ok) return refuse(located.guard, located.reason)
  const { scheme, host, port, origin } = located
  const resource = formatAuthority(host, port)

  const body = readFraming(fields, request)
  if (typeof body === 'string') return refuse('malformed', body, resource)
  const connection = fields.list('connection')
  const stripped = connection.find((name) => notForStripping.has(name))
  if (stripped !== undefined)
    return refuse('malformed', `Connection must not name ${stripped}.`, resource)
  if (origin.includes('#'))
    return refuse('malformed', 'The request target holds a fragment.', resource)

  const question = origin.indexOf('?')
  const rawPath = question < 0 ? origin : origin.slice(0, question)
  const dropped = new Set([...hopByHop, ...connection, 'host'])
  // In HTTP/1.0 it means nothing, and there is no interim answer to it.
  const old = request.httpVersion === '1.0'
  if (old) dropped.add('expect')
  return {
    ok: true,
    head: {
      method,
      scheme,
      host,
      port,
      rawPath,
      path: canonicalPath(rawPath),
      query: question < 0 ? '' : origin.slice(question),
      headers: fields.without(dropped),
      body,
      upgrade: connection.includes('upgrade') ? fields.values('upgrade').join(', ') : undefined,
      expectsContinue: !old && fields.values('expect').length > 0,
      takesTrailers: fields.list('te').includes('trailers'),
    },
  }
}

type Located =
  | { ok: true; scheme: 'http' | 'https'; host: CanonicalHost; port: number; origin: string }
  | { ok: false; guard: Guard; reason: string }

/** The one host of a request: what the target, Host and the connection say, as long as they say the same. */
function locate(
  target: string,
  said: { authority?: string; hostField: string | undefined },
  place: Place,
): Located {
  const absolute = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(target)
  if (absolute === null && !target.startsWith('/'))
    return {
      ok: false,
      guard: 'malformed',
      reason: 'The request target is not one that is carried.',
    }
  if (absolute === null && place.kind === 'forward')
    return {
      ok: false,
      guard: 'malformed',
      reason: 'This is an HTTP proxy: it expects CONNECT or an absolute URL.',
    }

  const [, schemeText, authorityText, rest] = absolute ?? []
  const scheme = schemeText?.toLowerCase() ?? (place.kind === 'origin' ? place.scheme : 'http')
  if (scheme !== 'http' && scheme !== 'https')
    return {
      ok: false,
      guard: 'malformed',
      reason: `URLs of the scheme ${scheme} are not carried.`,
    }
  if (place.kind === 'forward' && scheme === 'https')
    return { ok: false, guard: 'malformed', reason: 'HTTPS goes through CONNECT.' }
  if (place.kind === 'origin' && scheme !== place.scheme)
    return {
      ok: false,
      guard: 'hostMismatch',
      reason: `The URL says ${scheme}, the connection is ${place.scheme}.`,
    }

  const defaultPort = scheme === 'https' ? 443 : 80
  const claims: { from: string; host: CanonicalHost; port: number | undefined }[] = []
  const named: [string, string | undefined][] = [
    ['the URL', authorityText],
    [':authority', said.authority],
    ['Host', said.hostField],
  ]
  for (const [from, text] of named) {
    if (text === undefined) continue
    const authority = canonicalAuthority(text, 0)
    if (authority === undefined)
      return {
        ok: false,
        guard: 'authority',
        reason: `What ${from} names is not one host with a port.`,
      }
    claims.push({ from, host: authority.host, port: authority.port || undefined })
  }
  if (place.kind === 'origin' && place.host !== undefined)
    claims.unshift({ from: 'the connection', host: place.host, port: place.port })
  const [first] = claims
  if (first === undefined)
    return { ok: false, guard: 'authority', reason: 'The request names no host.' }

  // Inside a tunnel the port is that of the tunnel, and clients leave it out of Host; elsewhere the scheme's.
  const port = place.kind === 'origin' ? place.port : (first.port ?? defaultPort)
  for (const { from, host, port: claimed } of claims) {
    const stated = claimed ?? (place.kind === 'origin' ? port : defaultPort)
    if (host !== first.host || stated !== port)
      return {
        ok: false,
        guard: 'hostMismatch',
        reason: `The request has two hosts: ${first.from} says ${formatAuthority(first.host, port)}, ${from} says ${formatAuthority(host, stated)}.`,
      }
  }
  const origin = absolute === null ? target : rest?.startsWith('/') ? rest : `/${rest ?? ''}`
  return { ok: true, scheme, host: first.host, port, origin }
}

/** How the body ends, or why that cannot be said with certainty (RFC 9112 §6). */
function readFraming(
  fields: Fields,
  { httpVersion, mayStream = false }: Incoming,
): RequestHead['body'] | string {
  const lengths = fields.values('content-length')
  const encodings = fields.values('transfer-encoding')
  if (encodings.length > 0) {
    if (httpVersion !== '1.1') return 'Transfer-Encoding in HTTP/1.0 has no one reading.'
    if (lengths.length > 0) return 'The body has a length and is chunked: it has no one end.'
    if (encodings.length > 1 || encodings[0]?.trim().toLowerCase() !== 'chunked')
      return 'Only the transfer coding "chunked" is carried.'
    return { kind: 'chunked' }
  }
  if (lengths.length === 0) return mayStream ? { kind: 'chunked' } : { kind: 'none' }
  const [length] = lengths
  if (lengths.length > 1 || length === undefined || !/^[0-9]{1,15}$/.test(length))
    return 'The body has no one length.'
  return { kind: 'length', bytes: Number(length) }
}

/** Raw header fields: names and values in turn, in the order they came. */
class Fields {
  readonly #raw: readonly string[]
  constructor(raw: readonly string[]) {
    this.#raw = raw
  }
  /** Every value of a name (lower-case), in order. */
  values(name: string): string[] {
    return fieldValues(this.#raw, name)
  }
  /** The members of a comma-separated field, lower-case. */
  list(name: string): string[] {
    return this.values(name)
      .join(',')
      .split(',')
      .map((member) => member.trim().toLowerCase())
      .filter((member) => member !== '')
  }
  without(names: ReadonlySet<string>): string[] {
    const kept: string[] = []
    for (let at = 0; at < this.#raw.length; at += 2) {
      const name = this.#raw[at] ?? ''
      if (!names.has(name.toLowerCase())) kept.push(name, this.#raw[at + 1] ?? '')
    }
    return kept
  }
}

import { createHash } from 'node:crypto'
import http from 'node:http'
import type net from 'node:net'
import type { Duplex, Transform } from 'node:stream'
import { type CanonicalHost, formatAuthority } from '../../../policy/host.ts'
import type { CredentialExchange } from '../../broker/exchange.ts'
import { type AddressGuard, admitAddresses, admitHost, stillAdmitted } from '../admission.ts'
import { type Governed, graver, withoutLeases } from '../governed.ts'
import { bindsBody, swapBody } from '../leases/bound-body.ts'
import { LeaseFound, LeaseScan } from '../leases/lease-scan.ts'
import type { Redactor, SentSecrets } from '../leases/redact.ts'
import { LeaseSwapper, refusalOf, swapHead } from '../leases/swap-leases.ts'
import type { Limits } from '../limits.ts'
import { answerRefusal, type Guard, guardRefusal, type Refusal, refusalBytes } from '../refusal.ts'
import { relay } from '../tunnel/relay.ts'
import {
  type Route,
  UpstreamAgent,
  UpstreamFailure,
  type UpstreamOptions,
} from '../upstream/upstream.ts'
import { type Place, type RequestHead, readRequestHead } from './request-head.ts'
import { answerHead, decoders, fieldText } from './response-head.ts'

export interface FrontOptions {
  exchange: CredentialExchange
  guard: AddressGuard
  upstream: UpstreamOptions
  limits: Limits
  sent: SentSecrets
  /** Where a CONNECT goes on. Not answered yet; what the client sent ahead is back in the socket. */
  onConnect: (governed: Governed, request: http.IncomingMessage, socket: net.Socket) => void
}

/** A client connection on which HTTP is spoken. */
interface Session {
  governed: Governed
  place: Place
  agent: UpstreamAgent
  /** Requests that are not answered yet. */
  active: number
  /** What came after them was not HTTP: they are answered, and nothing more is read. */
  broken: boolean
}

/** A request that was let pass, on its way. */
interface Passage {
  session: Session
  head: RequestHead
  request: http.IncomingMessage
  response: http.ServerResponse
  route: Route
  headers: string[]
  target: string
  /** A body that was read whole; else the request streams. */
  body: Buffer | undefined
  auditId: string
  /** Present for an upgrade: the client's connection, which is no longer HTTP. */
  upgraded: net.Socket | undefined
}

/** The slowest check of connections for their time limits. */
const CHECK_MILLISECONDS = 2_000
/** How long a client that is still sending after its answer is listened to, so that it can read that answer. */
const LINGER_MILLISECONDS = 2_000

/**
 * Everything that is HTTP: the proxy's own port, the transparent port 80, and the inside of intercepted tunnels. One
 * path for every request, so that no way in is judged differently from another:
 * read → host → method and path → leases → addresses → record → send.
 */
export class HttpFront {
  readonly #options: FrontOptions
  readonly #server: http.Server
  readonly #sessions = new WeakMap<object, Session>()

  constructor(options: FrontOptions) {
    this.#options = options
    const { limits } = options
    this.#server = http.createServer({
      insecureHTTPParser: false,
      requireHostHeader: false,
      maxHeaderSize: limits.headBytes,
      headersTimeout: limits.handshakeMilliseconds,
      requestTimeout: 0,
      keepAliveTimeout: limits.keepAliveMilliseconds,
      connectionsCheckingInterval: Math.min(CHECK_MILLISECONDS, limits.handshakeMilliseconds),
    })
    this.#server.timeout = limits.idleMilliseconds
    // Connections are handed to this server, it has no port. Its watch over slow heads begins with this event.
    this.#server.emit('listening')
    this.#server.on('request', (request, response) => this.#handle(request, response))
    this.#server.on('checkContinue', (request, response) => this.#handle(request, response))
    this.#server.on('checkExpectation', (request, response) => this.#handle(request, response))
    this.#server.on('connect', (request, socket, ahead) => this.#connect(request, socket, ahead))
    this.#server.on('upgrade', (request, socket, ahead) => this.#upgrade(request, socket, ahead))
    this.#server.on('clientError', (error, socket) => this.#clientError(error, socket))
  }

  /** Speaks HTTP on a connection from now on. */
  accept(socket: net.Socket, governed: Governed, place: Place): void {
    const agent = new UpstreamAgent(this.#options.upstream)
    const session: Session = { governed, place, agent, active: 0, broken: false }
    this.#sessions.set(socket, session)
    socket.once('close', () => agent.destroy())
    if (place.kind === 'origin')
      agent.on('free', (upstream: net.Socket) => {
        upstream.once('close', () => {
          if (session.active === 0) socket.end()
        })
      })
    this.#server.emit('connection', socket)
  }

  close(): void {
    this.#server.closeAllConnections()
    // Stops the timer that checks connections; it never listened itself.
    this.#server.close()
  }

  #session(request: http.IncomingMessage): Session {
    const session = this.#sessions.get(request.socket)
    if (session === undefined) throw new Error('A request on a connection that was not accepted.')
    return session
  }

  #handle(request: http.IncomingMessage, response: http.ServerResponse): void {
    const session = this.#session(request)
    this.#count(session, request, response)
    this.#answer(session, request, response, undefined).catch((error) =>
      this.#failed(session, request, response, error),
    )
  }

  #count(session: Session, { socket }: http.IncomingMessage, response: http.ServerResponse): void {
    session.active += 1
    response.once('close', () => {
      session.active -= 1
      if (session.broken && session.active === 0) endAndLinger(socket)
    })
  }

  /** Something that nobody foresaw: nothing goes on, and the person at the agent learns that it is not their fault. */
  #failed(
    { governed }: Session,
    request: http.IncomingMessage,
    response: http.ServerResponse,
    error: unknown,
  ): void {
    const reason = `The proxy failed: ${error instanceof Error ? error.name : 'unknown'}.`
    request.resume()
    answerRefusal(response, guardRefusal('failure', governed.decisions.name, reason), false)
  }

  async #answer(
    session: Session,
    request: http.IncomingMessage,
    response: http.ServerResponse,
    upgraded: net.Socket | undefined,
  ): Promise<void> {
    const judged = await this.#judge(session, request, response, upgraded)
    if (judged.ok) this.#send(judged.passage, true)
    else if (judged.refusal !== undefined) refuse(request, response, judged.refusal)
  }

  async #judge(
    session: Session,
    request: http.IncomingMessage,
    response: http.ServerResponse,
    upgraded: net.Socket | undefined,
  ): Promise<{ ok: true; passage: Passage } | { ok: false; refusal?: Refusal }> {
    const { governed, place } = session
    const { decisions } = governed
    const reading = readRequestHead(request, place)
    if (!reading.ok) {
      const about = { action: 'request', resource: reading.resource } as const
      return { ok: false, refusal: await governed.refuseBy(reading.guard, about, reading.reason) }
    }
    const { head } = reading
    const { host, port } = head
    const resource = formatAuthority(host, port)
    const details: Record<string, string> = {
      method: head.method,
      path: withoutLeases(head.rawPath).slice(0, 200),
      way: wayOf(place),
    }
    const entry = { action: 'request', resource, details } as const
    const by = async (guard: Guard, reason: string) =>
      ({ ok: false, refusal: await governed.refuseBy(guard, entry, reason) }) as const

    if (head.upgrade !== undefined && !acceptable(head, upgraded))
      return by('upgrade', 'Only upgrades to WebSocket are carried.')
    if (request.headers.expect !== undefined && !/^100-continue$/i.test(request.headers.expect))
      return by('malformed', 'Only the expectation "100-continue" is carried.')

    const admitted = await admitHost(governed, host, port, entry)
    if (!admitted.ok) return admitted
    let verdict = admitted.decision
    const opened = decisions.intercepts(host, port)
    if (opened) {
      if (head.path === undefined)
        return by(
          'path',
          `The path of this request has no one reading, and ${host} is judged by path or holds a credential.`,
        )
      const rule = decisions.request(host, port, head.method, head.path)
      if (rule.decision === 'blocked')
        return { ok: false, refusal: await governed.refuseByPolicy(entry, rule) }
      verdict = graver(verdict, rule)
    }

    const swapper = new LeaseSwapper(governed, this.#options.exchange, head)
    const swapped = await swapHead(head, swapper)
    if (!swapped.ok) return { ok: false, refusal: await governed.refuse(entry, swapped.refusal) }
    let body: Buffer | undefined
    if (bindsBody(governed, head)) {
      const whole = await this.#readWhole(request, response, head)
      if (whole === undefined)
        return by(
          'limits.boundBodyBytes',
          `A body that a credential is bound into may have ${this.#options.limits.boundBodyBytes} bytes.`,
        )
      try {
        body = await swapBody(whole, request.headers['content-type'] ?? '', swapper)
      } catch (error) {
        return { ok: false, refusal: await governed.refuse(entry, refusalOf(error)) }
      }
    }
    for (const { secret, lease, key } of swapper.sent) {
      this.#options.sent.remember(host, secret, lease)
      details.credential = key
    }

    const route: Route = {
      scheme: head.scheme,
      host,
      port,
      addresses: () => this.#addressesAgain(governed, host, port),
    }
    const kept = session.agent.keptAddress(route)
    if (kept === undefined || !stillAdmitted(governed, kept, host, port, this.#options.guard)) {
      const admission = await admitAddresses(
        governed,
        host,
        port,
        verdict,
        entry,
        this.#options.guard,
      )
      if (!admission.ok) return admission
      const { addresses } = admission
      verdict = admission.decision
      details.address = addresses.join(' ')
      let first = true
      route.addresses = async () => {
        if (!first) return this.#addressesAgain(governed, host, port)
        first = false
        return addresses
      }
    }

    const permit = await governed.permit({ ...entry, decision: verdict })
    if (!permit.ok) return permit
    if (response.destroyed || request.socket.destroyed || session.broken) {
      if (session.broken) response.destroy()
      return { ok: false }
    }
    const redactor = this.#options.sent.redactorFor(host)
    return {
      ok: true,
      passage: {
        session,
        head,
        request,
        response,
        route,
        headers: upstreamHeaders(head, swapped.headers, body, redactor !== undefined),
        target: (opened ? head.path : head.rawPath) + swapped.query,
        body,
        auditId: permit.auditId,
        upgraded,
      },
    }
  }

  /** The addresses for a connection that has to be opened after all: checked like any other, at the moment of dialling. */
  async #addressesAgain(governed: Governed, host: CanonicalHost, port: number): Promise<string[]> {
    const entry = { action: 'request' } as const
    const admitted = await admitHost(governed, host, port, entry)
    if (!admitted.ok) throw new RefusedAddress(admitted.refusal)
    const verdict = admitted.decision
    const admission = await admitAddresses(
      governed,
      host,
      port,
      verdict,
      entry,
      this.#options.guard,
    )
    if (admission.ok) return admission.addresses
    throw new RefusedAddress(admission.refusal)
  }

  async #readWhole(
    request: http.IncomingMessage,
    response: http.ServerResponse,
    { body }: RequestHead,
  ): Promise<Buffer | undefined> {
    const { boundBodyBytes } = this.#options.limits
    if (body.kind === 'length' && body.bytes > boundBodyBytes) return undefined
    if (request.headers.expect !== undefined) response.writeContinue()
    const chunks: Buffer[] = []
    let bytes = 0
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      bytes += chunk.length
      if (bytes > boundBodyBytes) return undefined
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  }

  #send(passage: Passage, mayRetry: boolean): void {
    const { session, head, request, response, route, body, upgraded } = passage
    const outgoing = http.request({
      agent: session.agent,
      route,
      host: head.host,
      method: head.method,
      path: passage.target,
      headers: passage.headers as unknown as http.OutgoingHttpHeaders,
      setHost: false,
      maxHeaderSize: this.#options.limits.headBytes,
      insecureHTTPParser: false,
    } as http.RequestOptions)
    let answered = false
    let refused = false
    response.once('close', () => {
      if (!response.writableFinished) outgoing.destroy()
    })
    outgoing.on('continue', () => {
      if (!response.headersSent && request.headers.expect !== undefined && body === undefined)
        response.writeContinue()
    })
    outgoing.on('response', (incoming) => {
      answered = true
      if (refused) return
      try {
        this.#answerWith(passage, incoming)
      } catch {
        this.#unfitAnswer(passage, incoming)
      }
    })
    outgoing.on('upgrade', (incoming, socket, ahead) => {
      answered = true
      try {
        this.#tunnel(passage, incoming, socket as net.Socket, ahead)
      } catch {
        socket.destroy()
        this.#unfitAnswer(passage, incoming)
      }
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      if (answered || refused) return
      const bodyless = head.body.kind === 'none' || body !== undefined
      if (mayRetry && outgoing.reusedSocket && bodyless && isIdempotent(head.method)) {
        this.#send(passage, false)
        return
      }
      refuse(request, response, this.#refusalFor(error, passage))
    })

    if (body !== undefined || head.body.kind === 'none') {
      outgoing.end(body)
      return
    }
    const scan = new LeaseScan()
    scan.on('error', (error) => {
      refused = true
      outgoing.destroy()
      this.#leaseInBody(passage, error)
    })
    request.once('close', () => {
      if (!request.complete) outgoing.destroy()
    })
    request.pipe(scan).pipe(outgoing)
    outgoing.once('close', () => {
      request.unpipe(scan)
      if (!refused && !request.complete) request.resume()
    })
    if (upgraded !== undefined) outgoing.destroy()
  }

  /** The body of a request that is on its way turned out to hold a lease: what was held back is never sent. */
  async #leaseInBody({ session, head, request, response }: Passage, error: Error): Promise<void> {
    const { governed } = session
    const entry = {
      action: 'request',
      resource: formatAuthority(head.host, head.port),
      details: { method: head.method, way: wayOf(session.place) },
    } as const
    const reason =
      error instanceof LeaseFound
        ? 'A lease stands in the body of the request, where the policy binds no credential.'
        : 'The body of the request could not be searched.'
    refuse(request, response, await governed.refuseBy('leaseElsewhere', entry, reason))
  }

  #refusalFor(error: Error, { session, auditId, head }: Passage): Refusal {
    if (error instanceof RefusedAddress) return error.refusal
    const { name } = session.governed.decisions
    const [guard, reason] =
      error instanceof UpstreamFailure
        ? ([error.timedOut ? 'timeout' : 'unreachable', error.message] as const)
        : (['unreachable', `${head.host} closed the connection before it answered.`] as const)
    return { ...guardRefusal(guard, name, reason), auditId }
  }

  #answerWith(passage: Passage, incoming: http.IncomingMessage): void {
    const { head, request, response, session } = passage
    const redactor = this.#options.sent.redactorFor(head.host)
    const stages = redactor === undefined ? [] : searchStages(redactor, incoming, head.method)
    if (stages === undefined) {
      incoming.destroy()
      const reason = `${head.host} answered in an encoding that cannot be searched for the secret it was sent.`
      const refusal = guardRefusal('unsearchable', session.governed.decisions.name, reason)
      refuse(request, response, { ...refusal, auditId: passage.auditId })
      return
    }
    const answer = answerHead(incoming, redactor, stages.length > 0)
    response.sendDate = false
    response.writeHead(answer.status, answer.message, answer.headers)
    if (incoming.complete && incoming.readableLength === 0 && stages.length === 0) {
      response.end()
    } else {
      response.flushHeaders()
      let last: NodeJS.ReadableStream = incoming
      const breakOff = () => {
        incoming.destroy()
        response.destroy()
      }
      for (const stage of stages) last = last.pipe(stage.on('error', breakOff))
      incoming.once('error', breakOff)
      incoming.once('aborted', breakOff)
      // Trailers have to be known before the end is written, and the end of the last stage is that moment.
      last.once('end', () => {
        addTrailers(incoming, response, redactor)
        response.end()
      })
      last.pipe(response, { end: false })
    }
    response.once('finish', () => lingerAfter(request))
  }

  /** The parser let something through that cannot be written again, such as the status 99. */
  #unfitAnswer(passage: Passage, incoming: http.IncomingMessage): void {
    incoming.destroy()
    const { request, response, head, session, auditId } = passage
    const reason = `${head.host} answered with what is not HTTP/1.1.`
    const refusal = guardRefusal('unreachable', session.governed.decisions.name, reason)
    refuse(request, response, { ...refusal, auditId })
  }

  #connect(request: http.IncomingMessage, socket: Duplex, ahead: Buffer): void {
    const session = this.#session(request)
    const client = socket as net.Socket
    if (ahead.length > 0) client.unshift(ahead)
    if (session.place.kind === 'forward') {
      this.#options.onConnect(session.governed, request, client)
      return
    }
    const { host = '' } = request.headers
    session.governed
      .refuseBy('method', { action: 'request', resource: host }, 'CONNECT is for the proxy port.')
      .then((refusal) => client.end(refusalBytes(refusal)))
  }

  #upgrade(request: http.IncomingMessage, socket: Duplex, ahead: Buffer): void {
    const session = this.#session(request)
    const client = socket as net.Socket
    if (ahead.length > 0) client.unshift(ahead)
    if (/^h2c$/i.test(request.headers.upgrade ?? '')) {
      this.#withoutUpgrade(session, request, client)
      return
    }
    const response = new http.ServerResponse(request)
    response.assignSocket(client)
    response.shouldKeepAlive = false
    response.once('finish', () => client.end())
    this.#count(session, request, response)
    this.#answer(session, request, response, client).catch((error) =>
      this.#failed(session, request, response, error),
    )
  }

  /**
   * An upgrade to HTTP/2 in the clear may be ignored by any server (RFC 9110 §7.8), and Java's client and `curl --http2`
   * offer it with every request. The request is read again without the offer.
   */
  #withoutUpgrade(
    { governed, place }: Session,
    request: http.IncomingMessage,
    client: net.Socket,
  ): void {
    const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`]
    for (let at = 0; at < request.rawHeaders.length; at += 2) {
      const name = request.rawHeaders[at] ?? ''
      if (!/^(connection|upgrade|http2-settings)$/i.test(name))
        lines.push(`${name}: ${request.rawHeaders[at + 1]}`)
    }
    client.unshift(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'))
    this.accept(client, governed, place)
  }

  /** Both ends have agreed to WebSocket: from here on it is bytes, between this client and this one host. */
  #tunnel(
    { head, request, response, upgraded, session, auditId }: Passage,
    incoming: http.IncomingMessage,
    upstream: net.Socket,
    ahead: Buffer,
  ): void {
    const key = request.headers['sec-websocket-key'] ?? ''
    if (upgraded === undefined || incoming.headers['sec-websocket-accept'] !== acceptOf(key)) {
      upstream.destroy()
      const reason = `${head.host} answered an upgrade in a way that no WebSocket server does.`
      const refusal = guardRefusal('unreachable', session.governed.decisions.name, reason)
      refuse(request, response, { ...refusal, auditId })
      return
    }
    const redactor = this.#options.sent.redactorFor(head.host)
    const { headers } = answerHead(incoming, redactor, false)
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: websocket']
    for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at]}: ${headers[at + 1]}`)
    response.detachSocket(upgraded)
    upgraded.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'))
    if (ahead.length > 0) upstream.unshift(ahead)
    upgraded.setTimeout(this.#options.limits.idleMilliseconds, () => upgraded.destroy())
    relay(upgraded, upstream, { inward: redactor?.stream() })
  }

  async #clientError(error: NodeJS.ErrnoException, socket: Duplex): Promise<void> {
    const client = socket as net.Socket
    const session = this.#sessions.get(client)
    const gone = error.code === 'ECONNRESET' || error.code === 'EPIPE' || !client.writable
    // A connection that was opened ahead of need and never used is no attack.
    const unused = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && client.bytesRead === 0
    if (session === undefined || gone || unused) {
      client.destroy()
      return
    }
    if (session.broken) return
    session.broken = true
    // After a request that ends the connection the client sent more, which nobody reads.
    if (error.code === 'HPE_CLOSED_CONNECTION') return
    const { governed, place } = session
    const [guard, reason] = clientErrors.get(error.code ?? '') ?? [
      'malformed' as const,
      `The request is not HTTP/1.1 (${error.code ?? 'unreadable'}).`,
    ]
    const resource =
      place.kind === 'origin' && place.host !== undefined
        ? formatAuthority(place.host, place.port)
        : '-'
    const about = { action: 'request', resource, details: { way: wayOf(place) } } as const
    const refusal = await governed.refuseBy(guard, about, reason)
    if (session.active === 0) endAndLinger(client, refusalBytes(refusal))
  }
}

const clientErrors = new Map<string, [Guard, string]>([
  ['HPE_HEADER_OVERFLOW', ['limits.headBytes', 'The head of the request is too long.']],
  [
    'ERR_HTTP_REQUEST_TIMEOUT',
    ['limits.handshakeMilliseconds', 'The head of the request came too slowly.'],
  ],
])

class RefusedAddress extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.decision.reason)
    this.refusal = refusal
  }
}

/** How the client came here, for the trail. */
function wayOf(place: Place): string {
  if (place.kind === 'forward') return 'proxy'
  return place.host === undefined ? 'transparent' : 'tunnel'
}

function refuse(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  refusal: Refusal,
): void {
  const read = request.complete
  if (!read) request.resume()
  answerRefusal(response, refusal, read && !('detached' in response) && response.shouldKeepAlive)
  response.once('finish', () => lingerAfter(request))
}

/** After its answer a client may finish what it is sending, but not for ever. */
function lingerAfter(request: http.IncomingMessage): void {
  if (request.complete) return
  request.unpipe()
  request.resume()
  const { socket } = request
  setTimeout(() => {
    if (!request.complete) socket.destroy()
  }, LINGER_MILLISECONDS).unref()
}

/** Ends a connection on which the client may still be sending, so that it can read what it was answered. */
function endAndLinger(client: net.Socket, last?: string): void {
  if (client.writable) client.end(last ?? '')
  client.resume()
  setTimeout(() => client.destroy(), LINGER_MILLISECONDS).unref()
}

/** Repeating it is the same as doing it once (RFC 9110 §9.2.2). */
function isIdempotent(method: string): boolean {
  return ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'].includes(method)
}

function acceptable(head: RequestHead, upgraded: net.Socket | undefined): boolean {
  return (
    upgraded !== undefined &&
    head.method === 'GET' &&
    head.body.kind === 'none' &&
    /^websocket$/i.test(head.upgrade ?? '')
  )
}

/** Sec-WebSocket-Accept for a key (RFC 6455 §4.2.2). */
function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
}

/** The head that goes to the upstream, written anew. */
function upstreamHeaders(
  head: RequestHead,
  swapped: readonly string[],
  body: Buffer | undefined,
  searched: boolean,
): string[] {
  const defaultPort = head.scheme === 'https' ? 443 : 80
  const authority = formatAuthority(head.host, head.port)
  const host =
    head.port === defaultPort ? authority.slice(0, authority.lastIndexOf(':')) : authority
  const headers = ['Host', host]
  for (let at = 0; at < swapped.length; at += 2) {
    const name = swapped[at] ?? ''
    const lower = name.toLowerCase()
    if (body !== undefined && (lower === 'content-length' || lower === 'expect')) continue
    // Parts and compressed forms of an answer could carry a secret past the search.
    if (searched && searchBreaking.has(lower)) continue
    headers.push(name, swapped[at + 1] ?? '')
  }
  if (searched) headers.push('Accept-Encoding', 'identity')
  if (body !== undefined) headers.push('Content-Length', String(body.length))
  else if (head.body.kind === 'chunked') headers.push('Transfer-Encoding', 'chunked')
  if (head.upgrade === undefined) headers.push('Connection', 'keep-alive')
  else headers.push('Connection', 'Upgrade', 'Upgrade', head.upgrade)
  return headers
}

const searchBreaking = new Set([
  'accept-encoding',
  'range',
  'if-range',
  'sec-websocket-extensions',
  'a-im',
])

/** What an answer passes through so that no secret comes back; undefined when it cannot be searched. */
function searchStages(
  redactor: Redactor,
  incoming: http.IncomingMessage,
  method: string,
): Transform[] | undefined {
  const status = incoming.statusCode ?? 0
  if (method === 'HEAD' || status === 204 || status === 304) return []
  const decoding = decoders(incoming.headers['content-encoding'])
  return decoding === undefined ? undefined : [...decoding, redactor.stream()]
}

function addTrailers(
  incoming: http.IncomingMessage,
  response: http.ServerResponse,
  redactor: Redactor | undefined,
): void {
  const { rawTrailers } = incoming
  if (rawTrailers.length === 0) return
  const trailers: [string, string][] = []
  for (let at = 0; at < rawTrailers.length; at += 2) {
    trailers.push([rawTrailers[at] ?? '', fieldText(rawTrailers[at + 1] ?? '', redactor)])
  }
  response.addTrailers(trailers)
}

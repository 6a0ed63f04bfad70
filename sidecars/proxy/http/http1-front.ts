import http from 'node:http'
import type net from 'node:net'
import type { Duplex } from 'node:stream'
import { formatAuthority } from '../../../policy/host.ts'
import type { Governed } from '../governed.ts'
import type { Limits } from '../limits.ts'
import { answerRefusal, type Guard, guardRefusal, refusalBytes } from '../refusal.ts'
import { UpstreamAgent } from '../upstream/http1-agent.ts'
import type { UpstreamOptions } from '../upstream/open.ts'
import { endAndLinger, isEnding, refuse } from './endings.ts'
import type { Http1Forward } from './http1-forward.ts'
import type { RequestJudge } from './judge.ts'
import { type Place, type Reading, type RequestHead, readRequestHead } from './request-head.ts'
import { type Session, wayOf } from './session.ts'
import type { Unheld, WholeBodies } from './whole-body.ts'

export interface Http1FrontOptions {
  judge: RequestJudge
  forward: Http1Forward
  upstream: UpstreamOptions
  limits: Limits
  bodies: WholeBodies
  /** Where a CONNECT goes on. Not answered yet; what the client sent ahead is back in the socket. */
  onConnect: (governed: Governed, request: http.IncomingMessage, socket: net.Socket) => void
}

/** A client connection on which HTTP/1.1 is spoken. */
interface Http1Session extends Session {
  /** Made for the first request: most connections to the proxy's own port never make one, but a tunnel. */
  agent?: UpstreamAgent
  /** Answers that are still to be given. */
  readonly open: Set<http.ServerResponse>
  /** What came after them was not HTTP: they are answered, and nothing more is read. */
  broken: boolean
  latest?: Latest
}

/** The request that came last: the one whose body is still being read, if any is. */
interface Latest {
  request: http.IncomingMessage
  response: http.ServerResponse
  /** Ends what of it is on its way. */
  breakOff?: () => void
}

/** The slowest check of connections for their time limits. */
const CHECK_MILLISECONDS = 2_000

/** HTTP/1.1: on the proxy's own port, on the transparent port 80, and inside of intercepted tunnels. */
export class Http1Front {
  readonly #options: Http1FrontOptions
  readonly #server: http.Server
  readonly #sessions = new WeakMap<object, Http1Session>()

  constructor(options: Http1FrontOptions) {
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

  /**
   * Speaks HTTP/1.1 on a connection from now on.
   *
   * @param ready a connection to the one host of the place that is open already
   */
  accept(socket: net.Socket, governed: Governed, place: Place, ready?: net.Socket): void {
    const session: Http1Session = { governed, place, open: new Set(), broken: false }
    this.#sessions.set(socket, session)
    // Of several answers that wait Node tells only the first one that nobody is left to hear it.
    socket.once('close', () => {
      for (const response of session.open) response.destroy().emit('close')
    })
    if (ready !== undefined) this.#agentOf(session, socket).adopt(ready)
    this.#server.emit('connection', socket)
    // What was read ahead goes to the parser before anything new.
    socket.resume()
  }

  #agentOf(session: Http1Session, socket: net.Socket): UpstreamAgent {
    if (session.agent !== undefined) return session.agent
    const agent = new UpstreamAgent(this.#options.upstream)
    session.agent = agent
    socket.once('close', () => agent.destroy())
    if (session.place.kind === 'origin') {
      // A kept connection is free again after each request, and is watched once.
      const watched = new WeakSet<net.Socket>()
      agent.on('free', (upstream: net.Socket) => {
        if (watched.has(upstream)) return
        watched.add(upstream)
        upstream.once('close', () => {
          if (session.open.size === 0) socket.end()
        })
      })
    }
    return agent
  }

  close(): void {
    this.#server.closeAllConnections()
    // Stops the timer that checks connections; it never listened itself.
    this.#server.close()
  }

  #session(request: http.IncomingMessage): Http1Session {
    const session = this.#sessions.get(request.socket)
    if (session === undefined) throw new Error('A request on a connection that was not accepted.')
    return session
  }

  #handle(
    request: http.IncomingMessage,
    response: http.ServerResponse,
    upgraded?: net.Socket,
  ): void {
    const session = this.#session(request)
    const { socket } = request
    if (session.broken || isEnding(socket)) {
      request.resume()
      return
    }
    if (session.open.size === this.#options.limits.pipelinedRequests) {
      this.#tooMany(session, socket)
      return
    }
    const latest: Latest = { request, response }
    session.latest = latest
    session.open.add(response)
    response.once('close', () => {
      session.open.delete(response)
      if (session.broken && session.open.size === 0) endAndLinger(socket)
    })
    this.#answer(session, latest, upgraded).catch((error) => {
      // Something that nobody foresaw: nothing goes on, and the person at the agent learns that it is not their fault.
      const reason = `The proxy failed: ${error instanceof Error ? error.name : 'unknown'}.`
      request.resume()
      const refusal = guardRefusal('failure', session.governed.decisions.name, reason)
      answerRefusal(response, refusal, false)
    })
  }

  async #answer(
    session: Http1Session,
    latest: Latest,
    upgraded: net.Socket | undefined,
  ): Promise<void> {
    const { request, response } = latest
    const { judge, forward, limits } = this.#options
    const agent = this.#agentOf(session, request.socket)
    const judged = await judge.judge({
      session,
      reading: readHead(request, session, limits),
      expect: request.headers.expect,
      contentType: request.headers['content-type'] ?? '',
      readWhole: (head) => this.#readBody(session, request, response, head),
      trailers: () => request.rawTrailers,
      gone: () => response.destroyed || request.socket.destroyed || session.broken,
      keptAddress: (head) => agent.keptAddress(head),
      dropKept: (head) => agent.drop(head),
    })
    const whenBroken = (breakOff: () => void) => {
      latest.breakOff = breakOff
    }
    if (judged.ok)
      forward.send({ cleared: judged.cleared, agent, request, response, upgraded, whenBroken })
    else if (judged.refusal !== undefined) refuse(request, response, judged.refusal)
    // One that broke within its body is answered where that was noticed.
    else if (request.complete || !session.broken) response.destroy()
  }

  /** Each costs a verdict, an event and memory, and Node reads them as fast as they come. */
  #tooMany(session: Http1Session, socket: net.Socket): void {
    const { pipelinedRequests } = this.#options.limits
    const reason = `The client sent more than ${pipelinedRequests} requests without waiting for an answer.`
    breakOff(session, socket, 'limits.pipelinedRequests', reason)
  }

  /** The body of a request, whose sender may wait to be told that it is wanted. */
  async #readBody(
    { governed }: Session,
    request: http.IncomingMessage,
    response: http.ServerResponse,
    { body, expectsContinue }: RequestHead,
  ): Promise<Buffer | Unheld> {
    const { bodies, limits } = this.#options
    if (body.kind === 'length' && body.bytes > limits.boundBodyBytes) return 'long'
    if (expectsContinue) response.writeContinue()
    return bodies.read(governed, request, response)
  }

  #connect(request: http.IncomingMessage, socket: Duplex, ahead: Buffer): void {
    const session = this.#session(request)
    const client = socket as net.Socket
    if (!leavesHttp(session, client, ahead)) return
    if (session.place.kind === 'forward') {
      this.#options.onConnect(session.governed, request, client)
      return
    }
    const { host = '' } = request.headers
    session.governed
      .refuseBy('method', { action: 'request', resource: host }, 'CONNECT is for the proxy port.')
      .then((refusal) => endAndLinger(client, refusalBytes(refusal)))
  }

  #upgrade(request: http.IncomingMessage, socket: Duplex, ahead: Buffer): void {
    const session = this.#session(request)
    const client = socket as net.Socket
    if (!leavesHttp(session, client, ahead)) return
    if (/^h2c$/i.test(request.headers.upgrade ?? '')) {
      this.#withoutUpgrade(request, client)
      return
    }
    const response = new http.ServerResponse(request)
    response.assignSocket(client)
    response.shouldKeepAlive = false
    // Nobody reads the connection any more, so nobody would notice that the client has left.
    response.once('finish', () => endAndLinger(client))
    this.#handle(request, response, client)
  }

  /**
   * An upgrade to HTTP/2 in the clear may be ignored by any server (RFC 9110 §7.8), and Java's client and `curl --http2`
   * offer it with every request. The request is read again without the offer.
   */
  #withoutUpgrade(request: http.IncomingMessage, client: net.Socket): void {
    const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`]
    for (let at = 0; at < request.rawHeaders.length; at += 2) {
      const name = request.rawHeaders[at] ?? ''
      if (!/^(connection|upgrade|http2-settings)$/i.test(name))
        lines.push(`${name}: ${request.rawHeaders[at + 1]}`)
    }
    client.unshift(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'))
    this.#server.emit('connection', client)
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
    const unread = session.latest?.request.complete === false ? session.latest : undefined
    unread?.breakOff?.()
    // A client that leaves within its body is no attack; nobody is there to answer.
    if (unread !== undefined && error.code === 'HPE_INVALID_EOF_STATE') {
      client.destroy()
      return
    }
    const [guard, reason] = clientErrors.get(error.code ?? '') ?? [
      'malformed' as const,
      `The request is not HTTP/1.1 (${error.code ?? 'unreadable'}).`,
    ]
    const refusal = await session.governed.refuseBy(guard, entryOf(session), reason)
    if (unread === undefined) {
      if (session.open.size === 0) endAndLinger(client, refusalBytes(refusal))
    } else if (!unread.response.headersSent) refuse(unread.request, unread.response, refusal)
    // It has its one answer, or a part of it that must not look like the whole.
    else if (unread.response.writableFinished) endAndLinger(client)
    else client.destroy()
  }
}

/** Node can neither answer it in its turn nor wait with it: it would throw, or answer nothing ever after. */
const TOO_EARLY = 'Another protocol is asked for before all requests were answered.'

/**
 * Whether another protocol may begin on a connection now, with what the client sent ahead back in the socket. If not,
 * the connection is ended.
 */
function leavesHttp(session: Http1Session, socket: net.Socket, ahead: Buffer): boolean {
  if (isEnding(socket)) endAndLinger(socket)
  else if (session.open.size > 0) breakOff(session, socket, 'malformed', TOO_EARLY)
  else {
    if (ahead.length > 0) socket.unshift(ahead)
    return true
  }
  return false
}

/** Ends a connection at once; answers that are on their way are lost. */
function breakOff(session: Http1Session, socket: net.Socket, guard: Guard, reason: string): void {
  session.broken = true
  void session.governed.refuseBy(guard, entryOf(session), reason)
  socket.destroy()
}

function readHead(
  request: http.IncomingMessage,
  { place }: Session,
  { headFields }: Limits,
): Reading {
  if (request.rawHeaders.length <= 2 * headFields) return readRequestHead(request, place)
  const reason = `The head of the request has more than ${headFields} fields.`
  return { ok: false, guard: 'limits.headFields', reason, resource: resourceOf(place) }
}

/** What goes on record of a request that cannot be read. */
function entryOf({ place }: Session) {
  return {
    action: 'request',
    resource: resourceOf(place),
    details: { way: wayOf(place) },
  } as const
}

/** What is known of the host before a request has been read. */
function resourceOf(place: Place): string {
  return place.kind === 'origin' && place.host !== undefined
    ? formatAuthority(place.host, place.port)
    : '-'
}

const clientErrors = new Map<string, [Guard, string]>([
  ['HPE_HEADER_OVERFLOW', ['limits.headBytes', 'The head of the request is too long.']],
  [
    'ERR_HTTP_REQUEST_TIMEOUT',
    ['limits.handshakeMilliseconds', 'The head of the request came too slowly.'],
  ],
])

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { readBody } from './client/body.ts'
import {
  checkContent,
  checkNames,
  HeadError,
  type OwnNames,
  readAccept,
  readHeaders,
} from './client/head.ts'
import { checkMirrors } from './client/mirror.ts'
import { PostReply } from './client/post-reply.ts'
import { ClientStreams } from './client/stream.ts'
import {
  errorObject,
  GatewayError,
  gatewayError,
  HEADER_MISMATCH,
  INVALID_REQUEST,
  METHOD_NOT_FOUND,
  type RpcError,
  TOO_MANY,
} from './errors.ts'
import { type Json, type JsonObject, writeJson } from './json.ts'
import type { Limits } from './limits.ts'
import {
  MessageError,
  messageObject,
  type RequestId,
  type RpcFailure,
  type RpcMessage,
  type RpcRequest,
  type RpcResult,
  readMessages,
  replyMessage,
} from './messages.ts'
import { type ModernFront, progressTokenOf } from './modern/front.ts'
import { checkModern, isModern, unsupportedVersion } from './modern/request.ts'
import { Session, type SessionOptions } from './session.ts'
import { hasBatches, LEGACY_VERSIONS, MODERN_VERSIONS } from './versions.ts'

export interface ListenerOptions {
  own: OwnNames
  limits: Limits
  /** Names of all servers of the project, in order. */
  servers(): readonly string[]
  /** What clients of revisions without sessions are served by, for these servers. */
  front(servers: readonly string[]): ModernFront
  /** What a session of this listener's service is made with. */
  session(servers: readonly string[], authorization: string | undefined): SessionOptions
}

type Headers = ReadonlyMap<string, string>

/**
 * The endpoint for one governed service. The address on which it listens is reachable from that service's sandbox
 * alone, so whatever comes in here is that service; sessions are found in their own listener only.
 */
export class Listener {
  readonly server: Server
  readonly #options: ListenerOptions
  readonly #sessions = new Map<string, Session>()
  readonly #sweep: NodeJS.Timeout
  readonly #fronts = new Map<string, ModernFront>()
  #opening = 0

  constructor(options: ListenerOptions) {
    this.#options = options
    const { limits } = options
    this.server = createServer(
      {
        maxHeaderSize: 16 * 1024,
        headersTimeout: Math.min(10_000, limits.requestTime),
        requestTimeout: limits.requestTime,
        connectionsCheckingInterval: Math.min(5_000, limits.requestTime),
        keepAliveTimeout: 60_000,
        noDelay: true,
        insecureHTTPParser: false,
      },
      (request, response) => {
        void this.#serve(request, response)
      },
    )
    this.server.maxConnections = limits.connections
    this.server.maxRequestsPerSocket = 0
    this.server.on('clientError', (_, socket) => {
      if (socket.writable)
        socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    })
    this.#sweep = setInterval(() => void this.#closeIdle(), Math.min(30_000, limits.sessionIdle))
    this.#sweep.unref()
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => response.destroy())
    try {
      const headers = readHeaders(request.rawHeaders)
      checkNames(headers, this.#options.own)
      const path = (request.url ?? '').split('?', 1)[0] ?? ''
      if (path === '/health' && request.method === 'GET') {
        send(response, 200, '{"status":"ok"}')
        return
      }
      const servers = this.#view(path)
      if (request.method === 'POST') await this.#post(request, response, headers, servers)
      else if (request.method === 'GET') this.#get(response, headers, servers)
      else if (request.method === 'DELETE') await this.#delete(response, headers, servers)
      else
        throw new HeadError(405, 'MCP uses POST, GET and DELETE.', { allow: 'POST, GET, DELETE' })
    } catch (error) {
      this.#refuse(response, error)
    }
  }

  /** The servers behind a path. @throws HeadError for a path that is none of ours. */
  #view(path: string): readonly string[] {
    const all = this.#options.servers()
    if (path === '/mcp') return all
    const match = /^\/mcp\/([^/]+)$/.exec(path)
    if (match !== null) {
      let name: string
      try {
        name = decodeURIComponent(match[1] ?? '')
      } catch {
        throw new HeadError(404, 'There is nothing here.')
      }
      if (all.includes(name)) return [name]
      throw new HeadError(404, 'There is no MCP server of this name.')
    }
    throw new HeadError(404, 'There is nothing here. MCP is at /mcp and /mcp/NAME.')
  }

  async #post(
    request: IncomingMessage,
    response: ServerResponse,
    headers: Headers,
    servers: readonly string[],
  ): Promise<void> {
    const accept = readAccept(headers)
    if (!accept.json && !accept.events) {
      throw new HeadError(406, 'Accept application/json and text/event-stream.')
    }
    checkContent(headers)
    const { limits } = this.#options
    const text = await readBody(request, limits.requestBytes)
    const read = readMessages(text, { depth: limits.depth, foldKeys: true })
    const messages = Array.isArray(read) ? read : [read]
    const [first] = messages
    if (!Array.isArray(read) && isModern(read, headers)) {
      await this.#postModern(read, response, headers, servers, accept)
      return
    }
    this.#checkVersion(headers)
    for (const message of messages) {
      if (message.kind === 'request') checkHeaderMirrors(headers, message)
    }
    if (!Array.isArray(read) && first?.kind === 'request' && first.method === 'initialize') {
      await this.#initialize(first, response, headers, servers)
      return
    }
    const session = this.#session(headers, servers)
    if (Array.isArray(read)) checkBatch(read, session.version, limits)
    await this.#deliver(messages, session, response, accept, Array.isArray(read))
  }

  async #postModern(
    message: RpcMessage,
    response: ServerResponse,
    headers: Headers,
    servers: readonly string[],
    accept: { json: boolean; events: boolean },
  ): Promise<void> {
    if (message.kind === 'notification') {
      // Closing a stream is how this revision cancels; it has nothing else to notify of.
      response.writeHead(202).end()
      return
    }
    if (message.kind !== 'request') {
      throw new MessageError(
        INVALID_REQUEST,
        'Invalid request: this revision has no answers from clients',
      )
    }
    try {
      checkModern(message, headers)
    } catch (error) {
      throw error instanceof GatewayError ? new Refusal(400, error, message.id) : error
    }
    const cancel = new AbortController()
    const streams = new ClientStreams(this.#options.limits, false, false)
    const reply = new PostReply({
      response,
      acceptsJson: accept.json,
      acceptsEvents: accept.events,
      answers: 1,
      isBatch: false,
      headers: {},
      streamAfter: this.#options.limits.streamAfter,
      createStream: () => streams.create(),
      statusOf: statusOfModern,
    })
    response.once('close', () => {
      if (!response.writableFinished) cancel.abort(new Error('cancelled'))
      streams.close()
    })
    const answer = await this.#frontFor(servers).handle(message, {
      headers,
      signal: cancel.signal,
      progressToken: progressTokenOf(message),
      send: (notification) => void reply.send(notification),
    })
    reply.answer(replyMessage(message.id, answer))
  }

  #frontFor(servers: readonly string[]): ModernFront {
    const key = servers.join('\n')
    const existing = this.#fronts.get(key)
    if (existing !== undefined) return existing
    const front = this.#options.front(servers)
    this.#fronts.set(key, front)
    return front
  }

  async #deliver(
    messages: readonly RpcMessage[],
    session: Session,
    response: ServerResponse,
    accept: { json: boolean; events: boolean },
    isBatch: boolean,
  ): Promise<void> {
    const requests: RpcRequest[] = []
    for (const message of messages) {
      if (message.kind === 'request') requests.push(message)
      else if (message.kind === 'notification') await session.notified(message)
      else await session.answered(message)
    }
    const headers = { 'mcp-session-id': session.id }
    if (requests.length === 0) {
      response.writeHead(202, headers).end()
      return
    }
    const reply = new PostReply({
      response,
      acceptsJson: accept.json,
      acceptsEvents: accept.events,
      answers: requests.length,
      isBatch,
      headers,
      streamAfter: this.#options.limits.streamAfter,
      createStream: () => session.streams.create(),
    })
    await Promise.all(requests.map((request) => session.handle(request, reply)))
  }

  async #initialize(
    request: RpcRequest,
    response: ServerResponse,
    headers: Headers,
    servers: readonly string[],
  ): Promise<void> {
    if (headers.has('mcp-session-id')) {
      throw new MessageError(
        INVALID_REQUEST,
        'Invalid request: a session is initialized once',
        request.id,
      )
    }
    if (this.#sessions.size + this.#opening >= this.#options.limits.sessions)
      await this.#closeIdle(60_000)
    if (this.#sessions.size + this.#opening >= this.#options.limits.sessions) {
      throw new Refusal(
        503,
        gatewayError(TOO_MANY, 'Too many sessions: close one with DELETE'),
        request.id,
      )
    }
    this.#opening += 1
    try {
      const { session, result } = await Session.open(
        this.#options.session(servers, headers.get('authorization')),
        request,
      )
      this.#sessions.set(session.id, session)
      const body = writeJson(messageObject({ kind: 'result', id: request.id, result }))
      send(response, 200, body, { 'mcp-session-id': session.id })
    } catch (error) {
      if (error instanceof GatewayError) throw new Refusal(200, error, request.id)
      throw error
    } finally {
      this.#opening -= 1
    }
  }

  /** @throws HeadError: an id that is not a session of this listener is as good as one that never was. */
  #session(headers: Headers, servers: readonly string[]): Session {
    const id = headers.get('mcp-session-id')
    if (id === undefined)
      throw new HeadError(400, 'The header Mcp-Session-Id is missing: initialize first.')
    const session = this.#sessions.get(id)
    if (session === undefined || !isSame(session.servers, servers))
      throw new HeadError(404, 'There is no such session.')
    return session
  }

  #checkVersion(headers: Headers): void {
    const version = headers.get('mcp-protocol-version')
    if (version === undefined || LEGACY_VERSIONS.includes(version)) return
    throw new Refusal(400, unsupportedVersion(version), null)
  }

  #get(response: ServerResponse, headers: Headers, servers: readonly string[]): void {
    if (!readAccept(headers).events) throw new HeadError(406, 'Accept text/event-stream.')
    const isModernClient = MODERN_VERSIONS.includes(headers.get('mcp-protocol-version') ?? '')
    if (isModernClient)
      throw new HeadError(405, 'This revision uses POST alone.', { allow: 'POST' })
    this.#checkVersion(headers)
    const session = this.#session(headers, servers)
    const outcome = session.listen(response, headers.get('last-event-id'))
    if (outcome === 'taken') throw new HeadError(409, 'This session has its stream already.')
    if (outcome === 'unknown') throw new HeadError(400, 'There is no such event in this session.')
  }

  async #delete(
    response: ServerResponse,
    headers: Headers,
    servers: readonly string[],
  ): Promise<void> {
    const session = this.#session(headers, servers)
    this.#sessions.delete(session.id)
    response.writeHead(200, { 'content-length': '0' }).end()
    await session.close()
  }

  #refuse(response: ServerResponse, error: unknown): void {
    if (response.headersSent) {
      response.destroy()
      return
    }
    if (error instanceof HeadError) {
      sendError(
        response,
        error.status,
        { code: INVALID_REQUEST, message: error.message },
        undefined,
        error.headers,
      )
    } else if (error instanceof MessageError) {
      sendError(response, 400, { code: error.code, message: error.message }, error.id)
    } else if (error instanceof Refusal) sendError(response, error.status, error.error, error.id)
    else
      sendError(response, 500, { code: INVALID_REQUEST, message: 'Internal error of the gateway' })
  }

  async #closeIdle(idle = this.#options.limits.sessionIdle): Promise<void> {
    for (const [id, session] of this.#sessions) {
      if (Date.now() - session.touched < idle) continue
      this.#sessions.delete(id)
      await session.close()
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep)
    const sessions = [...this.#sessions.values()]
    this.#sessions.clear()
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()))
    await Promise.all(sessions.map((session) => session.close()))
    await Promise.all([...this.#fronts.values()].map((front) => front.close()))
    this.server.closeAllConnections()
    await closed
  }
}

/** An answer to a request, with the status that goes with it. */
class Refusal extends Error {
  readonly status: number
  readonly error: RpcError
  readonly id: RequestId | null
  constructor(status: number, error: GatewayError, id: RequestId | null) {
    super(error.message)
    this.status = status
    this.error = error.error
    this.id = id
  }
}

/** The statuses that MCP 2026-07-28 binds to errors; whatever else is an answer is a 200. */
function statusOfModern(message: RpcResult | RpcFailure): number {
  if (message.kind === 'result') return 200
  const { code } = message.error
  if (code === METHOD_NOT_FOUND) return 404
  return code <= HEADER_MISMATCH && code >= -32099 ? 400 : 200
}

/** @throws Refusal */
function checkHeaderMirrors(headers: Headers, request: RpcRequest): void {
  try {
    checkMirrors(headers, request, false)
  } catch (error) {
    throw error instanceof GatewayError ? new Refusal(400, error, request.id) : error
  }
}

/** @throws MessageError */
function checkBatch(messages: readonly RpcMessage[], version: string, limits: Limits): void {
  const fail = (why: string): never => {
    throw new MessageError(INVALID_REQUEST, `Invalid request: ${why}`)
  }
  if (!hasBatches(version)) fail('this revision has no batches')
  if (messages.length === 0) fail('an empty batch')
  if (messages.length > limits.batchEntries)
    fail(`a batch of more than ${limits.batchEntries} messages`)
  if (messages.some((message) => message.kind === 'request' && message.method === 'initialize')) {
    fail('initialize cannot stand in a batch')
  }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index])
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): void {
  if (response.destroyed) return
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      ...headers,
    })
    .end(body)
}

function sendError(
  response: ServerResponse,
  status: number,
  error: RpcError,
  id?: RequestId | null,
  headers?: Record<string, string>,
): void {
  const message: JsonObject = new Map<string, Json>([
    ['jsonrpc', '2.0'],
    ['id', id ?? null],
    ['error', errorObject(error)],
  ])
  send(response, status, writeJson(message), headers)
}

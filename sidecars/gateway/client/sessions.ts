import type { ServerResponse } from 'node:http'
import { GatewayError, gatewayError, INVALID_REQUEST, TOO_MANY } from '../errors.ts'
import { writeJson } from '../json.ts'
import type { Limits } from '../limits.ts'
import { MessageError, messageObject, type RpcMessage, type RpcRequest } from '../messages.ts'
import { unsupportedVersion } from '../modern/request.ts'
import { Session, type SessionOptions } from '../session.ts'
import { hasBatches, LEGACY_VERSIONS, MODERN_VERSIONS } from '../versions.ts'
import { HeadError, type Headers, readAccept } from './head.ts'
import { checkMirrors } from './mirror.ts'
import { PostReply } from './post-reply.ts'
import { Refusal, send } from './respond.ts'

export interface SessionsOptions {
  limits: Limits
  /** What a session for these servers is made with. */
  session(servers: readonly string[], authorization: string | undefined): SessionOptions
}

/**
 * The clients of one listener that speak streamable HTTP of a revision with sessions. A session is found here and under
 * the path that opened it: an id that was got from elsewhere is as good as one that never was.
 */
export class Sessions {
  readonly #options: SessionsOptions
  readonly #sessions = new Map<string, Session>()
  readonly #sweep: NodeJS.Timeout
  #opening = 0

  constructor(options: SessionsOptions) {
    this.#options = options
    this.#sweep = setInterval(
      () => void this.#closeIdle(),
      Math.min(30_000, options.limits.sessionIdle),
    )
    this.#sweep.unref()
  }

  /** Takes what one POST brought. */
  async post(
    read: RpcMessage | RpcMessage[],
    response: ServerResponse,
    headers: Headers,
    servers: readonly string[],
  ): Promise<void> {
    checkVersion(headers)
    const messages = Array.isArray(read) ? read : [read]
    for (const message of messages)
      if (message.kind === 'request') checkHeaderMirrors(headers, message)
    if (!Array.isArray(read) && read.kind === 'request' && read.method === 'initialize') {
      await this.#initialize(read, response, headers, servers)
      return
    }
    const session = this.#find(headers, servers)
    if (Array.isArray(read)) checkBatch(read, session.version, this.#options.limits)
    await this.#deliver(messages, session, response, headers, Array.isArray(read))
  }

  async #deliver(
    messages: readonly RpcMessage[],
    session: Session,
    response: ServerResponse,
    headers: Headers,
    isBatch: boolean,
  ): Promise<void> {
    const requests: RpcRequest[] = []
    for (const message of messages) {
      if (message.kind === 'request') requests.push(message)
      else await session.take(message)
    }
    const answerHeaders = { 'mcp-session-id': session.id }
    if (requests.length === 0) {
      response.writeHead(202, answerHeaders).end()
      return
    }
    const accept = readAccept(headers)
    const reply = new PostReply({
      response,
      acceptsJson: accept.json,
      acceptsEvents: accept.events,
      answers: requests.length,
      isBatch,
      headers: answerHeaders,
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
    const { session, result } = await this.open(request, servers, headers.get('authorization'))
    const body = writeJson(messageObject({ kind: 'result', id: request.id, result }))
    send(response, 200, body, { 'mcp-session-id': session.id })
  }

  /** Opens a session. @throws Refusal */
  async open(
    request: RpcRequest,
    servers: readonly string[],
    authorization: string | undefined,
  ): ReturnType<typeof Session.open> {
    const { limits } = this.#options
    if (this.#sessions.size + this.#opening >= limits.sessions) await this.#closeIdle(60_000)
    if (this.#sessions.size + this.#opening >= limits.sessions) {
      throw new Refusal(
        503,
        gatewayError(TOO_MANY, 'Too many sessions: close one with DELETE'),
        request.id,
      )
    }
    this.#opening += 1
    try {
      const opened = await Session.open(this.#options.session(servers, authorization), request)
      this.#sessions.set(opened.session.id, opened.session)
      return opened
    } catch (error) {
      throw error instanceof GatewayError ? new Refusal(200, error, request.id) : error
    } finally {
      this.#opening -= 1
    }
  }

  /** @throws HeadError */
  #find(headers: Headers, servers: readonly string[]): Session {
    const id = headers.get('mcp-session-id')
    if (id === undefined)
      throw new HeadError(400, 'The header Mcp-Session-Id is missing: initialize first.')
    const session = this.#sessions.get(id)
    if (session === undefined || !isSame(session.servers, servers))
      throw new HeadError(404, 'There is no such session.')
    return session
  }

  /** Opens a session's standing stream, or resumes a stream. @throws HeadError */
  get(response: ServerResponse, headers: Headers, servers: readonly string[]): void {
    if (!readAccept(headers).events) throw new HeadError(406, 'Accept text/event-stream.')
    const isModernClient = MODERN_VERSIONS.includes(headers.get('mcp-protocol-version') ?? '')
    if (isModernClient)
      throw new HeadError(405, 'This revision uses POST alone.', { allow: 'POST' })
    checkVersion(headers)
    const outcome = this.#find(headers, servers).listen(response, headers.get('last-event-id'))
    if (outcome === 'taken') throw new HeadError(409, 'This session has its stream already.')
    if (outcome === 'unknown') throw new HeadError(400, 'There is no such event in this session.')
  }

  /** Ends a session. @throws HeadError */
  async delete(
    response: ServerResponse,
    headers: Headers,
    servers: readonly string[],
  ): Promise<void> {
    const session = this.#find(headers, servers)
    response.writeHead(200, { 'content-length': '0' }).end()
    await this.end(session)
  }

  /** Tells all clients that their tools may have changed. */
  changed(): void {
    for (const session of this.#sessions.values()) session.changed()
  }

  async end(session: Session): Promise<void> {
    this.#sessions.delete(session.id)
    await session.close()
  }

  async #closeIdle(idle = this.#options.limits.sessionIdle): Promise<void> {
    for (const session of this.#sessions.values()) {
      if (Date.now() - session.touched >= idle) await this.end(session)
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep)
    const sessions = [...this.#sessions.values()]
    this.#sessions.clear()
    await Promise.all(sessions.map((session) => session.close()))
  }
}

/** @throws Refusal */
function checkVersion(headers: Headers): void {
  const version = headers.get('mcp-protocol-version')
  if (version === undefined || LEGACY_VERSIONS.includes(version)) return
  throw new Refusal(400, unsupportedVersion(version), null)
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

import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { allowedCapabilities, joinOffers, offerOf } from './capabilities.ts'
import type { ReplyTo } from './client/reply.ts'
import { type ClientStream, ClientStreams } from './client/stream.ts'
import { Desk } from './desk/desk.ts'
import {
  GatewayError,
  gatewayError,
  INTERNAL_ERROR,
  INVALID_REQUEST,
  TOO_MANY,
  UPSTREAM_FAILED,
} from './errors.ts'
import type { Exchange } from './exchange.ts'
import type { Gate } from './gate.ts'
import type { Json, JsonObject } from './json.ts'
import type { Limits } from './limits.ts'
import { type Failures, Links } from './links.ts'
import {
  objectAt,
  type Reply,
  type RequestId,
  type RpcFailure,
  type RpcMessage,
  type RpcNotification,
  type RpcRequest,
  type RpcResult,
  replyMessage,
  stringAt,
  tokenOf,
  writeMessage,
} from './messages.ts'
import type { Pins } from './pins.ts'
import { Questions } from './questions.ts'
import { Cancellation } from './signal.ts'
import type { Tasks } from './tasks.ts'
import type { Call, LinkEvents, ServerLink } from './upstream/link.ts'
import { META_VERSION } from './upstream/modern-link.ts'
import { hasPriming, LEGACY_VERSIONS, legacyVersionFor } from './versions.ts'

/** How long a joined view waits for its slowest server before it goes on without it. */
const JOIN_TIME = 3_000

/** How long the client's own `initialized` waits for servers to take it. */
const READY_TIME = 1_000

/** What a server may say of its own accord → whether only an open server may. */
const SERVER_NOTIFICATIONS = new Map([
  ['notifications/message', false],
  ['notifications/tools/list_changed', false],
  ['notifications/elicitation/complete', false],
  ['notifications/prompts/list_changed', true],
  ['notifications/resources/list_changed', true],
  ['notifications/resources/updated', true],
])

export interface SessionOptions {
  gate: Gate
  limits: Limits
  tasks: Tasks
  pins: Pins
  failures: Failures
  /** The servers of this session; several make a joined view. */
  servers: readonly string[]
  /** Sent on to the server when there is one only: what is meant for one must not be told to others. */
  authorization: string | undefined
  connect(
    server: string,
    events: LinkEvents,
    params: JsonObject,
    headers: Record<string, string>,
  ): Promise<ServerLink>
}

interface Underway extends Exchange {
  cancel: Cancellation
}

/** The reason with which a request is aborted that its client cancelled: it gets no answer. */
const CANCELLED = new Error('cancelled')

/** A client of a revision with a handshake (2024-11-05 to 2025-11-25). */
export class Session {
  /** 256 random bits: cannot be guessed, says nothing. */
  readonly id = randomBytes(32).toString('base64url')
  readonly servers: readonly string[]
  version = ''
  readonly streams: ClientStreams
  readonly #options: SessionOptions
  readonly #links: Links
  readonly #desk: Desk
  readonly #clientCapabilities: JsonObject
  readonly #underway = new Map<RequestId, Underway>()
  readonly #questions: Questions
  readonly #unsolicited: ClientStream
  #touched = Date.now()

  private constructor(options: SessionOptions, params: JsonObject, version: string) {
    this.#options = options
    this.servers = options.servers
    this.#clientCapabilities = objectAt(params, 'capabilities') ?? new Map()
    this.#questions = new Questions({
      gate: options.gate,
      limits: options.limits,
      capabilities: this.#clientCapabilities,
      tell: (message, call) => this.#tell(message, call),
    })
    this.#links = new Links({
      names: options.servers,
      params,
      limits: options.limits,
      failures: options.failures,
      events: {
        notification: (link, message, call) => this.#hear(link, message, call),
        request: (link, message, call) => void this.#questions.ask(link, message, call),
      },
      connect: (server, events, initialize) =>
        options.connect(server, events, initialize, ownHeaders(options)),
      came: () =>
        this.#tell({
          kind: 'notification',
          method: 'notifications/tools/list_changed',
          params: undefined,
        }),
    })
    this.#desk = new Desk(this.#links, options)
    this.streams = new ClientStreams(options.limits, hasPriming(version))
    this.#unsolicited = this.streams.create()
  }

  /**
   * Opens a session, and with it connections to its servers.
   * @param request the client's `initialize`
   * @throws GatewayError when no server can be reached.
   */
  static async open(
    options: SessionOptions,
    request: RpcRequest,
  ): Promise<{ session: Session; result: JsonObject }> {
    const version = legacyVersionFor(stringAt(request.params, 'protocolVersion'))
    const params: JsonObject = new Map<string, Json>([
      ['protocolVersion', version],
      ['capabilities', objectAt(request.params, 'capabilities') ?? new Map()],
      [
        'clientInfo',
        objectAt(request.params, 'clientInfo') ??
          new Map([
            ['name', 'unknown'],
            ['version', '0'],
          ]),
      ],
    ])
    const session = new Session(options, params, version)
    try {
      return { session, result: await session.#agree(version) }
    } catch (error) {
      await session.close()
      throw error
    }
  }

  async #agree(version: string): Promise<JsonObject> {
    const { servers, limits, gate, pins } = this.#options
    const isJoined = servers.length !== 1
    const failed = await this.#links.openAll(
      isJoined ? Math.min(JOIN_TIME, limits.handshakeTime) : limits.handshakeTime * 2,
    )
    const open = this.#links.open
    if (open.length === 0 && servers.length > 0) {
      const [first] = failed.values()
      throw first ?? gatewayError(UPSTREAM_FAILED, 'No MCP server answers')
    }
    const offers = open.map((link) => offerOf(link, gate, pins))
    const spoken = offers.map(({ result }) => stringAt(result, 'protocolVersion') ?? version)
    const lowest =
      [version, ...spoken.filter((v) => LEGACY_VERSIONS.includes(v))].toSorted()[0] ?? version
    this.version = lowest
    const [only] = offers
    if (!isJoined && only !== undefined) {
      const result: JsonObject = new Map(only.result)
      result.set('protocolVersion', lowest)
      result.set(
        'capabilities',
        allowedCapabilities(objectAt(only.result, 'capabilities'), only.isOpen),
      )
      return result
    }
    const { capabilities, instructions } = joinOffers(offers)
    const result: JsonObject = new Map<string, Json>([
      ['protocolVersion', lowest],
      ['capabilities', capabilities],
      [
        'serverInfo',
        new Map([
          ['name', 'governance-gateway'],
          ['version', '1.0.0'],
        ]),
      ],
    ])
    if (instructions !== undefined) result.set('instructions', instructions)
    return result
  }

  /** When the client was last heard of; now, while it listens. */
  get touched(): number {
    return this.streams.isAttached || this.#underway.size > 0 ? Date.now() : this.#touched
  }

  /** Answers one request. Never rejects; what it answers with is undefined when the client cancelled. */
  async handle(request: RpcRequest, reply: ReplyTo): Promise<void> {
    this.#touched = Date.now()
    const answer = await this.#answer(request, reply)
    if (answer === undefined) reply.withhold()
    else reply.answer(replyMessage(request.id, answer))
  }

  async #answer(request: RpcRequest, reply: ReplyTo): Promise<Reply | undefined> {
    if (objectAt(request.params, '_meta')?.has(META_VERSION) === true) {
      // It would be sent on as a client's own, with whatever capabilities it says.
      const message = 'Invalid request: a session speaks the revision that was agreed on'
      return { error: { code: INVALID_REQUEST, message } }
    }
    if (this.#underway.has(request.id)) {
      return { error: { code: INVALID_REQUEST, message: 'Invalid request: this id is in use' } }
    }
    if (this.#underway.size >= this.#options.limits.requestsInFlight) {
      return { error: { code: TOO_MANY, message: 'Too many requests at once in this session' } }
    }
    const cancel = new Cancellation()
    const exchange: Underway = {
      cancel,
      signal: cancel,
      progressToken: tokenOf(objectAt(request.params, '_meta')?.get('progressToken')),
      stream: () => reply.stream(),
      send: (message) => {
        if (!reply.send(message)) this.#unsolicited.write(writeMessage(message))
      },
    }
    this.#underway.set(request.id, exchange)
    try {
      return await this.#desk.handle(request, exchange)
    } catch (error) {
      if (error === CANCELLED) return undefined
      if (error instanceof GatewayError) return { error: error.error }
      return { error: { code: INTERNAL_ERROR, message: 'Internal error of the gateway' } }
    } finally {
      this.#underway.delete(request.id)
    }
  }

  /** Takes what is not a request. */
  async take(message: RpcNotification | RpcResult | RpcFailure): Promise<void> {
    this.#touched = Date.now()
    if (message.kind === 'notification') await this.#notified(message)
    else await this.#questions.answered(message)
  }

  /** Sends something on the stream for what belongs to no request. */
  write(message: RpcMessage): void {
    this.#unsolicited.write(writeMessage(message))
  }

  /** Unknown notifications go nowhere. */
  async #notified(message: RpcNotification): Promise<void> {
    const { method, params } = message
    if (method === 'notifications/initialized') await this.#links.ready(params, READY_TIME)
    else if (method === 'notifications/cancelled') {
      const id = tokenOf(params?.get('requestId'))
      if (id !== undefined) this.#underway.get(id)?.cancel.abort(CANCELLED)
    } else if (method === 'notifications/roots/list_changed') {
      if (this.#clientCapabilities.has('roots')) {
        await Promise.all(this.#links.open.map((link) => link.notify(method, params)))
      }
    } else if (method === 'notifications/progress') {
      await this.#questions.progressed(message)
    }
  }

  /** Opens the client's stream for what belongs to no request, or goes on with one that broke off. */
  listen(
    response: ServerResponse,
    lastEventId: string | undefined,
  ): 'opened' | 'taken' | 'unknown' {
    this.#touched = Date.now()
    const headers = { 'mcp-session-id': this.id }
    if (lastEventId !== undefined) {
      const found = this.streams.find(lastEventId)
      if (found === undefined) return 'unknown'
      found.stream.attach(response, headers, found.sequence)
      if (found.stream === this.#unsolicited) this.#links.listen()
      return 'opened'
    }
    if (this.#unsolicited.isAttached) return 'taken'
    this.#unsolicited.attach(response, headers)
    this.#links.listen()
    return 'opened'
  }

  /** What a server says of its own accord. */
  #hear(link: ServerLink, message: RpcNotification, call: Call | undefined): void {
    const { method, params } = message
    if (this.#options.gate.hears(link.server).decision === 'blocked') return
    if (method === 'notifications/cancelled') {
      this.#questions.withdraw(link, params)
      return
    }
    if (method === 'notifications/tasks/status') {
      const id = stringAt(params, 'taskId')
      if (id !== undefined && this.#options.tasks.serverOf(id, [link.server]) !== undefined)
        this.#tell(message, call)
      return
    }
    const needsOpen = SERVER_NOTIFICATIONS.get(method)
    if (needsOpen === undefined) return
    if (needsOpen && this.#options.gate.opens(link.server).decision === 'blocked') return
    if (method.endsWith('/list_changed')) this.#desk.forget()
    this.#tell(message, call)
  }

  #tell(message: RpcRequest | RpcNotification, call?: Call): void {
    if (call?.exchange !== undefined) call.exchange.send(message)
    else if (message.kind === 'request' && !this.#unsolicited.isAttached) {
      // A server on a single pipe does not say what its request belongs to: any stream of this client will do.
      const [first] = this.#underway.values()
      if (first !== undefined) first.send(message)
      else this.#unsolicited.write(writeMessage(message))
    } else this.#unsolicited.write(writeMessage(message))
  }

  /** Tells the client that its tools may have changed. */
  changed(): void {
    this.#desk.forget()
    this.#tell({
      kind: 'notification',
      method: 'notifications/tools/list_changed',
      params: undefined,
    })
  }

  async close(): Promise<void> {
    for (const { cancel } of this.#underway.values()) cancel.abort(CANCELLED)
    this.streams.close()
    await this.#links.close()
  }
}

function ownHeaders({ servers, authorization }: SessionOptions): Record<string, string> {
  return authorization === undefined || servers.length !== 1 ? {} : { authorization }
}

import { allowedCapabilities, joinOffers, offerOf } from '../capabilities.ts'
import { Desk } from '../desk/desk.ts'
import {
  GatewayError,
  gatewayError,
  INTERNAL_ERROR,
  INVALID_PARAMS,
  METHOD_NOT_FOUND,
  TOO_MANY,
  upstreamError,
} from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import type { Gate } from '../gate.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import type { Limits } from '../limits.ts'
import type { Failures } from '../links.ts'
import {
  objectAt,
  type Reply,
  type RpcNotification,
  type RpcRequest,
  stringAt,
  tokenOf,
} from '../messages.ts'
import type { Pins } from '../pins.ts'
import { QUESTIONS } from '../questions.ts'
import type { Signal } from '../signal.ts'
import type { Tasks } from '../tasks.ts'
import { type Call, isGatewayError, type LinkEvents, type ServerLink } from '../upstream/link.ts'
import {
  META_CAPABILITIES,
  META_SERVER,
  META_SUBSCRIPTION,
  ModernLink,
} from '../upstream/modern-link.ts'
import { LATEST_LEGACY, LEGACY_VERSIONS, MODERN_VERSIONS } from '../versions.ts'
import { Bridge } from './bridge.ts'
import { allowedFilter, filterFor, SubscriptionStream, wants } from './subscriptions.ts'

/** The methods of this revision. Those of older ones do not exist in it. */
const METHODS = new Set([
  'tools/list',
  'tools/call',
  'prompts/list',
  'prompts/get',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'completion/complete',
  'tasks/get',
  'tasks/update',
  'tasks/cancel',
])
/** Their results can be kept by the client; what a policy has filtered is for this client alone. */
const CACHEABLE = new Set([
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
])
/** How long a subscription waits for all servers to say what they agree to. */
const AGREE_TIME = 2_000
const BRIDGES = 8

export interface FrontOptions {
  gate: Gate
  limits: Limits
  tasks: Tasks
  pins: Pins
  failures: Failures
  servers: readonly string[]
  /** Opens a connection in the era that the server speaks, preferring this one. */
  connect(server: string, events: LinkEvents, params: JsonObject): Promise<ServerLink>
}

/** One request of a client of this revision. */
export interface ModernExchange extends Exchange {
  /** Headers as they came. */
  readonly headers: ReadonlyMap<string, string>
}

interface Subscription {
  filter: JsonObject
  send(message: RpcNotification): void
}

/**
 * What clients of revision 2026-07-28 speak with, for one service and one view: there are no sessions, so all of them
 * share the connections. Servers of older revisions are bridged.
 */
export class ModernFront {
  readonly servers: readonly string[]
  readonly #options: FrontOptions
  readonly #links = new Map<string, Promise<ServerLink>>()
  readonly #bridges = new Map<string, Bridge>()
  readonly #desks = new Map<string, Desk>()
  readonly #subscriptions = new Set<Subscription>()
  #underway = 0

  constructor(options: FrontOptions) {
    this.#options = options
    this.servers = options.servers
  }

  /** Answers a request that has passed `checkModern`. Never rejects. */
  async handle(request: RpcRequest, exchange: ModernExchange): Promise<Reply> {
    if (this.#underway >= this.#options.limits.requestsInFlight * 2) {
      return { error: { code: TOO_MANY, message: 'Too many requests at once' } }
    }
    this.#underway += 1
    try {
      return await this.#answer(request, exchange)
    } catch (error) {
      if (error instanceof GatewayError) return { error: error.error }
      return { error: { code: INTERNAL_ERROR, message: 'Internal error of the gateway' } }
    } finally {
      this.#underway -= 1
    }
  }

  async #answer(request: RpcRequest, exchange: ModernExchange): Promise<Reply> {
    if (request.method === 'server/discover') return { result: await this.#discover() }
    if (request.method === 'subscriptions/listen') return await this.#listen(request, exchange)
    if (!METHODS.has(request.method))
      throw gatewayError(METHOD_NOT_FOUND, `Method not found: ${request.method}`)
    const capabilities = objectAt(objectAt(request.params, '_meta'), META_CAPABILITIES) ?? new Map()
    const desk = this.#deskFor(capabilities)
    const reply = await desk.handle(request, exchange)
    return 'error' in reply ? reply : { result: completed(request.method, reply.result) }
  }

  /** A desk for clients of these capabilities: a server that is bridged is told them once, at its handshake. */
  #deskFor(capabilities: JsonObject): Desk {
    const names = ['elicitation', 'roots', 'sampling'].filter((name) =>
      isObject(capabilities.get(name)),
    )
    const key = names.join(',')
    const existing = this.#desks.get(key)
    if (existing !== undefined) return existing
    const desk = new Desk(
      {
        names: this.servers,
        link: (server) => this.#linkFor(server, names),
        checkReply: (server, reply) => this.#checkQuestions(server, names, reply),
      },
      this.#options,
      (server, tool, args, exchange) => this.#checkParameters(server, tool, args, exchange),
    )
    this.#desks.set(key, desk)
    return desk
  }

  /**
   * A result that asks the client for input asks for what the client said that it can do, and is on record.
   * @throws GatewayError
   */
  async #checkQuestions(
    server: string,
    capabilities: readonly string[],
    reply: Reply,
  ): Promise<void> {
    if ('error' in reply) return
    // Tasks ask in the same form.
    for (const request of objectAt(reply.result, 'inputRequests')?.values() ?? []) {
      const method = isObject(request) ? (stringAt(request, 'method') ?? '') : ''
      const capability = QUESTIONS.get(method)
      if (capability === undefined || !capabilities.includes(capability))
        throw upstreamError(server, 'asked the client for what it did not say that it can do')
      await this.#options.gate.admitServerRequest(server, method)
    }
  }

  async #checkParameters(
    server: string,
    tool: string,
    args: Json | undefined,
    exchange: Exchange,
  ): Promise<void> {
    const link = await this.#open(server)
    const { headers } = exchange as ModernExchange
    if (link instanceof ModernLink) await link.checkParameterHeaders(tool, args, headers)
  }

  async #linkFor(server: string, capabilities: readonly string[]): Promise<ServerLink> {
    const link = await this.#open(server)
    if (link instanceof ModernLink) return link
    const key = `${server}\n${capabilities.join(',')}`
    const existing = this.#bridges.get(key)
    if (existing !== undefined && existing.lost === undefined) return existing
    if (this.#bridges.size > BRIDGES * this.servers.length)
      throw gatewayError(TOO_MANY, 'Too many kinds of clients')
    const bridge = new Bridge(server, this.#options.limits, (message) =>
      this.#publish(server, message),
    )
    await bridge.connect((events) => this.#options.connect(server, events, clientOf(capabilities)))
    this.#bridges.set(key, bridge)
    return bridge
  }

  /** The connection that all share; of a server of an older revision, a bridge for clients without capabilities. */
  async #open(server: string): Promise<ServerLink> {
    const existing = this.#links.get(server)
    if (existing !== undefined) {
      const link = await existing
      if (link.lost === undefined) return link
      if (this.#links.get(server) === existing) this.#links.delete(server)
    }
    const failure = this.#options.failures.of(server)
    if (failure !== undefined) throw failure
    const underWay = this.#links.get(server)
    if (underWay !== undefined) return await underWay
    const opening = this.#openAnew(server)
    this.#links.set(server, opening)
    try {
      const link = await opening
      this.#options.failures.clear(server)
      return link
    } catch (error) {
      if (this.#links.get(server) === opening) this.#links.delete(server)
      if (isGatewayError(error)) this.#options.failures.add(server, error)
      throw error
    }
  }

  async #openAnew(server: string): Promise<ServerLink> {
    const bridge = new Bridge(server, this.#options.limits, (message) =>
      this.#publish(server, message),
    )
    const events: LinkEvents = {
      notification: (link, message, call) => {
        if (link instanceof ModernLink) this.#hear(server, message, call)
        else bridge.events.notification(link, message, call)
      },
      request: (link, message, call) => bridge.events.request(link, message, call),
    }
    const link = await this.#options.connect(server, events, clientOf([]))
    if (link instanceof ModernLink) return link
    await bridge.connect(() => Promise.resolve(link))
    this.#bridges.set(`${server}\n`, bridge)
    return bridge
  }

  /** What a server of this revision says belongs to the request on whose stream it comes. */
  #hear(server: string, message: RpcNotification, call: Call | undefined): void {
    const { method } = message
    if (this.#options.gate.hears(server).decision === 'blocked') return
    const isOfSubscription = call?.method === 'subscriptions/listen'
    if (isOfSubscription || method === 'notifications/message') call?.exchange?.send(message)
    if (method.endsWith('/list_changed')) for (const desk of this.#desks.values()) desk.forget()
  }

  /** What a server of an older revision says of its own accord goes to those who listen for it. */
  #publish(server: string, message: RpcNotification): void {
    for (const desk of this.#desks.values())
      if (message.method.endsWith('/list_changed')) desk.forget()
    for (const subscription of this.#subscriptions) {
      if (wants(this.#options.gate, subscription.filter, server, message))
        subscription.send(message)
    }
  }

  async #discover(): Promise<JsonObject> {
    const { gate, pins } = this.#options
    const outcomes = await Promise.allSettled(this.servers.map((server) => this.#open(server)))
    const links = outcomes.flatMap((outcome) =>
      outcome.status === 'fulfilled' ? [outcome.value] : [],
    )
    const failure = outcomes.find((outcome) => outcome.status === 'rejected')
    if (links.length === 0 && failure !== undefined) throw failure.reason
    const offers = links.map((link) => offerOf(link, gate, pins))
    const [only] = offers
    const isJoined = this.servers.length !== 1
    const { capabilities, instructions } =
      isJoined || only === undefined
        ? joinOffers(offers)
        : {
            capabilities: allowedCapabilities(objectAt(only.result, 'capabilities'), only.isOpen),
            instructions: stringAt(only.result, 'instructions'),
          }
    const info = isJoined ? undefined : objectAt(only?.result, 'serverInfo')
    const result: JsonObject = new Map<string, Json>([
      ['resultType', 'complete'],
      ['supportedVersions', [...MODERN_VERSIONS, ...LEGACY_VERSIONS.toReversed()]],
      ['capabilities', capabilities],
      [
        '_meta',
        new Map([
          [
            META_SERVER,
            info ??
              new Map([
                ['name', 'governance-gateway'],
                ['version', '1.0.0'],
              ]),
          ],
        ]),
      ],
      ['ttlMs', 0],
      ['cacheScope', 'private'],
    ])
    if (instructions !== undefined) result.set('instructions', instructions)
    return result
  }

  // Subscriptions

  async #listen(request: RpcRequest, exchange: ModernExchange): Promise<Reply> {
    const wanted = objectAt(request.params, 'notifications')
    if (wanted === undefined)
      throw gatewayError(INVALID_PARAMS, 'Invalid params: notifications is missing')
    const filter = allowedFilter(this.#options.gate, this.servers, wanted)
    const subscription = new SubscriptionStream(request.id, exchange, this.servers.length)
    const shared: Subscription = { filter, send: (message) => subscription.forward(message) }
    this.#subscriptions.add(shared)
    const timer = setTimeout(() => subscription.agree(), AGREE_TIME)
    try {
      const ends = this.servers.map((server) =>
        this.#listenTo(server, request, filter, subscription, exchange),
      )
      const ended = Promise.all(ends).then(() => undefined)
      await Promise.race([ended, aborted(exchange.signal)])
      subscription.agree()
      return {
        result: new Map<string, Json>([
          ['resultType', 'complete'],
          ['_meta', new Map([[META_SUBSCRIPTION, request.id]])],
        ]),
      }
    } finally {
      clearTimeout(timer)
      this.#subscriptions.delete(shared)
    }
  }

  /** Resolves when the server has ended its part of the subscription; one that cannot be reached has no part. */
  async #listenTo(
    server: string,
    request: RpcRequest,
    filter: JsonObject,
    subscription: SubscriptionStream,
    exchange: ModernExchange,
  ): Promise<void> {
    try {
      const link = await this.#open(server)
      if (link instanceof Bridge) {
        subscription.agreed(await link.subscribe(filter))
        await aborted(exchange.signal)
        return
      }
      const { gate } = this.#options
      const params: JsonObject = new Map(request.params)
      params.set('notifications', filterFor(gate, server, filter))
      const through: Exchange = {
        progressToken: undefined,
        stream: () => undefined,
        signal: exchange.signal,
        send: (message) => {
          if (message.kind !== 'notification') return
          if (message.method === 'notifications/subscriptions/acknowledged') {
            subscription.agreed(objectAt(message.params, 'notifications') ?? new Map())
          } else if (wants(gate, filter, server, message)) subscription.forward(message)
        },
      }
      await link.request({
        method: 'subscriptions/listen',
        params,
        exchange: through,
        isEndless: true,
      })
    } catch {
      subscription.agreed(new Map())
      // Others may still have something to say.
      if (this.servers.length > 1) await aborted(exchange.signal)
    }
  }

  /** Tells those who listen that their tools may have changed. */
  changed(): void {
    for (const server of this.servers) {
      this.#publish(server, {
        kind: 'notification',
        method: 'notifications/tools/list_changed',
        params: undefined,
      })
    }
  }

  async close(): Promise<void> {
    const links = await Promise.allSettled(this.#links.values())
    await Promise.all([
      ...links.flatMap((link) => (link.status === 'fulfilled' ? [link.value.close()] : [])),
      ...[...this.#bridges.values()].map((bridge) => bridge.close()),
    ])
  }
}

/** A result with what this revision wants of every result. */
function completed(method: string, result: JsonObject): JsonObject {
  const whole: JsonObject = new Map(result)
  if (!whole.has('resultType')) whole.set('resultType', 'complete')
  if (CACHEABLE.has(method) && whole.get('resultType') === 'complete') {
    if (!whole.has('ttlMs')) whole.set('ttlMs', 0)
    if (method !== 'resources/read' || !whole.has('cacheScope')) whole.set('cacheScope', 'private')
  }
  return whole
}

/** `initialize` for a server of an older revision. */
function clientOf(capabilities: readonly string[]): JsonObject {
  return new Map<string, Json>([
    ['protocolVersion', LATEST_LEGACY],
    ['capabilities', new Map(capabilities.map((name) => [name, new Map()]))],
    [
      'clientInfo',
      new Map([
        ['name', 'governance-gateway'],
        ['version', '1.0.0'],
      ]),
    ],
  ])
}

function aborted(signal: Signal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** The token under which a request of this revision wants to hear of progress. */
export function progressTokenOf(request: RpcRequest): Exchange['progressToken'] {
  return tokenOf(objectAt(request.params, '_meta')?.get('progressToken'))
}

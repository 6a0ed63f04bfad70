import { randomBytes } from 'node:crypto'
import { targetOf } from '../client/mirror.ts'
import { INVALID_PARAMS, METHOD_NOT_FOUND, upstreamError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Limits } from '../limits.ts'
import {
  objectAt,
  type Reply,
  type RequestId,
  type RpcNotification,
  type RpcRequest,
} from '../messages.ts'
import { QUESTIONS } from '../questions.ts'
import { Cancellation } from '../signal.ts'
import type { Call, LinkEvents, ServerLink } from '../upstream/link.ts'
import {
  META_CAPABILITIES,
  META_CLIENT,
  META_LEVEL,
  META_SUBSCRIPTION,
  META_VERSION,
} from '../upstream/modern-link.ts'

/** How long a call waits for a client that was asked for input. */
const INPUT_TIME = 10 * 60_000
const HELD_CALLS = 64
const OWN_META = [META_VERSION, META_CAPABILITIES, META_CLIENT, META_LEVEL, META_SUBSCRIPTION]

/** A call that goes on at the server while its client gathers what the server asked for. */
interface Held {
  /** Method and name: the answers count for the same request only. */
  what: string
  reply: Promise<Reply>
  questions: Map<string, RpcRequest>
  /** Resolves at the next question. */
  asked: Promise<void>
  wake(): void
  cancel: Cancellation
  exchange: Exchange
  timer: NodeJS.Timeout | undefined
}

/**
 * A server of an older revision for clients of 2026-07-28. Where the server asks something in the middle of a call, the
 * client is answered that input is required, and the call goes on when it comes back with the answers.
 */
export class Bridge implements ServerLink {
  readonly server: string
  readonly #limits: Limits
  readonly #published: (message: RpcNotification) => void
  readonly #held = new Map<string, Held>()
  readonly #calls = new Map<Exchange, Held>()
  readonly #subscribed = new Set<string>()
  #link: ServerLink | undefined

  readonly events: LinkEvents = {
    notification: (_, message, call) => {
      if (call?.exchange === undefined) this.#published(message)
      else if (message.method === 'notifications/message')
        this.#calls.get(call.exchange)?.exchange.send(message)
    },
    request: (link, message, call) => void this.#question(link, message, call),
  }

  /** @param published hears what the server says that belongs to no call. */
  constructor(server: string, limits: Limits, published: (message: RpcNotification) => void) {
    this.server = server
    this.#limits = limits
    this.#published = published
  }

  async connect(open: (events: LinkEvents) => Promise<ServerLink>): Promise<void> {
    this.#link = await open(this.events)
    await this.#link.ready()
    // Servers put questions on the standing stream too.
    this.#link.listen()
  }

  get #open(): ServerLink {
    if (this.#link === undefined) throw upstreamError(this.server, 'is not connected')
    return this.#link
  }

  get lost(): string | undefined {
    return this.#link?.lost
  }

  get agreement(): JsonObject {
    return this.#link?.agreement ?? new Map()
  }

  async open(): Promise<JsonObject> {
    return this.agreement
  }

  async ready(): Promise<void> {
    // Done when it was connected.
  }

  async request(call: Call): Promise<Reply> {
    const { exchange } = call
    const params = withoutModern(call.params)
    if (exchange === undefined) return await this.#open.request({ ...call, params })
    const what = `${call.method} ${targetOf(call.method, params) ?? ''}`
    const state = call.params?.get('requestState')
    if (typeof state === 'string') return await this.#goOn(state, what, call, exchange)
    const cancel = new Cancellation()
    const inner: Exchange = {
      progressToken: exchange.progressToken,
      signal: cancel,
      stream: () => undefined,
      send: (message) => this.#calls.get(inner)?.exchange.send(message),
    }
    const held: Held = {
      what,
      reply: Promise.resolve({ result: new Map() }),
      questions: new Map(),
      asked: Promise.resolve(),
      wake: () => undefined,
      cancel,
      exchange,
      timer: undefined,
    }
    rearm(held)
    this.#calls.set(inner, held)
    held.reply = this.#open
      .request({ ...call, params, exchange: inner })
      .finally(() => this.#calls.delete(inner))
    // Whoever waits for it hears of a failure; while nobody does, it is kept.
    held.reply.catch(() => undefined)
    return await this.#wait(held, exchange)
  }

  /** Waits until the server has answered or asks something. */
  async #wait(held: Held, exchange: Exchange): Promise<Reply> {
    held.exchange = exchange
    const stop = (): void => held.cancel.abort(exchange.signal.reason)
    exchange.signal.addEventListener('abort', stop, { once: true })
    try {
      const reply = await Promise.race([held.reply, held.asked.then(() => undefined)])
      if (reply !== undefined) return withoutResultType(reply)
      return { result: this.#hold(held) }
    } finally {
      exchange.signal.removeEventListener('abort', stop)
    }
  }

  #hold(held: Held): JsonObject {
    if (this.#held.size >= HELD_CALLS) {
      held.cancel.abort(new Error('too many'))
      throw upstreamError(this.server, 'has too many calls that wait for input')
    }
    const state = randomBytes(24).toString('base64url')
    this.#held.set(state, held)
    held.timer = setTimeout(() => {
      this.#held.delete(state)
      held.cancel.abort(new Error('no input'))
    }, INPUT_TIME)
    held.timer.unref()
    const requests: JsonObject = new Map()
    for (const [key, { method, params }] of held.questions) {
      requests.set(
        key,
        new Map<string, Json>([
          ['method', method],
          ...(params === undefined ? [] : [['params', params] as const]),
        ]),
      )
    }
    return new Map<string, Json>([
      ['resultType', 'input_required'],
      ['inputRequests', requests],
      ['requestState', state],
    ])
  }

  /** The client is back with answers. A state counts once, for the same request, on this bridge. */
  async #goOn(state: string, what: string, call: Call, exchange: Exchange): Promise<Reply> {
    const held = this.#held.get(state)
    if (held === undefined || held.what !== what) {
      return {
        error: { code: INVALID_PARAMS, message: 'Invalid params: this requestState is not known' },
      }
    }
    const responses = objectAt(call.params, 'inputResponses') ?? new Map<string, Json>()
    this.#held.delete(state)
    clearTimeout(held.timer)
    for (const [key, question] of held.questions) {
      const response = responses.get(key)
      if (!(response instanceof Map)) continue
      held.questions.delete(key)
      await this.#open.respond(question.id, { result: response })
    }
    rearm(held)
    if (held.questions.size > 0) held.wake()
    return await this.#wait(held, exchange)
  }

  async #question(link: ServerLink, message: RpcRequest, call: Call | undefined): Promise<void> {
    if (message.method === 'ping') return await link.respond(message.id, { result: new Map() })
    // On a stream that calls share a server does not say what its question belongs to; with one call it is clear.
    const [only] = this.#calls.size === 1 ? this.#calls.values() : []
    const held = call?.exchange === undefined ? only : this.#calls.get(call.exchange)
    if (held === undefined || !QUESTIONS.has(message.method)) {
      const error = { code: METHOD_NOT_FOUND, message: `Method not found: ${message.method}` }
      return await link.respond(message.id, { error })
    }
    held.questions.set(
      `${message.method}-${held.questions.size + 1}-${randomBytes(4).toString('hex')}`,
      message,
    )
    held.wake()
  }

  /** Makes sure of what a subscription wants; gives what the server can tell. */
  async subscribe(filter: JsonObject): Promise<JsonObject> {
    const capabilities = objectAt(this.agreement, 'capabilities')
    const agreed: JsonObject = new Map()
    for (const [key, name] of [
      ['toolsListChanged', 'tools'],
      ['promptsListChanged', 'prompts'],
      ['resourcesListChanged', 'resources'],
    ] as const) {
      if (filter.get(key) === true && objectAt(capabilities, name)?.get('listChanged') === true)
        agreed.set(key, true)
    }
    const uris = filter.get('resourceSubscriptions')
    if (Array.isArray(uris) && objectAt(capabilities, 'resources')?.get('subscribe') === true) {
      agreed.set('resourceSubscriptions', uris)
      for (const uri of uris) {
        if (typeof uri !== 'string' || this.#subscribed.has(uri)) continue
        this.#subscribed.add(uri)
        await this.#open
          .request({
            method: 'resources/subscribe',
            params: new Map([['uri', uri]]),
            silence: this.#limits.handshakeTime,
          })
          .catch(() => undefined)
      }
    }
    this.#open.listen()
    return agreed
  }

  async notify(): Promise<void> {
    // Clients of this revision have nothing to notify of.
  }

  async respond(id: RequestId, reply: Reply): Promise<void> {
    await this.#open.respond(id, reply)
  }

  listen(): void {
    this.#open.listen()
  }

  async close(): Promise<void> {
    for (const held of this.#held.values()) clearTimeout(held.timer)
    this.#held.clear()
    await this.#link?.close()
  }
}

function rearm(held: Held): void {
  held.asked = new Promise((resolve) => {
    held.wake = resolve
  })
}

/** A server of an older revision has no say in whether its client is asked for input by a result. */
function withoutResultType(reply: Reply): Reply {
  if ('error' in reply || !reply.result.has('resultType')) return reply
  const result: JsonObject = new Map(reply.result)
  result.delete('resultType')
  return { result }
}

/** The parameters without what only the newer revision has. */
function withoutModern(params: JsonObject | undefined): JsonObject | undefined {
  if (params === undefined) return undefined
  const own: JsonObject = new Map(params)
  own.delete('requestState')
  own.delete('inputResponses')
  const meta: JsonObject = new Map(objectAt(params, '_meta'))
  for (const key of OWN_META) meta.delete(key)
  if (meta.size > 0) own.set('_meta', meta)
  else own.delete('_meta')
  return own
}

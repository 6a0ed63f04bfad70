import {
  GatewayError,
  METHOD_NOT_FOUND,
  misunderstanding,
  UPSTREAM_TIMEOUT,
  upstreamError,
} from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Limits } from '../limits.ts'
import {
  MessageError,
  objectAt,
  type Reply,
  type RequestId,
  type RpcFailure,
  type RpcMessage,
  type RpcNotification,
  type RpcRequest,
  type RpcResult,
  readMessages,
  replyMessage,
  stringAt,
  tokenOf,
  writeMessage,
} from '../messages.ts'
import { Cancellation, type Signal } from '../signal.ts'
import { SessionLost, type Wire, type WireEvents } from './wire.ts'

/** A request to a server. */
export interface Call {
  method: string
  params: JsonObject | undefined
  /** The client's request on whose account it is made; absent for what the gateway asks for itself. */
  exchange?: Exchange
  /** Milliseconds of silence after which it is given up. Default: `limits.silence`. */
  silence?: number
  /** Ends it early, where no client's request does. */
  signal?: Signal
  /** A stream that stays open for as long as it is wanted: no clock runs. */
  isEndless?: boolean
}

/** A connection to one server, whatever it speaks. */
export interface ServerLink {
  readonly server: string
  /** Why nothing can be sent any more; undefined while the link is good. */
  readonly lost: string | undefined
  /** What the server answered to the handshake, in the form of an InitializeResult. */
  readonly agreement: JsonObject
  /** @throws GatewayError when the server cannot be reached, does not answer in time, or refuses. */
  open(params: JsonObject): Promise<JsonObject>
  /** Tells the server that the client is ready; only the first time does anything. */
  ready(params?: JsonObject): Promise<void>
  /** @throws GatewayError when there is no answer that could be used. */
  request(call: Call): Promise<Reply>
  /** Never rejects: nobody waits for what a notification comes to. */
  notify(method: string, params: JsonObject | undefined): Promise<void>
  /** Answers a request of the server's. Never rejects. */
  respond(id: RequestId, reply: Reply): Promise<void>
  /** Opens the stream for what belongs to no request, where there is one apart. */
  listen(): void
  close(): Promise<void>
}

/** How requests are put to a server. */
export interface Dialect {
  /** Closing the stream of a request cancels it; otherwise a notification does. */
  cancelsByClosing: boolean
  /** What goes out for a call. */
  prepare(call: Call): { params: JsonObject | undefined; headers?: Record<string, string> }
}

/** The revisions with a handshake put requests as they are. */
export const plainDialect: Dialect = {
  cancelsByClosing: false,
  prepare: ({ params }) => ({ params }),
}

/** What a server says of its own accord. `call` is the request it belongs to, where that is known. */
export interface LinkEvents {
  notification(link: ServerLink, message: RpcNotification, call: Call | undefined): void
  request(link: ServerLink, message: RpcRequest, call: Call | undefined): void
}

interface Pending {
  call: Call
  abort: Cancellation
  resolve(reply: Reply): void
  reject(error: unknown): void
  silence: NodeJS.Timeout | undefined
  total: NodeJS.Timeout | undefined
}

/**
 * One MCP connection to one server, for one session. Ids and progress tokens on it are the gateway's own, so that an
 * answer can only be the answer to the request that it was sent for, whatever ids clients and servers make up.
 */
export class Link implements ServerLink {
  readonly server: string
  readonly #limits: Limits
  readonly #events: LinkEvents
  readonly #wire: Wire
  readonly #dialect: Dialect
  readonly #pending = new Map<number, Pending>()
  #lastId = 0
  #initialize: JsonObject | undefined
  #result: JsonObject | undefined
  #readying: Promise<void> | undefined
  #reopening: Promise<void> | undefined
  #lost: string | undefined

  constructor(
    server: string,
    limits: Limits,
    events: LinkEvents,
    wire: (events: WireEvents) => Wire,
    dialect: Dialect = plainDialect,
  ) {
    this.#dialect = dialect
    this.server = server
    this.#limits = limits
    this.#events = events
    this.#wire = wire({
      message: (text, request) => this.#receive(text, request),
      streams: (request) => this.#pending.get(request)?.call.exchange?.stream(),
      wanted: (request) => this.#pending.has(request),
      lost: (reason) => this.#fail(reason),
    })
  }

  /** Why nothing can be sent any more; undefined while the link is good. */
  get lost(): string | undefined {
    return this.#lost
  }

  /** What the server answered to `initialize`. */
  get agreement(): JsonObject {
    return this.#result ?? new Map()
  }

  /** @throws GatewayError when the server cannot be reached, does not answer in time, or refuses. */
  async open(params: JsonObject): Promise<JsonObject> {
    this.#initialize = params
    const reply = await this.#perform({
      method: 'initialize',
      params,
      silence: this.#limits.handshakeTime,
    })
    if ('error' in reply) {
      throw misunderstanding(
        this.server,
        `refused to initialize: ${reply.error.message.slice(0, 200)}`,
      )
    }
    const version = stringAt(reply.result, 'protocolVersion')
    if (version === undefined)
      throw upstreamError(this.server, 'did not say which revision it speaks')
    this.#wire.agreed(version)
    this.#result = reply.result
    return reply.result
  }

  /** Tells the server that the client is ready; only the first time does anything. */
  ready(params?: JsonObject): Promise<void> {
    this.#readying ??= this.notify('notifications/initialized', params)
    return this.#readying
  }

  /**
   * @throws GatewayError when there is no answer that could be used.
   */
  async request(call: Call): Promise<Reply> {
    await this.#readying
    try {
      return await this.#perform(call)
    } catch (error) {
      if (!(error instanceof SessionLost)) throw error
      await this.#reopen()
      try {
        return await this.#perform(call)
      } catch (second) {
        if (second instanceof SessionLost)
          throw upstreamError(this.server, 'keeps forgetting its sessions')
        throw second
      }
    }
  }

  /** A server that was restarted: the same handshake once more, shared by all who need it. */
  #reopen(): Promise<void> {
    this.#reopening ??= (async () => {
      try {
        if (this.#initialize === undefined) throw upstreamError(this.server, 'was not initialized')
        this.#readying = undefined
        await this.open(this.#initialize)
        await this.ready()
      } finally {
        this.#reopening = undefined
      }
    })()
    return this.#reopening
  }

  #perform(call: Call): Promise<Reply> {
    if (this.#lost !== undefined) throw upstreamError(this.server, this.#lost)
    const signal = call.exchange?.signal ?? call.signal
    if (signal?.aborted) throw signal.reason
    this.#lastId += 1
    const id = this.#lastId
    const { params, headers } = this.#dialect.prepare(call)
    const message: RpcRequest = {
      kind: 'request',
      id,
      method: call.method,
      params: withToken(params, call, id),
    }
    return new Promise<Reply>((resolve, reject) => {
      const abort = new Cancellation()
      const onCancel = (): void => this.#giveUp(id, signal?.reason)
      const settle = (): void => {
        clearTimeout(pending.silence)
        clearTimeout(pending.total)
        signal?.removeEventListener('abort', onCancel)
        this.#pending.delete(id)
      }
      const pending: Pending = {
        call,
        abort,
        resolve: (reply) => {
          settle()
          resolve(reply)
        },
        reject: (error) => {
          settle()
          reject(error)
        },
        silence: call.isEndless
          ? undefined
          : setTimeout(() => this.#timeOut(id), call.silence ?? this.#limits.silence),
        total: call.isEndless
          ? undefined
          : setTimeout(() => this.#timeOut(id), this.#limits.callTime),
      }
      this.#pending.set(id, pending)
      signal?.addEventListener('abort', onCancel, { once: true })
      this.#wire
        .send(
          {
            text: writeMessage(message),
            request: id,
            method: call.method,
            ...(headers === undefined ? {} : { headers }),
          },
          abort,
        )
        .catch((error: unknown) => this.#pending.get(id)?.reject(error))
    })
  }

  #timeOut(id: number): void {
    this.#giveUp(id, upstreamError(this.server, 'did not answer in time', UPSTREAM_TIMEOUT))
  }

  /** Stops waiting, and tells the server so. */
  #giveUp(id: number, reason: unknown): void {
    const pending = this.#pending.get(id)
    if (pending === undefined) return
    pending.reject(reason)
    if (pending.call.method !== 'initialize' && !this.#dialect.cancelsByClosing) {
      const params: JsonObject = new Map<string, Json>([['requestId', id]])
      void this.notify('notifications/cancelled', params).finally(() => pending.abort.abort(reason))
    } else pending.abort.abort(reason)
  }

  /** Never rejects: nobody waits for what a notification comes to. */
  async notify(method: string, params: JsonObject | undefined): Promise<void> {
    await this.#post({ kind: 'notification', method, params })
  }

  /** Answers a request of the server's. Never rejects. */
  async respond(id: RequestId, reply: Reply): Promise<void> {
    await this.#post(replyMessage(id, reply))
  }

  async #post(message: RpcMessage): Promise<void> {
    if (this.#lost !== undefined) return
    const signal = AbortSignal.timeout(this.#limits.handshakeTime)
    await this.#wire.send({ text: writeMessage(message) }, signal).catch(() => undefined)
  }

  listen(): void {
    this.#wire.listen()
  }

  async close(): Promise<void> {
    this.#fail('was closed')
    await this.#wire.close()
  }

  #fail(reason: string): void {
    this.#lost ??= reason
    for (const pending of [...this.#pending.values()]) {
      pending.reject(upstreamError(this.server, reason))
      pending.abort.abort(new Error(reason))
    }
  }

  #receive(text: string, request: number | undefined): void {
    let messages: RpcMessage | RpcMessage[]
    try {
      messages = readMessages(text, {
        depth: this.#limits.depth,
        values: this.#limits.messageValues,
        foldKeys: false,
      })
    } catch (error) {
      const what = error instanceof MessageError ? error.message : 'it cannot be read'
      if (request !== undefined) {
        this.#pending
          .get(request)
          ?.reject(upstreamError(this.server, `sent a message that cannot be used: ${what}`))
      }
      return
    }
    for (const message of Array.isArray(messages) ? messages : [messages])
      this.#accept(message, request)
  }

  #accept(message: RpcMessage, request: number | undefined): void {
    const own = request === undefined ? undefined : this.#pending.get(request)
    own?.silence?.refresh()
    if (message.kind === 'result' || message.kind === 'error') this.#answer(message, request)
    else if (message.kind === 'notification') {
      if (message.method === 'notifications/progress') this.#progress(message)
      else this.#events.notification(this, message, own?.call)
    } else this.#events.request(this, message, own?.call)
  }

  /**
   * An answer counts only for the request whose id it has, and, where requests have streams of their own, only on that
   * stream: otherwise a list could come in under another request and escape its filter.
   */
  #answer(message: RpcResult | RpcFailure, request: number | undefined): void {
    const id = message.id ?? (message.kind === 'error' ? request : undefined)
    const isOwn = typeof id === 'number' && (request === undefined || request === id)
    const pending = isOwn ? this.#pending.get(id) : undefined
    if (pending === undefined) {
      if (request !== undefined) {
        this.#pending
          .get(request)
          ?.reject(upstreamError(this.server, 'answered a request that was not asked'))
      }
      return
    }
    pending.resolve(
      message.kind === 'result' ? { result: message.result } : { error: message.error },
    )
  }

  /** Progress goes to the request whose token it has, under the token that its client chose. */
  #progress(message: RpcNotification): void {
    const token = tokenOf(message.params?.get('progressToken'))
    const pending = typeof token === 'number' ? this.#pending.get(token) : undefined
    const exchange = pending?.call.exchange
    if (pending === undefined || exchange?.progressToken === undefined) return
    pending.silence?.refresh()
    const params: JsonObject = new Map(message.params)
    params.set('progressToken', exchange.progressToken)
    exchange.send({ kind: 'notification', method: message.method, params })
  }
}

/** The parameters with our own progress token, or with none when the client wants no progress. */
function withToken(given: JsonObject | undefined, call: Call, id: number): JsonObject | undefined {
  const meta = objectAt(given, '_meta')
  const wanted = call.exchange?.progressToken !== undefined
  if (!wanted && meta?.has('progressToken') !== true) return given
  const ownMeta: JsonObject = new Map(meta)
  ownMeta.delete('progressToken')
  if (wanted) ownMeta.set('progressToken', id)
  const params: JsonObject = new Map(given)
  params.set('_meta', ownMeta)
  return params
}

/** The answer to a server's request for something that the client did not say it can do. */
export function notSupported(method: string): Reply {
  return { error: { code: METHOD_NOT_FOUND, message: `Method not found: ${method}` } }
}

export function isGatewayError(error: unknown): error is GatewayError {
  return error instanceof GatewayError
}

import { decodeHeader, encodeHeader, mismatch, targetOf } from '../client/mirror.ts'
import { HEADER_MISMATCH, misunderstanding, upstreamError } from '../errors.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import type { Limits } from '../limits.ts'
import { objectAt, type Reply, type RequestId, stringAt } from '../messages.ts'
import { Cancellation } from '../signal.ts'
import { LATEST_MODERN, MODERN_VERSIONS } from '../versions.ts'
import { type Call, Link, type LinkEvents, type ServerLink } from './link.ts'
import { type ParameterHeaders, parameterHeaders, valueAt } from './parameter-headers.ts'
import type { Wire, WireEvents } from './wire.ts'

export const META_VERSION = 'io.modelcontextprotocol/protocolVersion'
export const META_CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities'
export const META_CLIENT = 'io.modelcontextprotocol/clientInfo'
export const META_SERVER = 'io.modelcontextprotocol/serverInfo'
export const META_LEVEL = 'io.modelcontextprotocol/logLevel'
export const META_SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId'

/** Times that a server may ask for more input for one request. */
const ROUNDS = 16
const LISTEN_AGAIN = 5_000

/**
 * A server of revision 2026-07-28, in which each request stands alone. Requests of a client of that revision go on as
 * they are; for a client of an older one this link supplies what its requests lack, and turns a server's demand for
 * input back into questions to the client.
 */
export class ModernLink implements ServerLink {
  readonly server: string
  readonly #limits: Limits
  readonly #events: LinkEvents
  readonly #link: Link
  readonly #answers = new Map<RequestId, (reply: Reply) => void>()
  readonly #headers = new Map<string, ParameterHeaders>()
  readonly #subscribed = new Set<string>()
  #knowsHeaders = false
  #client: JsonObject = new Map()
  #agreement: JsonObject = new Map()
  #level: string | undefined
  #listening: Cancellation | undefined
  #wantsListening = false
  #lastQuestion = 0
  #closed = false

  constructor(
    server: string,
    limits: Limits,
    events: LinkEvents,
    wire: (events: WireEvents) => Wire,
  ) {
    this.server = server
    this.#limits = limits
    this.#events = events
    this.#link = new Link(
      server,
      limits,
      {
        notification: (_, message, call) => {
          const isSubscription =
            call?.method === 'subscriptions/listen' && call.exchange === undefined
          events.notification(
            this,
            isSubscription ? withoutSubscription(message) : message,
            isSubscription ? undefined : call,
          )
        },
        // This revision has none; a server that asks all the same is not answered with anything of the client's.
        request: (link, message) =>
          void link.respond(message.id, {
            error: { code: -32601, message: `Method not found: ${message.method}` },
          }),
      },
      wire,
      { cancelsByClosing: true, prepare: (call) => this.#prepare(call) },
    )
  }

  get lost(): string | undefined {
    return this.#link.lost
  }

  get agreement(): JsonObject {
    return this.#agreement
  }

  async open(params: JsonObject): Promise<JsonObject> {
    this.#client = params
    const reply = await this.#link.request({
      method: 'server/discover',
      params: new Map(),
      silence: this.#limits.handshakeTime,
    })
    if ('error' in reply)
      throw misunderstanding(
        this.server,
        `refused to be discovered: ${reply.error.message.slice(0, 200)}`,
      )
    const versions = reply.result.get('supportedVersions')
    if (
      !Array.isArray(versions) ||
      !versions.some((v) => typeof v === 'string' && MODERN_VERSIONS.includes(v))
    ) {
      throw misunderstanding(this.server, 'does not speak this revision')
    }
    const agreement: JsonObject = new Map(reply.result)
    agreement.set(
      'serverInfo',
      objectAt(objectAt(reply.result, '_meta'), META_SERVER) ??
        new Map<string, Json>([
          ['name', this.server],
          ['version', '0'],
        ]),
    )
    for (const key of ['supportedVersions', 'resultType', 'ttlMs', 'cacheScope', '_meta'])
      agreement.delete(key)
    const version = stringAt(params, 'protocolVersion')
    if (version !== undefined) agreement.set('protocolVersion', version)
    this.#agreement = agreement
    return agreement
  }

  async ready(): Promise<void> {
    // There is nothing to be told.
  }

  async request(call: Call): Promise<Reply> {
    if (isComplete(call.params)) return await this.#send(call)
    switch (call.method) {
      case 'logging/setLevel':
        this.#level = stringAt(call.params, 'level')
        return { result: new Map() }
      case 'resources/subscribe':
      case 'resources/unsubscribe': {
        const uri = stringAt(call.params, 'uri') ?? ''
        if (call.method === 'resources/subscribe') this.#subscribed.add(uri)
        else this.#subscribed.delete(uri)
        if (this.#listening !== undefined) this.#listenAnew()
        return { result: new Map() }
      }
      default:
        return await this.#withInput(call)
    }
  }

  /** Sends a call, and once more when the server says that headers for parameters were not what it wants. */
  async #send(call: Call): Promise<Reply> {
    if (call.method === 'tools/call') await this.#learnHeaders()
    const reply = await this.#link.request(call)
    if (call.method === 'tools/list' && 'result' in reply) this.#rememberHeaders(reply.result)
    if (call.method !== 'tools/call' || !('error' in reply) || reply.error.code !== HEADER_MISMATCH)
      return reply
    this.#knowsHeaders = false
    await this.#learnHeaders()
    return await this.#link.request(call)
  }

  /** For a client that knows no `input_required`: asks it what the server wants to know, and goes on with the answers. */
  async #withInput(call: Call): Promise<Reply> {
    let params = call.params
    for (let round = 0; round < ROUNDS; round += 1) {
      const reply = await this.#send({ ...call, params })
      if ('error' in reply) return reply
      if (reply.result.get('resultType') !== 'input_required') {
        const result: JsonObject = new Map(reply.result)
        result.delete('resultType')
        return { result }
      }
      const responses: JsonObject = new Map()
      for (const [key, request] of objectAt(reply.result, 'inputRequests') ?? []) {
        const answer = await this.#question(request, call)
        if ('error' in answer) return answer
        responses.set(key, answer.result)
      }
      params = new Map(call.params)
      params.set('inputResponses', responses)
      const state = reply.result.get('requestState')
      if (typeof state === 'string') params.set('requestState', state)
    }
    throw upstreamError(this.server, 'keeps asking for more input')
  }

  #question(request: Json, call: Call): Promise<Reply> {
    const method = isObject(request) ? stringAt(request, 'method') : undefined
    if (!isObject(request) || method === undefined)
      throw upstreamError(this.server, 'asked for input in a form that is none')
    this.#lastQuestion += 1
    const id = this.#lastQuestion
    const signal = call.exchange?.signal
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        this.#answers.delete(id)
        reject(signal?.reason)
      }
      signal?.addEventListener('abort', stop, { once: true })
      this.#answers.set(id, (reply) => {
        signal?.removeEventListener('abort', stop)
        resolve(reply)
      })
      this.#events.request(
        this,
        { kind: 'request', id, method, params: objectAt(request, 'params') },
        call,
      )
    })
  }

  async respond(id: RequestId, reply: Reply): Promise<void> {
    const answer = this.#answers.get(id)
    this.#answers.delete(id)
    answer?.(reply)
  }

  /** What makes a request of this revision whole: who asks, in which revision, and the headers that repeat it. */
  #prepare(call: Call): { params: JsonObject; headers: Record<string, string> } {
    const params: JsonObject = new Map(call.params)
    const meta: JsonObject = new Map(objectAt(params, '_meta'))
    if (!meta.has(META_VERSION)) {
      meta.set(META_VERSION, LATEST_MODERN)
      meta.set(META_CAPABILITIES, objectAt(this.#client, 'capabilities') ?? new Map())
      const client = objectAt(this.#client, 'clientInfo')
      if (client !== undefined) meta.set(META_CLIENT, client)
      if (this.#level !== undefined) meta.set(META_LEVEL, this.#level)
    }
    params.set('_meta', meta)
    const headers: Record<string, string> = {
      'mcp-protocol-version': stringAt(meta, META_VERSION) ?? LATEST_MODERN,
      'mcp-method': call.method,
    }
    const name = targetOf(call.method, params)
    if (name !== undefined) headers['mcp-name'] = encodeHeader(name)
    if (call.method === 'tools/call') {
      for (const { header, path } of this.#headers.get(name ?? '') ?? []) {
        const value = valueAt(params.get('arguments'), path)
        if (value !== undefined) headers[`mcp-param-${header.toLowerCase()}`] = encodeHeader(value)
      }
    }
    return { params, headers }
  }

  /** Which parameters are repeated in headers stands in the list of tools; it is fetched before the first call. */
  async #learnHeaders(): Promise<void> {
    if (this.#knowsHeaders) return
    let cursor: string | undefined
    for (let page = 0; page < this.#limits.listPages; page += 1) {
      const params: JsonObject = new Map(cursor === undefined ? [] : [['cursor', cursor]])
      const reply = await this.#link.request({
        method: 'tools/list',
        params,
        silence: this.#limits.handshakeTime,
      })
      if ('error' in reply) break
      this.#rememberHeaders(reply.result)
      cursor = stringAt(reply.result, 'nextCursor')
      if (cursor === undefined) break
    }
    this.#knowsHeaders = true
  }

  #rememberHeaders(result: JsonObject): void {
    const tools = result.get('tools')
    if (!Array.isArray(tools)) return
    for (const tool of tools) {
      const name = isObject(tool) ? stringAt(tool, 'name') : undefined
      if (isObject(tool) && name !== undefined)
        this.#headers.set(name, parameterHeaders(tool.get('inputSchema')))
    }
    if (this.#headers.size > this.#limits.listEntries) this.#headers.clear()
  }

  /**
   * Headers of a client of this revision that repeat parameters must say what the body says.
   * @throws GatewayError (header mismatch)
   */
  async checkParameterHeaders(
    tool: string,
    args: Json | undefined,
    headers: ReadonlyMap<string, string>,
  ): Promise<void> {
    await this.#learnHeaders()
    for (const { header, path, isInteger } of this.#headers.get(tool) ?? []) {
      const value = valueAt(args, path)
      const said = headers.get(`mcp-param-${header.toLowerCase()}`)
      if (value === undefined && said === undefined) continue
      if (value === undefined || said === undefined)
        throw mismatch(`Mcp-Param-${header} and the body differ`)
      const decoded = decodeHeader(said)
      const isSame =
        isInteger && decoded !== undefined && decoded.trim() !== ''
          ? Number(decoded) === Number(value)
          : decoded === value
      if (!isSame) throw mismatch(`Mcp-Param-${header} is not the value in the body`)
    }
  }

  async notify(): Promise<void> {
    // Over HTTP this revision has no notifications from clients.
  }

  listen(): void {
    this.#wantsListening = true
    if (this.#listening === undefined) this.#listenAnew()
  }

  #listenAnew(): void {
    this.#listening?.abort()
    if (this.#closed || !this.#wantsListening) return
    const controller = new Cancellation()
    this.#listening = controller
    const filter: JsonObject = new Map<string, Json>([
      ['toolsListChanged', true],
      ['promptsListChanged', true],
      ['resourcesListChanged', true],
    ])
    if (this.#subscribed.size > 0) filter.set('resourceSubscriptions', [...this.#subscribed])
    const ended = (): void => {
      if (this.#listening !== controller || this.#closed) return
      setTimeout(() => {
        if (this.#listening === controller) this.#listenAnew()
      }, LISTEN_AGAIN).unref()
    }
    this.#link
      .request({
        method: 'subscriptions/listen',
        params: new Map([['notifications', filter]]),
        isEndless: true,
        signal: controller,
      })
      .then(
        // A server that has no such stream says so once.
        (reply) => 'result' in reply && ended(),
        () => ended(),
      )
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#listening?.abort()
    for (const answer of this.#answers.values())
      answer({ error: { code: -32603, message: 'closed' } })
    this.#answers.clear()
    await this.#link.close()
  }
}

/** Whether a request says all by itself what this revision wants: then it is a client's own. */
function isComplete(params: JsonObject | undefined): boolean {
  return objectAt(params, '_meta')?.has(META_VERSION) === true
}

function withoutSubscription<T extends { params: JsonObject | undefined }>(message: T): T {
  const meta = objectAt(message.params, '_meta')
  if (meta?.has(META_SUBSCRIPTION) !== true) return message
  const ownMeta: JsonObject = new Map(meta)
  ownMeta.delete(META_SUBSCRIPTION)
  return { ...message, params: new Map(message.params).set('_meta', ownMeta) }
}

import { GatewayError, INTERNAL_ERROR, TOO_MANY } from './errors.ts'
import type { Gate } from './gate.ts'
import { isObject, type JsonObject } from './json.ts'
import type { Limits } from './limits.ts'
import {
  objectAt,
  type RequestId,
  type RpcFailure,
  type RpcNotification,
  type RpcRequest,
  type RpcResult,
  tokenOf,
} from './messages.ts'
import { type Call, notSupported, type ServerLink } from './upstream/link.ts'

/** What a client of any revision may be asked → the capability that it must have declared for it. */
export const QUESTIONS: ReadonlyMap<string, string> = new Map([
  ['roots/list', 'roots'],
  ['sampling/createMessage', 'sampling'],
  ['elicitation/create', 'elicitation'],
])

/** The same for a server's request of a revision that has requests of servers. */
const CLIENT_METHODS = new Map([
  ...QUESTIONS,
  ['tasks/get', 'tasks'],
  ['tasks/result', 'tasks'],
  ['tasks/list', 'tasks'],
  ['tasks/cancel', 'tasks'],
])

/** A request that a server made of the client. */
interface Asked {
  link: ServerLink
  id: RequestId
  progressToken: RequestId | undefined
}

export interface QuestionsOptions {
  gate: Gate
  limits: Limits
  /** What the client said that it can do. */
  capabilities: JsonObject
  /** Sends the client something; `call` is the request it belongs to, where that is known. */
  tell(message: RpcRequest | RpcNotification, call?: Call): void
}

/** What servers ask of one client, under ids of the gateway's own: an answer reaches only the server that asked. */
export class Questions {
  readonly #options: QuestionsOptions
  readonly #asked = new Map<number, Asked>()
  #lastId = 0

  constructor(options: QuestionsOptions) {
    this.#options = options
  }

  /** A server asks something of the client. Never rejects. */
  async ask(link: ServerLink, message: RpcRequest, call: Call | undefined): Promise<void> {
    const { gate, limits, capabilities, tell } = this.#options
    const { method, params } = message
    if (method === 'ping') return await link.respond(message.id, { result: new Map() })
    const capability = CLIENT_METHODS.get(method)
    if (capability === undefined || !isObject(capabilities.get(capability))) {
      return await link.respond(message.id, notSupported(method))
    }
    if (this.#asked.size >= limits.serverRequestsInFlight) {
      return await link.respond(message.id, {
        error: { code: TOO_MANY, message: 'Too many requests to the client' },
      })
    }
    try {
      await gate.admitServerRequest(link.server, method)
    } catch (error) {
      const refusal =
        error instanceof GatewayError
          ? error.error
          : { code: INTERNAL_ERROR, message: 'Internal error' }
      return await link.respond(message.id, { error: refusal })
    }
    this.#lastId += 1
    const id = this.#lastId
    const progressToken = tokenOf(objectAt(params, '_meta')?.get('progressToken'))
    this.#asked.set(id, { link, id: message.id, progressToken })
    tell(
      { kind: 'request', id, method, params: withProgressToken(params, progressToken, id) },
      call,
    )
  }

  /** Takes the client's answer to a server's request; one that was not asked for goes nowhere. */
  async answered(message: RpcResult | RpcFailure): Promise<void> {
    const asked = typeof message.id === 'number' ? this.#asked.get(message.id) : undefined
    if (asked === undefined) return
    this.#asked.delete(message.id as number)
    await asked.link.respond(
      asked.id,
      message.kind === 'result' ? { result: message.result } : { error: message.error },
    )
  }

  /** Takes the client's word on how far it is with a question. */
  async progressed({ method, params }: RpcNotification): Promise<void> {
    const token = params?.get('progressToken')
    const asked = typeof token === 'number' ? this.#asked.get(token) : undefined
    if (asked?.progressToken === undefined) return
    await asked.link.notify(method, new Map(params).set('progressToken', asked.progressToken))
  }

  /** A server takes back what it asked. */
  withdraw(link: ServerLink, params: JsonObject | undefined): void {
    const requestId = tokenOf(params?.get('requestId'))
    for (const [id, asked] of this.#asked) {
      if (asked.link !== link || asked.id !== requestId) continue
      this.#asked.delete(id)
      this.#options.tell({
        kind: 'notification',
        method: 'notifications/cancelled',
        params: new Map(params).set('requestId', id),
      })
    }
  }
}

function withProgressToken(
  params: JsonObject | undefined,
  wanted: RequestId | undefined,
  own: number,
): JsonObject | undefined {
  if (wanted === undefined) return params
  const meta: JsonObject = new Map(objectAt(params, '_meta'))
  meta.set('progressToken', own)
  return new Map(params).set('_meta', meta)
}

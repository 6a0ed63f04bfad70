import type { Exchange } from '../exchange.ts'
import type { Gate } from '../gate.ts'
import type { JsonObject } from '../json.ts'
import { objectAt, type RpcNotification, type RpcRequest, stringAt } from '../messages.ts'
import { META_SUBSCRIPTION } from '../upstream/modern-link.ts'

/** What a client may listen for → the notification, and whether only an open server may send it. */
const SUBSCRIPTIONS = new Map([
  ['toolsListChanged', { method: 'notifications/tools/list_changed', needsOpen: false }],
  ['promptsListChanged', { method: 'notifications/prompts/list_changed', needsOpen: true }],
  ['resourcesListChanged', { method: 'notifications/resources/list_changed', needsOpen: true }],
  ['resourceSubscriptions', { method: 'notifications/resources/updated', needsOpen: true }],
])
/** Whether somebody who listens with this filter is told what a server says. */
export function wants(
  gate: Gate,
  filter: JsonObject,
  server: string,
  message: RpcNotification,
): boolean {
  if (gate.hears(server).decision === 'blocked') return false
  for (const [key, { method, needsOpen }] of SUBSCRIPTIONS) {
    if (method !== message.method) continue
    if (needsOpen && gate.opens(server).decision === 'blocked') return false
    const wanted = filter.get(key)
    return Array.isArray(wanted)
      ? wanted.includes(stringAt(message.params, 'uri') ?? '')
      : wanted === true
  }
  return false
}

/** What of a filter means anything here, and may be had from at least one server. */
export function allowedFilter(
  gate: Gate,
  servers: readonly string[],
  wanted: JsonObject,
): JsonObject {
  const anyOpen = servers.some((server) => gate.opens(server).decision !== 'blocked')
  const filter: JsonObject = new Map()
  for (const [key, { needsOpen }] of SUBSCRIPTIONS) {
    const value = wanted.get(key)
    if (needsOpen && !anyOpen) continue
    if (key === 'resourceSubscriptions') {
      if (Array.isArray(value))
        filter.set(key, value.filter((uri) => typeof uri === 'string').slice(0, 1_000))
    } else if (value === true) filter.set(key, true)
  }
  return filter
}

/** The part of a filter that one server may answer to. */
export function filterFor(gate: Gate, server: string, filter: JsonObject): JsonObject {
  const isOpen = gate.opens(server).decision !== 'blocked'
  return new Map(
    [...filter].filter(([key]) => isOpen || SUBSCRIPTIONS.get(key)?.needsOpen === false),
  )
}

/** One client's subscription: the acknowledgement first, then what comes, all under the id that the client knows. */
export class SubscriptionStream {
  readonly #id: RpcRequest['id']
  readonly #exchange: Exchange
  readonly #agreed: JsonObject = new Map()
  #missing: number
  #isAcknowledged = false
  readonly #early: RpcNotification[] = []

  constructor(id: RpcRequest['id'], exchange: Exchange, servers: number) {
    this.#id = id
    this.#exchange = exchange
    this.#missing = servers
  }

  agreed(filter: JsonObject): void {
    for (const [key, value] of filter) this.#agreed.set(key, value)
    this.#missing -= 1
    if (this.#missing <= 0) this.agree()
  }

  agree(): void {
    if (this.#isAcknowledged) return
    this.#isAcknowledged = true
    const params: JsonObject = new Map([['notifications', this.#agreed]])
    this.#send({ kind: 'notification', method: 'notifications/subscriptions/acknowledged', params })
    for (const message of this.#early.splice(0)) this.#send(message)
  }

  forward(message: RpcNotification): void {
    if (this.#isAcknowledged) this.#send(message)
    else if (this.#early.length < 100) this.#early.push(message)
  }

  #send(message: RpcNotification): void {
    const meta: JsonObject = new Map(objectAt(message.params, '_meta'))
    meta.set(META_SUBSCRIPTION, this.#id)
    this.#exchange.send({ ...message, params: new Map(message.params).set('_meta', meta) })
  }
}

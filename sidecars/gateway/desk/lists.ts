import type { Entry } from '../catalogue.ts'
import { METHOD_NOT_FOUND, UPSTREAM_TIMEOUT, upstreamError } from '../errors.ts'
import { isObject, type JsonObject } from '../json.ts'
import type { Limits } from '../limits.ts'
import { objectAt, stringAt } from '../messages.ts'
import { isGatewayError, type ServerLink } from '../upstream/link.ts'
import type { View } from './means.ts'

export type ListMethod =
  | 'tools/list'
  | 'prompts/list'
  | 'resources/list'
  | 'resources/templates/list'

/** Where a list stands in its answer, and what tells its entries apart. */
export const LISTS: Readonly<Record<ListMethod, { key: string; identity: string }>> = {
  'tools/list': { key: 'tools', identity: 'name' },
  'prompts/list': { key: 'prompts', identity: 'name' },
  'resources/list': { key: 'resources', identity: 'uri' },
  'resources/templates/list': { key: 'resourceTemplates', identity: 'uriTemplate' },
}

/** For how long a server that gave no list in time is not waited for again. */
const IMPATIENCE = 60_000
const SHORT_TIME = 500

/** Asks servers for whole lists, on behalf of nobody's request. */
export class Lists {
  readonly #view: View
  readonly #limits: Limits
  readonly #slow = new Map<string, number>()

  constructor(view: View, limits: Limits) {
    this.#view = view
    this.#limits = limits
  }

  /** The list of every one of these servers that answers. @throws GatewayError when none does. */
  async ofAll(method: ListMethod, servers: readonly string[] = this.#view.names): Promise<Entry[]> {
    const outcomes = await Promise.allSettled(servers.map((server) => this.of(server, method)))
    const entries = outcomes.flatMap((outcome) =>
      outcome.status === 'fulfilled' ? outcome.value : [],
    )
    const failure = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failure !== undefined && !outcomes.some(({ status }) => status === 'fulfilled'))
      throw failure.reason
    return entries
  }

  /** All pages of one server's list. @throws GatewayError */
  async of(server: string, method: ListMethod): Promise<Entry[]> {
    const link = await this.#view.servers.link(server)
    if (!offers(link, method)) return []
    const entries: Entry[] = []
    let cursor: string | undefined
    for (let page = 0; page < this.#limits.listPages; page += 1) {
      const result = await this.#page(link, method, cursor)
      if (result === undefined) return []
      entries.push(...entriesOf(server, result, method))
      cursor = stringAt(result, 'nextCursor')
      if (cursor === undefined) return entries
      if (entries.length > this.#limits.listEntries) break
    }
    throw upstreamError(server, 'gave a list without an end')
  }

  async #page(
    link: ServerLink,
    method: ListMethod,
    cursor: string | undefined,
  ): Promise<JsonObject | undefined> {
    const { server } = link
    const isSlow = Date.now() < (this.#slow.get(server) ?? 0)
    const time = this.#limits.handshakeTime
    const params: JsonObject = new Map(cursor === undefined ? [] : [['cursor', cursor]])
    try {
      const silence = isSlow ? Math.min(SHORT_TIME, time) : time
      const reply = await link.request({ method, params, silence })
      this.#slow.delete(server)
      if ('result' in reply) return reply.result
      if (reply.error.code === METHOD_NOT_FOUND) return undefined
      throw upstreamError(server, `gave no list: ${reply.error.message.slice(0, 200)}`)
    } catch (error) {
      if (isGatewayError(error) && error.error.code === UPSTREAM_TIMEOUT)
        this.#slow.set(server, Date.now() + IMPATIENCE)
      throw error
    }
  }
}

/** Whether the server said at the handshake that it has such lists. */
export function offers(link: ServerLink, method: string): boolean {
  const capability = method.split('/', 1)[0] ?? ''
  return objectAt(link.agreement, 'capabilities')?.has(capability) === true
}

/** The entries in one answer. @throws GatewayError when there is no list in it */
export function entriesOf(server: string, result: JsonObject, method: ListMethod): Entry[] {
  const { key, identity } = LISTS[method]
  return namedIn(server, result, key, identity)
}

export function namedIn(
  server: string,
  result: JsonObject,
  key: string,
  identity: string,
): Entry[] {
  const list = result.get(key)
  if (!Array.isArray(list)) throw upstreamError(server, `gave an answer without '${key}'`)
  const entries: Entry[] = []
  for (const definition of list) {
    const name = isObject(definition) ? stringAt(definition, identity) : undefined
    if (isObject(definition) && name !== undefined) entries.push({ server, name, definition })
  }
  return entries
}

/** What a list shows of an entry under the name that the client knows it by. */
export function renamed({ definition }: Entry, name: string): JsonObject {
  return new Map(definition).set('name', name)
}

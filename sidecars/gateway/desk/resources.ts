import { gatewayError, INVALID_PARAMS } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import type { JsonObject } from '../json.ts'
import { type Reply, stringAt } from '../messages.ts'
import { entriesOf, LISTS, type Lists, offers } from './lists.ts'
import { type DeskMeans, invalid, type View, withMember } from './means.ts'
import { acceptedOnly, isAccepted, pinViolation } from './pinned.ts'

type ResourceList = 'resources/list' | 'resources/templates/list'

/** Resources and their templates, of servers that the policy opens whole. */
export class ResourceDesk {
  readonly #view: View
  readonly #lists: Lists
  readonly #means: DeskMeans

  constructor(view: View, lists: Lists, means: DeskMeans) {
    this.#view = view
    this.#lists = lists
    this.#means = means
  }

  async list(
    method: ResourceList,
    open: readonly string[],
    params: JsonObject | undefined,
    exchange: Exchange,
  ): Promise<Reply> {
    const { pins } = this.#means
    const { isJoined, only } = this.#view
    const { key } = LISTS[method]
    if (isJoined) {
      const entries = acceptedOnly(pins, method, await this.#lists.ofAll(method, open))
      return { result: new Map([[key, entries.map(({ definition }) => definition)]]) }
    }
    const reply = await this.#view.forward(only, method, params, exchange)
    if ('error' in reply || !pins.isPinned(only)) return reply
    const entries = acceptedOnly(pins, method, entriesOf(only, reply.result, method))
    return {
      result: withMember(
        reply.result,
        key,
        entries.map(({ definition }) => definition),
      ),
    }
  }

  /** Reads a resource, or listens for its changes. */
  async use(
    method: string,
    open: readonly string[],
    params: JsonObject | undefined,
    exchange: Exchange,
  ): Promise<Reply> {
    const uri = stringAt(params, 'uri')
    if (params === undefined || uri === undefined) throw invalid(`${method} needs a uri`)
    const server = await this.meaning(open, uri)
    const { gate } = this.#means
    const action = method.replace('resources/', 'resource-')
    const violation = (await this.#isAccepted(server, uri))
      ? undefined
      : pinViolation(gate.opens(server), server, 'The resource')
    await gate.admitThing('resource', action, server, uri, violation)
    return await this.#view.forward(server, method, params, exchange)
  }

  async #isAccepted(server: string, uri: string): Promise<boolean> {
    const { pins } = this.#means
    const lists = this.#lists
    return (
      (await isAccepted(pins, lists, server, 'resources/list', (name) => name === uri)) &&
      (await isAccepted(pins, lists, server, 'resources/templates/list', (template) =>
        matchesTemplate(template, uri),
      ))
    )
  }

  /** The server that a resource is on. In a joined view: the only one that can have it, or says it has it. */
  async meaning(open: readonly string[], uri: string): Promise<string> {
    const { isJoined, only, servers } = this.#view
    if (!isJoined || open.length === 0) return only
    const offering: string[] = []
    for (const server of open) {
      const link = await servers.link(server).catch(() => undefined)
      if (link !== undefined && offers(link, 'resources/list')) offering.push(server)
    }
    const [first] = offering
    if (first === undefined) throw invalid('no server has resources')
    if (offering.length === 1) return first
    const owners = await this.#owners(offering, uri)
    const [owner] = owners
    if (owner === undefined) throw gatewayError(INVALID_PARAMS, 'Resource not found', { uri })
    if (owners.size === 1) return owner
    throw invalid(
      `several servers have this resource: read it at /mcp/${[...owners].join(' or /mcp/')}`,
    )
  }

  /**
   * Those that list the resource or have a template for it: a server must not take over what another has a template for
   * by listing it.
   */
  async #owners(servers: readonly string[], uri: string): Promise<ReadonlySet<string>> {
    const [listed, templates] = await Promise.all([
      this.#lists.ofAll('resources/list', servers),
      this.#lists.ofAll('resources/templates/list', servers),
    ])
    const owners = [
      ...listed.filter(({ name }) => name === uri),
      ...templates.filter(({ name }) => matchesTemplate(name, uri)),
    ]
    return new Set(owners.map(({ server }) => server))
  }
}

/** Whether a URI can have come of a template: its literal parts in their order. Linear, whatever the template. */
export function matchesTemplate(template: string, uri: string): boolean {
  const literals = template.split(/\{[^{}]*\}/)
  const [first = ''] = literals
  if (literals.length === 1) return template === uri
  if (!uri.startsWith(first)) return false
  let at = first.length
  for (const literal of literals.slice(1, -1)) {
    const found = uri.indexOf(literal, at)
    if (found < 0) return false
    at = found + literal.length
  }
  const last = literals.at(-1) ?? ''
  return uri.length - last.length >= at && uri.endsWith(last)
}

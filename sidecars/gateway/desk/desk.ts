import { gatewayError, METHOD_NOT_FOUND } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import type { JsonObject } from '../json.ts'
import { objectAt, type Reply, type RpcRequest, stringAt } from '../messages.ts'
import { Lists, namedIn, offers } from './lists.ts'
import { type CallCheck, type DeskMeans, invalid, type Servers, View, withMember } from './means.ts'
import { PromptDesk } from './prompts.ts'
import { ResourceDesk } from './resources.ts'
import { ToolDesk } from './tools.ts'

/** How long a joined view waits for servers to take a new log level. */
const LEVEL_TIME = 2_000

const OPEN_LISTS = new Map([
  ['prompts/list', 'prompts'],
  ['resources/list', 'resources'],
  ['resources/templates/list', 'resourceTemplates'],
])

/**
 * Answers a client's requests: decides what they mean, asks the gate, and forwards to the server that is meant.
 * A method that is not in its table does not exist.
 */
export class Desk {
  readonly #view: View
  readonly #means: DeskMeans
  readonly #tools: ToolDesk
  readonly #prompts: PromptDesk
  readonly #resources: ResourceDesk

  /** @param checkCall what else must be true of a call that the gate admits, before the server hears of it. */
  constructor(servers: Servers, means: DeskMeans, checkCall?: CallCheck) {
    this.#view = new View(servers)
    this.#means = means
    const lists = new Lists(this.#view, means.limits)
    this.#tools = new ToolDesk(this.#view, lists, means, checkCall)
    this.#prompts = new PromptDesk(this.#view, lists, means)
    this.#resources = new ResourceDesk(this.#view, lists, means)
  }

  /** A list of some server has changed: what names mean is found out anew. */
  forget(): void {
    this.#tools.forget()
  }

  /** @throws GatewayError: the answer to the client. */
  async handle({ method, params }: RpcRequest, exchange: Exchange): Promise<Reply> {
    switch (method) {
      case 'ping':
        return { result: new Map() }
      case 'tools/list':
        return await this.#tools.list(params, exchange)
      case 'tools/call':
        return await this.#tools.call(params, exchange)
      case 'prompts/list':
      case 'resources/list':
      case 'resources/templates/list':
        return await this.#listOpen(method, params, exchange)
      case 'prompts/get':
        return await this.#prompts.get(this.#openServers(), params, exchange)
      case 'resources/read':
      case 'resources/subscribe':
      case 'resources/unsubscribe':
        return await this.#resources.use(method, this.#openServers(), params, exchange)
      case 'completion/complete':
        return await this.#complete(params, exchange)
      case 'logging/setLevel':
        return await this.#setLevel(params, exchange)
      case 'tasks/get':
      case 'tasks/result':
      case 'tasks/cancel':
      case 'tasks/update':
        return await this.#useTask(method, params, exchange)
      case 'tasks/list':
        return await this.#listTasks(params, exchange)
      default:
        throw gatewayError(METHOD_NOT_FOUND, `Method not found: ${method}`)
    }
  }

  /** Those whose prompts and resources may be used: the policy opens them whole. */
  #openServers(): string[] {
    const { gate } = this.#means
    return this.#view.names.filter((server) => gate.opens(server).decision !== 'blocked')
  }

  async #listOpen(
    method: 'prompts/list' | 'resources/list' | 'resources/templates/list',
    params: JsonObject | undefined,
    exchange: Exchange,
  ): Promise<Reply> {
    const open = this.#openServers()
    if (open.length === 0) return { result: new Map([[OPEN_LISTS.get(method) ?? '', []]]) }
    if (this.#view.isJoined && params?.has('cursor')) throw invalid('unknown cursor')
    return method === 'prompts/list'
      ? await this.#prompts.list(open, params, exchange)
      : await this.#resources.list(method, open, params, exchange)
  }

  async #complete(params: JsonObject | undefined, exchange: Exchange): Promise<Reply> {
    const ref = objectAt(params, 'ref')
    const type = stringAt(ref, 'type')
    if (params === undefined || ref === undefined) throw invalid('completion/complete needs a ref')
    const open = this.#openServers()
    if (type === 'ref/prompt') {
      const asked = stringAt(ref, 'name')
      if (asked === undefined) throw invalid('ref/prompt needs a name')
      const { server, name } = await this.#prompts.meaning(open, asked)
      await this.#means.gate.admitThing('completion', 'complete', server, name)
      const forwarded = withMember(params, 'ref', withMember(ref, 'name', name))
      return await this.#view.forward(server, 'completion/complete', forwarded, exchange)
    }
    if (type !== 'ref/resource') throw invalid('the type of ref is not known')
    const uri = stringAt(ref, 'uri')
    if (uri === undefined) throw invalid('ref/resource needs a uri')
    const server = await this.#resources.meaning(open, uri)
    await this.#means.gate.admitThing('completion', 'complete', server, uri)
    return await this.#view.forward(server, 'completion/complete', params, exchange)
  }

  async #setLevel(params: JsonObject | undefined, exchange: Exchange): Promise<Reply> {
    const { isJoined, only, names, servers } = this.#view
    const method = 'logging/setLevel'
    if (!isJoined) return await this.#view.forward(only, method, params, exchange)
    const replies = await Promise.allSettled(
      names.map(async (server) => {
        const link = await servers.link(server)
        if (!offers(link, 'logging')) throw new Error('it logs nothing')
        return await link.request({ method, params, exchange, silence: LEVEL_TIME })
      }),
    )
    if (replies.some((reply) => reply.status === 'fulfilled' && 'result' in reply.value))
      return { result: new Map() }
    throw gatewayError(METHOD_NOT_FOUND, `Method not found: ${method}`)
  }

  // Tasks: only those that came of calls of this service

  async #useTask(
    method: string,
    params: JsonObject | undefined,
    exchange: Exchange,
  ): Promise<Reply> {
    const id = stringAt(params, 'taskId')
    const server = id === undefined ? undefined : this.#means.tasks.serverOf(id, this.#view.names)
    if (id === undefined || server === undefined) throw invalid('unknown task')
    return await this.#view.forward(server, method, params, exchange)
  }

  async #listTasks(params: JsonObject | undefined, exchange: Exchange): Promise<Reply> {
    const { isJoined, only, names } = this.#view
    if (isJoined)
      throw gatewayError(METHOD_NOT_FOUND, 'Method not found: tasks/list is there at /mcp/NAME')
    const reply = await this.#view.forward(only, 'tasks/list', params, exchange)
    if ('error' in reply) return reply
    const own = namedIn(only, reply.result, 'tasks', 'taskId')
      .filter(({ name }) => this.#means.tasks.serverOf(name, names) === only)
      .map(({ definition }) => definition)
    return { result: withMember(reply.result, 'tasks', own) }
  }
}

import type { Decision } from '../../policy/decision.ts'
import { type Entry, type Joined, joinNames, possibleMeanings } from './catalogue.ts'
import {
  type GatewayError,
  gatewayError,
  INVALID_PARAMS,
  METHOD_NOT_FOUND,
  upstreamError,
} from './errors.ts'
import type { Exchange } from './exchange.ts'
import { type Gate, isToolName } from './gate.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import type { Limits } from './limits.ts'
import { objectAt, type Reply, type RpcRequest, stringAt } from './messages.ts'
import type { Pins } from './pins.ts'
import type { Tasks } from './tasks.ts'
import type { ServerLink } from './upstream/link.ts'

/** The servers that one client speaks with. */
export interface Servers {
  /** Names, in the order of the configuration. */
  readonly names: readonly string[]
  /** @throws GatewayError when that server cannot be used now. */
  link(server: string): Promise<ServerLink>
}

/** What a desk works with. */
export interface DeskMeans {
  gate: Gate
  limits: Limits
  tasks: Tasks
  pins: Pins
}

/** @throws GatewayError when the call must not go on. */
export type CallCheck = (
  server: string,
  tool: string,
  args: Json | undefined,
  exchange: Exchange,
) => Promise<void>

/** How often unknown names may make the gateway ask all servers for their lists. */
const REFRESH_EVERY = 2_000

type ListMethod = 'tools/list' | 'prompts/list' | 'resources/list' | 'resources/templates/list'
const LIST_KEYS = new Map<ListMethod, string>([
  ['tools/list', 'tools'],
  ['prompts/list', 'prompts'],
  ['resources/list', 'resources'],
  ['resources/templates/list', 'resourceTemplates'],
])

/**
 * Answers a client's requests: decides what they mean, asks the gate, and forwards to the server that is meant.
 * A method that is not in its table does not exist.
 */
export class Desk {
  readonly #servers: Servers
  readonly #gate: Gate
  readonly #limits: Limits
  readonly #tasks: Tasks
  readonly #pins: Pins
  readonly #checkCall: CallCheck | undefined
  /** Pinned servers → their tools as they are defined now. */
  readonly #pinned = new Map<string, Map<string, JsonObject>>()
  #known: { tools: Joined; hidden: Entry[]; digest: string; at: number } | undefined
  #refreshing: Promise<void> | undefined
  #knownPrompts: Joined | undefined

  /** @param checkCall what else must be true of a call that the gate admits, before the server hears of it. */
  constructor(servers: Servers, means: DeskMeans, checkCall?: CallCheck) {
    this.#servers = servers
    this.#gate = means.gate
    this.#limits = means.limits
    this.#tasks = means.tasks
    this.#pins = means.pins
    this.#checkCall = checkCall
  }

  get #isJoined(): boolean {
    return this.#servers.names.length !== 1
  }

  /** The only server, where there is one. */
  get #only(): string {
    return this.#servers.names[0] ?? ''
  }

  /** A list of some server has changed: what names mean is found out anew. */
  forget(): void {
    this.#pinned.clear()
    if (this.#known !== undefined) this.#known.digest = ''
  }

  /** @throws GatewayError: the answer to the client. */
  async handle(request: RpcRequest, exchange: Exchange): Promise<Reply> {
    const { method, params } = request
    switch (method) {
      case 'ping':
        return { result: new Map() }
      case 'tools/list':
        return await this.#listTools(params, exchange)
      case 'tools/call':
        return await this.#callTool(params, exchange)
      case 'prompts/list':
      case 'resources/list':
      case 'resources/templates/list':
        return await this.#listOthers(method, params, exchange)
      case 'prompts/get':
        return await this.#getPrompt(params, exchange)
      case 'resources/read':
      case 'resources/subscribe':
      case 'resources/unsubscribe':
        return await this.#useResource(method, params, exchange)
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

  async #forward(
    server: string,
    method: string,
    params: JsonObject | undefined,
    exchange: Exchange,
  ): Promise<Reply> {
    const link = await this.#servers.link(server)
    return await link.request({ method, params, exchange })
  }

  // Tools

  async #listTools(params: JsonObject | undefined, exchange: Exchange): Promise<Reply> {
    if (!this.#isJoined) {
      await this.#gate.admitList(this.#only)
      const reply = await this.#forward(this.#only, 'tools/list', params, exchange)
      if ('error' in reply) return reply
      const tools = this.#toolsOf(this.#only, reply.result).filter((entry) => this.#isShown(entry))
      return {
        result: withMember(
          reply.result,
          'tools',
          tools.map(({ definition }) => definition),
        ),
      }
    }
    if (params?.has('cursor')) throw gatewayError(INVALID_PARAMS, 'Invalid params: unknown cursor')
    for (const server of this.#servers.names) await this.#gate.admitList(server)
    await this.#refresh()
    const shown = this.#current().tools.shown
    return { result: new Map([['tools', shown.map(({ name, entry }) => renamed(entry, name))]]) }
  }

  #isShown(entry: Entry): boolean {
    const { server, name, definition } = entry
    return this.#gate.shows(server, name) && this.#pins.accepts(server, name, definition)
  }

  /** The tools in an answer. Two of one name: the first counts, so that what was shown is what is meant. */
  #toolsOf(server: string, result: JsonObject): Entry[] {
    const seen = new Set<string>()
    const tools = entriesOf(server, result, 'tools', 'name').filter(({ name }) => {
      if (!isToolName(name) || seen.has(name)) return false
      seen.add(name)
      return true
    })
    if (this.#pins.isPinned(server)) {
      const known = this.#pinned.get(server) ?? new Map<string, JsonObject>()
      for (const { name, definition } of tools) known.set(name, definition)
      this.#pinned.set(server, known)
    }
    return tools
  }

  /** The verdict on a call: what the policy says, and then what was accepted of the tool. */
  async #judge(server: string, tool: string, args: Json | undefined): Promise<Decision> {
    const decision = this.#gate.judgeCall(server, tool, args)
    if (decision.decision === 'blocked' || !this.#pins.isPinned(server)) return decision
    if (this.#pinned.get(server)?.has(tool) !== true) {
      await this.#allPages(server, 'tools/list', (name, result) => this.#toolsOf(name, result))
    }
    const definition = this.#pinned.get(server)?.get(tool)
    // A tool that is in no list has no definition that anybody could have accepted.
    if (definition === undefined) throw unknownTool(tool)
    return this.#pins.accepts(server, tool, definition)
      ? decision
      : pinViolation(decision, server, tool)
  }

  async #callTool(params: JsonObject | undefined, exchange: Exchange): Promise<Reply> {
    const name = stringAt(params, 'name')
    if (params === undefined || name === undefined) throw invalid('tools/call needs a name')
    if (!isToolName(name)) throw unknownTool(name)
    const args = params.get('arguments')
    if (args !== undefined && !isObject(args)) throw invalid('arguments must be an object')
    const { server, tool } = this.#isJoined
      ? await this.#meaning(name, args)
      : { server: this.#only, tool: name }
    await this.#gate.admitCall(server, tool, args, await this.#judge(server, tool, args))
    await this.#checkCall?.(server, tool, args, exchange)
    const forwarded: JsonObject = new Map(params)
    forwarded.set('name', tool)
    const reply = await this.#forward(server, 'tools/call', forwarded, exchange)
    if ('result' in reply) this.#tasks.remember(server, reply.result)
    return reply
  }

  /**
   * Which tool of which server a name means. What is denied everywhere is answered at once: no server is asked
   * anything on account of it.
   */
  async #meaning(name: string, args: Json | undefined): Promise<{ server: string; tool: string }> {
    const known = this.#known === undefined ? undefined : this.#current().tools.byName.get(name)
    if (known !== undefined) return { server: known.server, tool: known.name }
    const meanings = possibleMeanings(name, this.#servers.names)
    const first = meanings[0] ?? { server: '', name }
    const verdicts = meanings.map((meaning) =>
      this.#gate.judgeCall(meaning.server, meaning.name, args),
    )
    if (verdicts.every(({ decision }) => decision === 'blocked'))
      return { server: first.server, tool: first.name }
    await this.#refreshSometimes()
    const { tools, hidden } = this.#current()
    const found = tools.byName.get(name)
    if (found !== undefined) return { server: found.server, tool: found.name }
    const all = [...tools.shown.map(({ entry }) => entry), ...hidden]
    const meant = all.filter((entry) =>
      meanings.some((m) => m.server === entry.server && m.name === entry.name),
    )
    const [only] = meant
    if (meant.length === 1 && only !== undefined) return { server: only.server, tool: only.name }
    if (meant.length > 1) {
      const names = tools.shown
        .filter(({ entry }) => meant.includes(entry))
        .map((shown) => shown.name)
      if (names.length > 1)
        throw invalid(`several servers have a tool '${name}': call ${names.join(' or ')}`)
      if (only !== undefined) return { server: only.server, tool: only.name }
    }
    throw unknownTool(name)
  }

  /** What names mean under the policy of this moment. */
  #current(): { tools: Joined; hidden: Entry[] } {
    const known = this.#known
    if (known === undefined) return { tools: { shown: [], byName: new Map() }, hidden: [] }
    if (known.digest !== this.#gate.digest) {
      this.#sort([...known.tools.shown.map(({ entry }) => entry), ...known.hidden], known.at)
    }
    return this.#known ?? known
  }

  #sort(entries: Entry[], at: number): void {
    const order = new Map(this.#servers.names.map((name, index) => [name, index]))
    const sorted = entries.toSorted(
      (a, b) => (order.get(a.server) ?? 0) - (order.get(b.server) ?? 0),
    )
    const tools = joinNames(sorted.filter((entry) => this.#isShown(entry)))
    const hidden = sorted.filter((entry) => !this.#isShown(entry))
    this.#known = { tools, hidden, digest: this.#gate.digest, at }
  }

  async #refreshSometimes(): Promise<void> {
    if (
      this.#known !== undefined &&
      this.#known.digest !== '' &&
      Date.now() - this.#known.at < REFRESH_EVERY
    )
      return
    await this.#refresh()
  }

  #refresh(): Promise<void> {
    this.#refreshing ??= (async () => {
      try {
        const at = Date.now()
        const lists = await this.#collect('tools/list', (server, result) =>
          this.#toolsOf(server, result),
        )
        this.#sort(lists, at)
      } finally {
        this.#refreshing = undefined
      }
    })()
    return this.#refreshing
  }

  /** The whole list of every server that answers. @throws GatewayError when none does. */
  async #collect(
    method: ListMethod,
    read: (server: string, result: JsonObject) => Entry[],
    servers: readonly string[] = this.#servers.names,
  ): Promise<Entry[]> {
    const outcomes = await Promise.allSettled(
      servers.map((server) => this.#allPages(server, method, read)),
    )
    const entries = outcomes.flatMap((outcome) =>
      outcome.status === 'fulfilled' ? outcome.value : [],
    )
    const failure = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failure !== undefined && !outcomes.some(({ status }) => status === 'fulfilled'))
      throw failure.reason
    return entries
  }

  async #allPages(
    server: string,
    method: ListMethod,
    read: (server: string, result: JsonObject) => Entry[],
  ): Promise<Entry[]> {
    const link = await this.#servers.link(server)
    if (!offers(link, method)) return []
    const entries: Entry[] = []
    let cursor: string | undefined
    for (let page = 0; page < this.#limits.listPages; page += 1) {
      const params: JsonObject = new Map(cursor === undefined ? [] : [['cursor', cursor]])
      const reply = await link.request({ method, params, silence: this.#limits.handshakeTime })
      if ('error' in reply) {
        if (reply.error.code === METHOD_NOT_FOUND) return []
        throw upstreamError(server, `gave no list: ${reply.error.message.slice(0, 200)}`)
      }
      entries.push(...read(server, reply.result))
      cursor = stringAt(reply.result, 'nextCursor')
      if (cursor === undefined) return entries
      if (entries.length > this.#limits.listEntries) break
    }
    throw upstreamError(server, 'gave a list without an end')
  }

  // Prompts, resources, completion: of servers that the policy opens whole

  #openServers(): string[] {
    return this.#servers.names.filter((server) => this.#gate.opens(server).decision !== 'blocked')
  }

  async #listOthers(
    method: Exclude<ListMethod, 'tools/list'>,
    params: JsonObject | undefined,
    exchange: Exchange,
  ): Promise<Reply> {
    const key = LIST_KEYS.get(method) ?? ''
    const open = this.#openServers()
    if (open.length === 0) return { result: new Map([[key, []]]) }
    if (!this.#isJoined) return await this.#forward(this.#only, method, params, exchange)
    if (params?.has('cursor')) throw invalid('unknown cursor')
    if (method === 'prompts/list') {
      const { shown } = await this.#refreshPrompts(open)
      return { result: new Map([[key, shown.map(({ name, entry }) => renamed(entry, name))]]) }
    }
    const identity = method === 'resources/list' ? 'uri' : 'uriTemplate'
    const entries = await this.#collect(
      method,
      (server, result) => entriesOf(server, result, key, identity),
      open,
    )
    return { result: new Map([[key, entries.map(({ definition }) => definition)]]) }
  }

  async #refreshPrompts(open: readonly string[]): Promise<Joined> {
    const entries = await this.#collect(
      'prompts/list',
      (server, result) => entriesOf(server, result, 'prompts', 'name'),
      open,
    )
    this.#knownPrompts = joinNames(entries)
    return this.#knownPrompts
  }

  async #promptMeaning(name: string): Promise<{ server: string; name: string }> {
    if (!this.#isJoined) return { server: this.#only, name }
    const open = this.#openServers()
    if (open.length === 0) return { server: this.#only, name }
    const found =
      this.#knownPrompts?.byName.get(name) ?? (await this.#refreshPrompts(open)).byName.get(name)
    if (found === undefined) throw invalid(`unknown prompt: ${name.slice(0, 200)}`)
    return found
  }

  async #getPrompt(params: JsonObject | undefined, exchange: Exchange): Promise<Reply> {
    const name = stringAt(params, 'name')
    if (params === undefined || name === undefined) throw invalid('prompts/get needs a name')
    const meant = await this.#promptMeaning(name)
    await this.#gate.admitThing('prompt', 'prompt-get', meant.server, meant.name)
    const forwarded: JsonObject = new Map(params)
    forwarded.set('name', meant.name)
    return await this.#forward(meant.server, 'prompts/get', forwarded, exchange)
  }

  async #useResource(
    method: string,
    params: JsonObject | undefined,
    exchange: Exchange,
  ): Promise<Reply> {
    const uri = stringAt(params, 'uri')
    if (params === undefined || uri === undefined) throw invalid(`${method} needs a uri`)
    const server = await this.#resourceMeaning(uri)
    await this.#gate.admitThing('resource', method.replace('resources/', 'resource-'), server, uri)
    return await this.#forward(server, method, params, exchange)
  }

  /** The server that a resource is on. In a joined view: the only one that can have it, or says it has it. */
  async #resourceMeaning(uri: string): Promise<string> {
    const open = this.#openServers()
    if (!this.#isJoined || open.length === 0) return this.#only
    const offering: string[] = []
    for (const server of open) {
      const link = await this.#servers.link(server).catch(() => undefined)
      if (link !== undefined && offers(link, 'resources/list')) offering.push(server)
    }
    const [first] = offering
    if (first === undefined) throw invalid('no server has resources')
    if (offering.length === 1) return first
    const owners = new Set<string>()
    for (const [method, identity] of [
      ['resources/list', 'uri'],
      ['resources/templates/list', 'uriTemplate'],
    ] as const) {
      const key = LIST_KEYS.get(method) ?? ''
      const entries = await this.#collect(
        method,
        (server, result) => entriesOf(server, result, key, identity),
        offering,
      )
      for (const { server, name } of entries) {
        if (method === 'resources/list' ? name === uri : matchesTemplate(name, uri))
          owners.add(server)
      }
      if (owners.size > 0) break
    }
    const [owner] = owners
    if (owner !== undefined && owners.size === 1) return owner
    if (owner === undefined) throw gatewayError(INVALID_PARAMS, 'Resource not found', { uri })
    throw invalid(
      `several servers have this resource: read it at /mcp/${[...owners].join(' or /mcp/')}`,
    )
  }

  async #complete(params: JsonObject | undefined, exchange: Exchange): Promise<Reply> {
    const ref = objectAt(params, 'ref')
    const type = stringAt(ref, 'type')
    if (params === undefined || ref === undefined) throw invalid('completion/complete needs a ref')
    const forwarded: JsonObject = new Map(params)
    let server: string
    if (type === 'ref/prompt') {
      const meant = await this.#promptMeaning(stringAt(ref, 'name') ?? '')
      server = meant.server
      forwarded.set('ref', new Map(ref).set('name', meant.name))
      await this.#gate.admitThing('completion', 'complete', server, meant.name)
    } else if (type === 'ref/resource') {
      const uri = stringAt(ref, 'uri') ?? ''
      server = await this.#resourceMeaning(uri)
      await this.#gate.admitThing('completion', 'complete', server, uri)
    } else throw invalid('the type of ref is not known')
    return await this.#forward(server, 'completion/complete', forwarded, exchange)
  }

  async #setLevel(params: JsonObject | undefined, exchange: Exchange): Promise<Reply> {
    if (!this.#isJoined)
      return await this.#forward(this.#only, 'logging/setLevel', params, exchange)
    const replies = await Promise.allSettled(
      this.#servers.names.map(async (server) => {
        const link = await this.#servers.link(server)
        return await link.request({ method: 'logging/setLevel', params, exchange })
      }),
    )
    if (replies.some((reply) => reply.status === 'fulfilled' && 'result' in reply.value))
      return { result: new Map() }
    throw gatewayError(METHOD_NOT_FOUND, 'Method not found: logging/setLevel')
  }

  // Tasks: only those that came of calls of this service

  async #useTask(
    method: string,
    params: JsonObject | undefined,
    exchange: Exchange,
  ): Promise<Reply> {
    const id = stringAt(params, 'taskId')
    const server = id === undefined ? undefined : this.#tasks.serverOf(id, this.#servers.names)
    if (id === undefined || server === undefined) throw invalid('unknown task')
    return await this.#forward(server, method, params, exchange)
  }

  async #listTasks(params: JsonObject | undefined, exchange: Exchange): Promise<Reply> {
    if (this.#isJoined)
      throw gatewayError(METHOD_NOT_FOUND, 'Method not found: tasks/list is there at /mcp/NAME')
    const reply = await this.#forward(this.#only, 'tasks/list', params, exchange)
    if ('error' in reply) return reply
    const own = entriesOf(this.#only, reply.result, 'tasks', 'taskId').filter(
      ({ name }) => this.#tasks.serverOf(name, this.#servers.names) === this.#only,
    )
    return {
      result: withMember(
        reply.result,
        'tasks',
        own.map(({ definition }) => definition),
      ),
    }
  }
}

function pinViolation({ policy }: Decision, server: string, tool: string): Decision {
  return {
    decision: 'blocked',
    policy,
    rule: `mcp.servers.${server}.pin`,
    reason: `Tool '${tool}' is not any more what it was when it was accepted: see governance mcp pins.`,
  }
}

function entriesOf(server: string, result: JsonObject, key: string, identity: string): Entry[] {
  const list = result.get(key)
  if (!Array.isArray(list)) throw upstreamError(server, `gave an answer without '${key}'`)
  const entries: Entry[] = []
  for (const definition of list) {
    const name = isObject(definition) ? stringAt(definition, identity) : undefined
    if (isObject(definition) && name !== undefined) entries.push({ server, name, definition })
  }
  return entries
}

function renamed({ definition }: Entry, name: string): JsonObject {
  return new Map(definition).set('name', name)
}

function withMember(object: JsonObject, key: string, value: Json): JsonObject {
  return new Map(object).set(key, value)
}

/** Whether the server said at the handshake that it has such lists. */
function offers(link: ServerLink, method: ListMethod): boolean {
  const capability = method.split('/', 1)[0] ?? ''
  return objectAt(link.agreement, 'capabilities')?.has(capability) === true
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

function invalid(reason: string): GatewayError {
  return gatewayError(INVALID_PARAMS, `Invalid params: ${reason}`)
}

function unknownTool(name: string): GatewayError {
  return gatewayError(INVALID_PARAMS, `Unknown tool: ${name.slice(0, 128)}`)
}

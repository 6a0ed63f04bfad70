import type { Decision } from '../../../policy/decision.ts'
import { type Entry, type Joined, joinNames, possibleMeanings } from '../catalogue.ts'
import { type GatewayError, gatewayError, INVALID_PARAMS } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import { isToolName } from '../gate.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { type Reply, stringAt } from '../messages.ts'
import { entriesOf, type Lists, renamed } from './lists.ts'
import { type CallCheck, type DeskMeans, invalid, type View, withMember } from './means.ts'
import { pinViolation } from './pinned.ts'

/** How often unknown names may make the gateway ask all servers for their lists. */
const REFRESH_EVERY = 2_000

/** What the names of a joined view mean, as it was found out last. */
interface Known {
  tools: Joined
  hidden: Entry[]
  /** Of the policy under which they were sorted; empty: they are found out anew. */
  digest: string
  at: number
}

/** Lists and calls of tools. */
export class ToolDesk {
  readonly #view: View
  readonly #lists: Lists
  readonly #means: DeskMeans
  readonly #checkCall: CallCheck | undefined
  /** Pinned servers → their tools as they are defined now. */
  readonly #pinned = new Map<string, Map<string, JsonObject>>()
  #known: Known | undefined
  #refreshing: Promise<void> | undefined

  /** @param checkCall what else must be true of a call that the gate admits, before the server hears of it. */
  constructor(view: View, lists: Lists, means: DeskMeans, checkCall: CallCheck | undefined) {
    this.#view = view
    this.#lists = lists
    this.#means = means
    this.#checkCall = checkCall
  }

  forget(): void {
    this.#pinned.clear()
    if (this.#known !== undefined) this.#known.digest = ''
  }

  async list(params: JsonObject | undefined, exchange: Exchange): Promise<Reply> {
    const { gate } = this.#means
    const { isJoined, only, names } = this.#view
    if (!isJoined) {
      await gate.admitList(only)
      const reply = await this.#view.forward(only, 'tools/list', params, exchange)
      if ('error' in reply) return reply
      const shown = this.#toolsOf(only, entriesOf(only, reply.result, 'tools/list'))
        .filter((entry) => this.#isShown(entry))
        .map(({ definition }) => definition)
      return { result: withMember(reply.result, 'tools', shown) }
    }
    if (params?.has('cursor')) throw invalid('unknown cursor')
    for (const server of names) await gate.admitList(server)
    await this.#refresh()
    const { shown } = this.#current().tools
    return { result: new Map([['tools', shown.map(({ name, entry }) => renamed(entry, name))]]) }
  }

  async call(params: JsonObject | undefined, exchange: Exchange): Promise<Reply> {
    const name = stringAt(params, 'name')
    if (params === undefined || name === undefined) throw invalid('tools/call needs a name')
    if (!isToolName(name)) throw unknownTool(name)
    const args = params.get('arguments')
    if (args !== undefined && !isObject(args)) throw invalid('arguments must be an object')
    const { gate, tasks } = this.#means
    const { server, tool } = this.#view.isJoined
      ? await this.#meaning(name, args)
      : { server: this.#view.only, tool: name }
    await gate.admitCall(server, tool, args, await this.#judge(server, tool, args))
    await this.#checkCall?.(server, tool, args, exchange)
    const forwarded = tool === name ? params : withMember(params, 'name', tool)
    const reply = await this.#view.forward(server, 'tools/call', forwarded, exchange)
    if ('result' in reply) tasks.remember(server, reply.result)
    return reply
  }

  #isShown({ server, name, definition }: Entry): boolean {
    const { gate, pins } = this.#means
    return gate.shows(server, name) && pins.accepts({ server, kind: 'tool', name }, definition)
  }

  /** The tools in a list. Two of one name: the first counts, so that what was shown is what is meant. */
  #toolsOf(server: string, entries: readonly Entry[]): Entry[] {
    const seen = new Set<string>()
    const tools = entries.filter(({ name }) => {
      if (!isToolName(name) || seen.has(name)) return false
      seen.add(name)
      return true
    })
    if (this.#means.pins.isPinned(server)) {
      const known = this.#pinned.get(server) ?? new Map<string, JsonObject>()
      for (const { name, definition } of tools) known.set(name, definition)
      this.#pinned.set(server, known)
    }
    return tools
  }

  /** The verdict on a call: what the policy says, and then what was accepted of the tool. */
  async #judge(server: string, tool: string, args: Json | undefined): Promise<Decision> {
    const { gate, pins } = this.#means
    const decision = gate.judgeCall(server, tool, args)
    if (decision.decision === 'blocked' || !pins.isPinned(server)) return decision
    if (this.#pinned.get(server)?.has(tool) !== true)
      this.#toolsOf(server, await this.#lists.of(server, 'tools/list'))
    const definition = this.#pinned.get(server)?.get(tool)
    // A tool that is in no list has no definition that anybody could have accepted.
    if (definition === undefined) throw unknownTool(tool)
    return pins.accepts({ server, kind: 'tool', name: tool }, definition)
      ? decision
      : pinViolation(decision, server, `Tool '${tool}'`)
  }

  /**
   * Which tool of which server a name means. What is denied everywhere is answered at once: no server is asked
   * anything on account of it.
   */
  async #meaning(name: string, args: Json | undefined): Promise<{ server: string; tool: string }> {
    const known = this.#known === undefined ? undefined : this.#current().tools.byName.get(name)
    if (known !== undefined) return { server: known.server, tool: known.name }
    const meanings = possibleMeanings(name, this.#view.names)
    const first = meanings[0] ?? { server: '', name }
    const verdicts = meanings.map((meaning) =>
      this.#means.gate.judgeCall(meaning.server, meaning.name, args),
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
    if (only === undefined) throw unknownTool(name)
    const names = tools.shown
      .filter(({ entry }) => meant.includes(entry))
      .map((shown) => shown.name)
    if (names.length > 1)
      throw invalid(`several servers have a tool '${name}': call ${names.join(' or ')}`)
    return { server: only.server, tool: only.name }
  }

  /** What names mean under the policy of this moment. */
  #current(): { tools: Joined; hidden: Entry[] } {
    const known = this.#known
    if (known === undefined) return { tools: { shown: [], byName: new Map() }, hidden: [] }
    if (known.digest !== this.#means.gate.digest) {
      this.#sort([...known.tools.shown.map(({ entry }) => entry), ...known.hidden], known.at)
    }
    return this.#known ?? known
  }

  #sort(entries: Entry[], at: number): void {
    const order = new Map(this.#view.names.map((name, index) => [name, index]))
    const sorted = entries.toSorted(
      (a, b) => (order.get(a.server) ?? 0) - (order.get(b.server) ?? 0),
    )
    const shown = new Set(sorted.filter((entry) => this.#isShown(entry)))
    const hidden = sorted.filter((entry) => !shown.has(entry))
    this.#known = { tools: joinNames([...shown]), hidden, digest: this.#means.gate.digest, at }
  }

  async #refreshSometimes(): Promise<void> {
    const isFresh =
      this.#known !== undefined &&
      this.#known.digest !== '' &&
      Date.now() - this.#known.at < REFRESH_EVERY
    if (!isFresh) await this.#refresh()
  }

  #refresh(): Promise<void> {
    this.#refreshing ??= (async () => {
      try {
        const at = Date.now()
        const entries = await this.#lists.ofAll('tools/list')
        const servers = this.#view.names.map((server) =>
          this.#toolsOf(
            server,
            entries.filter((entry) => entry.server === server),
          ),
        )
        this.#sort(servers.flat(), at)
      } finally {
        this.#refreshing = undefined
      }
    })()
    return this.#refreshing
  }
}

function unknownTool(name: string): GatewayError {
  return gatewayError(INVALID_PARAMS, `Unknown tool: ${name.slice(0, 128)}`)
}

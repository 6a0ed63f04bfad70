import { type Joined, joinNames } from '../catalogue.ts'
import type { Exchange } from '../exchange.ts'
import type { JsonObject } from '../json.ts'
import { type Reply, stringAt } from '../messages.ts'
import { entriesOf, type Lists, renamed } from './lists.ts'
import { type DeskMeans, invalid, type View, withMember } from './means.ts'
import { acceptedOnly, isAccepted, pinViolation } from './pinned.ts'

/** Prompts of servers that the policy opens whole. */
export class PromptDesk {
  readonly #view: View
  readonly #lists: Lists
  readonly #means: DeskMeans
  #known: Joined | undefined

  constructor(view: View, lists: Lists, means: DeskMeans) {
    this.#view = view
    this.#lists = lists
    this.#means = means
  }

  async list(
    open: readonly string[],
    params: JsonObject | undefined,
    exchange: Exchange,
  ): Promise<Reply> {
    const { isJoined, only } = this.#view
    if (isJoined) {
      const { shown } = await this.#refresh(open)
      const prompts = shown.map(({ name, entry }) => renamed(entry, name))
      return { result: new Map([['prompts', prompts]]) }
    }
    const reply = await this.#view.forward(only, 'prompts/list', params, exchange)
    const { pins } = this.#means
    if ('error' in reply || !pins.isPinned(only)) return reply
    const entries = entriesOf(only, reply.result, 'prompts/list')
    const accepted = acceptedOnly(pins, 'prompts/list', entries)
    const prompts = accepted.map(({ definition }) => definition)
    return { result: withMember(reply.result, 'prompts', prompts) }
  }

  async get(
    open: readonly string[],
    params: JsonObject | undefined,
    exchange: Exchange,
  ): Promise<Reply> {
    const asked = stringAt(params, 'name')
    if (params === undefined || asked === undefined) throw invalid('prompts/get needs a name')
    const { gate, pins } = this.#means
    const { server, name } = await this.meaning(open, asked)
    const isKnown = await isAccepted(
      pins,
      this.#lists,
      server,
      'prompts/list',
      (one) => one === name,
    )
    const violation = pinViolation(gate.opens(server), server, `Prompt '${name}'`)
    await gate.admitThing('prompt', 'prompt-get', server, name, isKnown ? undefined : violation)
    const forwarded = withMember(params, 'name', name)
    const reply = await this.#view.forward(server, 'prompts/get', forwarded, exchange)
    if ('error' in reply || hasArguments(params)) return reply
    // Without arguments a prompt says the same each time: a text that has changed is another prompt.
    if (pins.accepts({ server, kind: 'prompt-text', name }, reply.result)) return reply
    await gate.admitThing('prompt', 'prompt-get', server, name, violation)
    return reply
  }

  /** Which prompt of which server a name means. */
  async meaning(open: readonly string[], name: string): Promise<{ server: string; name: string }> {
    const { isJoined, only } = this.#view
    if (!isJoined || open.length === 0) return { server: only, name }
    const found = this.#known?.byName.get(name) ?? (await this.#refresh(open)).byName.get(name)
    if (found === undefined) throw invalid(`unknown prompt: ${name.slice(0, 200)}`)
    return found
  }

  async #refresh(open: readonly string[]): Promise<Joined> {
    const entries = await this.#lists.ofAll('prompts/list', open)
    this.#known = joinNames(acceptedOnly(this.#means.pins, 'prompts/list', entries))
    return this.#known
  }
}

function hasArguments(params: JsonObject): boolean {
  const args = params.get('arguments')
  return args instanceof Map && args.size > 0
}

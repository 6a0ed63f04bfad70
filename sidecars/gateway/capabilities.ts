import type { Gate } from './gate.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import { objectAt, stringAt } from './messages.ts'
import type { Pins } from './pins.ts'
import type { ServerLink } from './upstream/link.ts'

/** What a server may offer when the policy lets at some of its tools only. */
const OF_TOOLS = new Set(['tools', 'logging', 'tasks'])
/** What a server may offer when the policy opens it whole. Anything else is unknown here, and so not there. */
const OF_OPEN = new Set([...OF_TOOLS, 'prompts', 'resources', 'completions', 'extensions'])
/** What makes sense for several servers at once. */
const OF_JOINED = new Set(['tools', 'logging', 'prompts', 'resources', 'completions', 'tasks'])

/** A server's capabilities, less those whose methods would be refused. */
export function allowedCapabilities(
  capabilities: JsonObject | undefined,
  isOpen: boolean,
): JsonObject {
  const names = isOpen ? OF_OPEN : OF_TOOLS
  return new Map([...(capabilities ?? [])].filter(([name]) => names.has(name)))
}

/** What one server said of itself at the handshake, as far as it goes on. */
export interface Offer {
  server: string
  isOpen: boolean
  /** InitializeResult or DiscoverResult. */
  result: JsonObject
}

/**
 * What a server says of itself, without instructions that are not those which were accepted, or of a server that has no
 * say here.
 */
export function offerOf({ server, agreement }: ServerLink, gate: Gate, pins: Pins): Offer {
  const isOpen = gate.opens(server).decision !== 'blocked'
  const instructions = stringAt(agreement, 'instructions')
  const subject = { server, kind: 'instructions', name: '' } as const
  const isHeard = gate.hears(server).decision !== 'blocked'
  if (instructions === undefined || (isHeard && pins.accepts(subject, instructions)))
    return { server, isOpen, result: agreement }
  const result: JsonObject = new Map(agreement)
  result.delete('instructions')
  return { server, isOpen, result }
}

/** The offers of several servers as one. */
export function joinOffers(offers: readonly Offer[]): {
  capabilities: JsonObject
  instructions: string | undefined
} {
  const capabilities: JsonObject = new Map([['tools', new Map([['listChanged', true]])]])
  for (const { isOpen, result } of offers) {
    for (const [name, value] of allowedCapabilities(objectAt(result, 'capabilities'), isOpen)) {
      if (OF_JOINED.has(name) && isObject(value))
        capabilities.set(name, mergeFlags(capabilities.get(name), value))
    }
  }
  const tasks = capabilities.get('tasks')
  if (isObject(tasks)) tasks.delete('list')
  const instructions = offers
    .map(({ server, result }) => ({ server, text: stringAt(result, 'instructions') }))
    .filter(({ text }) => text !== undefined && text !== '')
    .map(({ server, text }) => `# ${server}\n${text}`)
    .join('\n\n')
  return { capabilities, instructions: instructions === '' ? undefined : instructions }
}

function mergeFlags(before: Json | undefined, value: JsonObject): JsonObject {
  const merged: JsonObject = new Map(isObject(before) ? before : [])
  for (const [flag, setting] of value) {
    const existing = merged.get(flag)
    merged.set(
      flag,
      isObject(existing) && isObject(setting) ? mergeFlags(existing, setting) : setting,
    )
  }
  return merged
}

import { createDecisions, type Decisions } from '../../policy/decisions.ts'
import type { Configuration } from '../configuration.ts'
import { Lists } from './desk/lists.ts'
import { View } from './desk/means.ts'
import { isToolName } from './gate.ts'
import type { Json, JsonObject } from './json.ts'
import type { Limits } from './limits.ts'
import { stringAt } from './messages.ts'
import { type PinBook, PinsUnreadable } from './pins.ts'
import { isGatewayError } from './upstream/link.ts'
import type { Upstreams } from './upstream/upstreams.ts'
import { LATEST_LEGACY } from './versions.ts'

/** What is decided on one tool for one service. */
export interface ToolVerdict {
  decision: 'allowed' | 'blocked' | 'would-block'
  policy: string
  rule: string
  reason: string
}

export interface ToolView {
  name: string
  title?: string
  /** Service → verdict. */
  verdicts: Record<string, ToolVerdict>
  /** Of a pinned server's tool. */
  pin?: 'new' | 'accepted' | 'changed'
}

export interface ServerView {
  name: string
  /** Where the gateway reaches it, or its command line. */
  at: string
  pinned: boolean
  /** Why it could not be asked. */
  error?: string
  tools: ToolView[]
}

/**
 * Asks every server for the tools that it really has, whatever a policy says, and judges each for every agent.
 * Nothing is called, recorded or pinned by it.
 */
export async function takeInventory(options: {
  configuration: Configuration
  upstreams: Upstreams
  limits: Limits
  /** Where the gateway's pins are, if it has any. */
  pins: PinBook | undefined
}): Promise<ServerView[]> {
  const { configuration } = options
  const agents = agentsOf(configuration)
  return await Promise.all(
    Object.entries(configuration.servers).map(async ([name, server]): Promise<ServerView> => {
      const pinned = server.pin === true
      const at = server.url ?? server.command?.join(' ') ?? ''
      const view = { name, at, pinned }
      try {
        const definitions = await toolsOf(options, [...agents.keys()][0] ?? '', name)
        const tools = definitions.map((definition): ToolView => {
          const tool = stringAt(definition, 'name') ?? ''
          const title = stringAt(definition, 'title')
          const subject = { server: name, kind: 'tool', name: tool } as const
          const pin = pinned ? options.pins?.stateOf(subject, definition) : undefined
          return {
            name: tool,
            ...(title === undefined ? {} : { title }),
            verdicts: verdictsOn(agents, name, tool),
            ...(pin === undefined ? {} : { pin }),
          }
        })
        return { ...view, tools }
      } catch (error) {
        const isKnown = isGatewayError(error) || error instanceof PinsUnreadable
        const why = isKnown ? error.message : 'cannot be asked'
        return { ...view, error: why, tools: [] }
      }
    }),
  )
}

function agentsOf({ services, policies }: Configuration): Map<string, Decisions> {
  return new Map(
    Object.entries(services).flatMap(([service, { role, policy }]) => {
      const compiled = Object.hasOwn(policies, policy) ? policies[policy] : undefined
      return role === 'agent' && compiled ? [[service, createDecisions(compiled)] as const] : []
    }),
  )
}

function verdictsOn(
  agents: ReadonlyMap<string, Decisions>,
  server: string,
  tool: string,
): Record<string, ToolVerdict> {
  const unnameable = {
    decision: 'blocked',
    policy: '',
    rule: '',
    reason: 'Its name could be taken for another one.',
  } as const
  return Object.fromEntries(
    [...agents].map(([service, decisions]) => {
      if (!isToolName(tool)) return [service, unnameable]
      const { decision, policy, rule, reason } = decisions.tool(server, tool)
      return [service, { decision, policy, rule, reason }]
    }),
  )
}

async function toolsOf(
  { upstreams, limits }: { upstreams: Upstreams; limits: Limits },
  service: string,
  server: string,
): Promise<JsonObject[]> {
  const link = await upstreams.open({
    service,
    server,
    events: {
      notification: () => undefined,
      request: (from, { id, method }) =>
        void from.respond(id, { error: { code: -32601, message: `Method not found: ${method}` } }),
    },
    params: handshake,
    headers: {},
    era: 'legacy',
  })
  try {
    await link.ready()
    const view = new View({ names: [server], link: () => Promise.resolve(link) })
    const entries = await new Lists(view, limits).of(server, 'tools/list')
    return entries.map(({ definition }) => definition)
  } finally {
    void link.close()
  }
}

const handshake: JsonObject = new Map<string, Json>([
  ['protocolVersion', LATEST_LEGACY],
  ['capabilities', new Map()],
  [
    'clientInfo',
    new Map([
      ['name', 'governance-mcp-ls'],
      ['version', '1.0.0'],
    ]),
  ],
])

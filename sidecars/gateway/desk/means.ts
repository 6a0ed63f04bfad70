import { type GatewayError, gatewayError, INVALID_PARAMS } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import type { Gate } from '../gate.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Limits } from '../limits.ts'
import type { Reply } from '../messages.ts'
import type { Pins } from '../pins.ts'
import type { Tasks } from '../tasks.ts'
import type { ServerLink } from '../upstream/link.ts'

/** The servers that one client speaks with. */
export interface Servers {
  /** Names, in the order of the configuration. */
  readonly names: readonly string[]
  /** @throws GatewayError when that server cannot be used now. */
  link(server: string): Promise<ServerLink>
  /** What else must be true of an answer before the client has it. @throws GatewayError */
  checkReply?(server: string, reply: Reply): Promise<void>
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

/** The servers of one client as one, or the only one as itself. */
export class View {
  readonly servers: Servers

  constructor(servers: Servers) {
    this.servers = servers
  }

  get names(): readonly string[] {
    return this.servers.names
  }

  get isJoined(): boolean {
    return this.names.length !== 1
  }

  /** The only server, where there is one. */
  get only(): string {
    return this.names[0] ?? ''
  }

  async forward(
    server: string,
    method: string,
    params: JsonObject | undefined,
    exchange: Exchange,
  ): Promise<Reply> {
    const link = await this.servers.link(server)
    const reply = await link.request({ method, params, exchange })
    await this.servers.checkReply?.(server, reply)
    return reply
  }
}

export function invalid(reason: string): GatewayError {
  return gatewayError(INVALID_PARAMS, `Invalid params: ${reason}`)
}

export function withMember(object: JsonObject, key: string, value: Json): JsonObject {
  return new Map(object).set(key, value)
}

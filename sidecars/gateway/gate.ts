import type { EventDraft } from '../../audit/event.ts'
import type { AuditStore } from '../../audit/store.ts'
import type { Decision } from '../../policy/decision.ts'
import type { Decisions } from '../../policy/decisions.ts'
import { AUDIT_UNAVAILABLE, type GatewayError, gatewayError, POLICY_VIOLATION } from './errors.ts'
import { type Json, toPlain, writeJson } from './json.ts'

/**
 * A tool's name as MCP recommends it (2025-11-25, server/tools), and slashes. Anything else cannot be told apart by
 * eye from another name, and is neither shown nor called.
 */
const TOOL_NAME = /^[A-Za-z0-9_./-]{1,128}$/

export function isToolName(name: string): boolean {
  return TOOL_NAME.test(name)
}

/** A tool name that no server has: what a policy says of it, it says of every tool of that server. */
const ANY_TOOL = 'any-tool-8d1f0c52b7e94a36'

/** What can be asked for besides tools. */
export type Thing = 'prompt' | 'resource' | 'completion' | 'task'

/**
 * The one place where the gateway lets something happen: asks the policy of the calling service, writes the event, and
 * only then returns. What it throws is the answer to the agent.
 */
export class Gate {
  readonly service: string
  readonly #decisions: () => Decisions
  readonly #store: AuditStore

  constructor(service: string, decisions: () => Decisions, store: AuditStore) {
    this.service = service
    this.#decisions = decisions
    this.#store = store
  }

  /** Changes when the policy does. */
  get digest(): string {
    return this.#decisions().digest
  }

  /** For lists; nothing is recorded. */
  shows(server: string, tool: string): boolean {
    return isToolName(tool) && this.#decisions().tool(server, tool).decision !== 'blocked'
  }

  /** The verdict on a call before anything is done about it. */
  judgeCall(server: string, tool: string, args: Json | undefined): Decision {
    return this.#decisions().toolCall(server, tool, args === undefined ? undefined : toPlain(args))
  }

  /**
   * Records the verdict on a call.
   * @throws GatewayError when the call must not be made: blocked by policy, or not to be recorded.
   */
  async admitCall(
    server: string,
    tool: string,
    args: Json | undefined,
    decision: Decision,
  ): Promise<void> {
    const auditId = await this.#record(decision, 'tool-call', `${server}/${tool}`, {
      ...(server === '' ? {} : { server }),
      tool,
      ...shapeOf(args),
    })
    if (decision.decision !== 'blocked') return
    throw refusal(`tool '${tool}'`, decision, { tool }, auditId)
  }

  /** Whether a policy lets a service at all of a server, and so at what has no entry of its own in a policy. */
  opens(server: string): Decision {
    const decision = this.#decisions().tool(server, ANY_TOOL)
    if (decision.decision === 'allowed') return decision
    return {
      ...decision,
      reason: `Prompts and resources of '${server}' can be used only where mcp.allowedTools has "${server}/*" or "*".`,
    }
  }

  /**
   * Whether a server has a say. One of which no tool may be used must not speak to the agent either: its instructions
   * and questions would reach the agent as well as any result.
   */
  hears(server: string): Decision {
    return this.#decisions().server(server)
  }

  /**
   * @param violation the verdict, where something else than the policy forbids it
   * @throws GatewayError as `admitCall`.
   */
  async admitThing(
    thing: Thing,
    action: string,
    server: string,
    name: string,
    violation?: Decision,
  ): Promise<void> {
    const policy = this.opens(server)
    const decision = policy.decision === 'blocked' ? policy : (violation ?? policy)
    const auditId = await this.#record(decision, action, `${server}/${presentable(name)}`, {
      server,
    })
    if (decision.decision !== 'blocked') return
    throw refusal(
      `${thing} '${name.slice(0, 200)}'`,
      decision,
      { [thing]: name.slice(0, 200) },
      auditId,
    )
  }

  /** A list is asked for. @throws GatewayError when that cannot be recorded. */
  async admitList(server: string): Promise<void> {
    const decisions = this.#decisions()
    await this.#record(
      {
        decision: 'allowed',
        policy: decisions.name,
        rule: 'mcp.allowedTools',
        reason: 'Only what the policy allows is shown.',
      },
      'tool-list',
      server,
      { server },
    )
  }

  /** A server asks something of the agent. @throws GatewayError when it has no say, or that cannot be recorded. */
  async admitServerRequest(server: string, method: string): Promise<void> {
    const decision = this.hears(server)
    const auditId = await this.#record(decision, method.replace('/', '-'), server, { server })
    if (decision.decision !== 'blocked') return
    throw refusal(`a question of server '${server}'`, decision, { server }, auditId)
  }

  async #record(
    decision: Decision,
    action: string,
    resource: string,
    details: NonNullable<EventDraft['details']>,
  ): Promise<string> {
    try {
      const receipt = await this.#store.append({
        policy: decision.policy,
        policyDigest: this.#decisions().digest,
        service: this.service,
        kind: 'mcp',
        action,
        resource,
        decision: decision.decision,
        rule: decision.rule,
        reason: decision.reason,
        details,
      })
      return receipt.id
    } catch {
      throw gatewayError(
        AUDIT_UNAVAILABLE,
        'AuditUnavailable: the audit trail cannot be written, so nothing is allowed',
        { type: 'AuditUnavailable' },
      )
    }
  }
}

function refusal(
  what: string,
  decision: Decision,
  named: Record<string, string>,
  auditId: string,
): GatewayError {
  return gatewayError(
    POLICY_VIOLATION,
    `PolicyViolation: ${what} is blocked by policy ${decision.policy}`,
    { type: 'PolicyViolation', policy: decision.policy, ...named, rule: decision.rule, auditId },
  )
}

/** How much there was, never what: neither values nor keys, which an agent chooses too. */
function shapeOf(args: Json | undefined): { arguments: number; argumentBytes: number } {
  if (!(args instanceof Map)) return { arguments: 0, argumentBytes: 0 }
  return { arguments: args.size, argumentBytes: Buffer.byteLength(writeJson(args)) }
}

/** The name of a prompt, or a URI without what may carry a secret. */
function presentable(name: string): string {
  const bare = name.split(/[?#]/, 1)[0] ?? ''
  return bare.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1').slice(0, 200)
}

import type { NormalizedPolicy } from '../schemas/generated/configuration.ts'
import { type ArgumentCheck, compileArgumentRule } from './argument-rules.ts'
import { foldKey } from './fold-key.ts'
import { createToolIndex } from './tool-index.ts'
import { allow, deny, type Verdict } from './verdict.ts'

/** What one policy says about MCP tools. */
export interface ToolJudge {
  /** Whether some tool of the server may be used, as far as that is known without knowing its tools. */
  server(server: string): Verdict
  tool(server: string, tool: string): Verdict
  call(server: string, tool: string, args: unknown): Verdict
}

/** Prepares the mcp section of one policy. */
export function createToolJudge(policy: NormalizedPolicy): ToolJudge {
  const allowed = createToolIndex(policy.allowedTools)
  const denied = createToolIndex(policy.deniedTools)
  const rules = Object.entries(policy.arguments).map(([text, checks]) => ({
    text,
    checks: Object.entries(checks).map(([name, rule]): [string, ArgumentCheck] => [
      name,
      compileArgumentRule(rule),
    ]),
  }))
  const ruled = createToolIndex(rules.map((rule) => rule.text))

  /** A server may say something many times a second. */
  const ofServers = new Map<string, Verdict>()
  const judgeServer = (server: string): Verdict => {
    const refusal = denied.findWhole(server)
    const match = allowed.findAny(server, refusal !== undefined)
    if (match !== undefined) {
      return allow(
        `mcp.allowedTools[${match}]`,
        `'${policy.allowedTools[match]}' in allowedTools can be a tool of server '${server}'`,
      )
    }
    return deny(
      refusal === undefined ? 'mcp.allowedTools' : `mcp.deniedTools[${refusal}]`,
      `no tool of server '${server}' may be used`,
    )
  }

  const judge: ToolJudge = {
    server(server) {
      const known = ofServers.get(server)
      if (known !== undefined) return known
      const verdict = judgeServer(server)
      if (ofServers.size < 1_000) ofServers.set(server, verdict)
      return verdict
    },

    tool(server, tool) {
      const refusal = denied.find(server, tool)
      if (refusal !== undefined) {
        return deny(
          `mcp.deniedTools[${refusal}]`,
          `tool '${tool}' matches '${policy.deniedTools[refusal]}' in deniedTools, which wins over what is allowed`,
        )
      }
      const match = allowed.find(server, tool)
      if (match !== undefined) {
        return allow(
          `mcp.allowedTools[${match}]`,
          `tool '${tool}' matches '${policy.allowedTools[match]}'`,
        )
      }
      return deny(
        'mcp.allowedTools',
        `tool '${tool}' matches nothing in allowedTools; add it to allowedTools of ${policy.name} to allow it`,
      )
    },

    call(server, tool, args) {
      const verdict = judge.tool(server, tool)
      if (!verdict.allowed) return verdict
      for (const index of ruled.findAll(server, tool)) {
        const rule = rules[index]
        if (rule === undefined) continue
        const problem = firstProblem(rule.checks, args)
        if (problem !== undefined) {
          return deny(
            `mcp.arguments.${rule.text}.${problem.name}`,
            `argument '${problem.name}' of tool '${tool}' ${problem.text}`,
          )
        }
      }
      return verdict
    },
  }
  return judge
}

function firstProblem(
  checks: readonly (readonly [string, ArgumentCheck])[],
  args: unknown,
): { name: string; text: string } | undefined {
  const members = args ?? {}
  for (const [name, check] of checks) {
    if (typeof members !== 'object' || Array.isArray(members)) {
      return { name, text: 'cannot be judged: the arguments are not an object' }
    }
    const present = Object.hasOwn(members, name)
    if (!present && hasLookalike(members, name)) {
      return { name, text: 'is spelled in another way, which some servers take for the same' }
    }
    const value = present ? (members as Record<string, unknown>)[name] : undefined
    const text = check(present && value !== undefined, value)
    if (text !== undefined) return { name, text }
  }
  return undefined
}

/** `Path` is `path` to a server that folds: a rule for one must not be passed by the other. */
function hasLookalike(members: object, name: string): boolean {
  const folded = foldKey(name)
  return Object.keys(members).some((key) => foldKey(key) === folded)
}

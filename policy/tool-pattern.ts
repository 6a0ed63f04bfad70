import type { PatternResult } from './domain-pattern.ts'
import { matchesWildcard } from './wildcard.ts'

/**
 * A pattern for MCP tools, compared byte for byte. Without a server it means the tool on every server.
 * The name is split at slashes: `*` stays within one segment.
 */
export interface ToolPattern {
  readonly server?: string
  readonly name: readonly string[]
}

/** Reads `tool` or `server/tool`. What follows the first slash is the tool's name, which may hold slashes itself. */
export function parseToolPattern(text: string): PatternResult<ToolPattern> {
  const known = recent.get(text)
  if (known) return known
  const result = readPattern(text)
  if (recent.size >= mostRemembered) recent.clear()
  recent.set(text, result)
  return result
}

/** The linter and its rules read each pattern several times, and all of them again with every keystroke. */
const recent = new Map<string, PatternResult<ToolPattern>>()
/** More than the longest policy has. */
const mostRemembered = 50_000

function readPattern(text: string): PatternResult<ToolPattern> {
  if (/[\u0000-\u001f\u007f]/.test(text)) return refuse('it holds a control character')
  if (text !== text.trim()) return refuse('it begins or ends with white space', text.trim())
  const segments = text.split('/')
  if (segments.includes('')) return refuse('it has an empty segment')
  if (segments.some((segment) => segment.includes('**'))) {
    return refuse('one star is enough: * stands for anything within one segment')
  }
  const [server, ...name] = segments
  if (server === undefined || name.length === 0) return { ok: true, pattern: { name: segments } }
  return { ok: true, pattern: { server, name } }
}

/** Whether the pattern can be about the server's tools at all. */
export function isOfServer(pattern: ToolPattern, server: string): boolean {
  return pattern.server === undefined || matchesWildcard(pattern.server, server)
}

/** Whether the pattern matches the tool of the server. */
export function matchesTool(pattern: ToolPattern, server: string, tool: string): boolean {
  if (!isOfServer(pattern, server)) return false
  const segments = tool.split('/')
  return (
    segments.length === pattern.name.length &&
    pattern.name.every((part, index) => matchesWildcard(part, segments[index] ?? ''))
  )
}

/** Whether a pattern matches more than one tool name. */
export function hasWildcard(pattern: ToolPattern): boolean {
  return pattern.name.some((segment) => segment.includes('*')) || !!pattern.server?.includes('*')
}

function refuse(problem: string, suggestion?: string): PatternResult<never> {
  return { ok: false, problem, ...(suggestion ? { suggestion } : {}) }
}

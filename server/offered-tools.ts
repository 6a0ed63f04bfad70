import { homedir } from 'node:os'
import { join } from 'node:path'

/** The tools that the MCP servers of a folder's project were last seen to have, by server. */
export type OfferedTools = ReadonlyMap<string, readonly string[]>

/**
 * Where `governance mcp ls` keeps what it saw; the format is in cli/README.md. It may be missing or be anything.
 */
export function offeredToolsFile(): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  return join(base, 'docker-ai-governance', 'mcp-tools.json')
}

/** A server with more tools than this is not listed: nobody chooses among so many. */
const mostTools = 2_000

/** The tools by folder of the project; what is malformed is left out, and so are names that no policy could hold. */
export function readOfferedTools(text: string): ReadonlyMap<string, OfferedTools> {
  const folders = new Map<string, Map<string, string[]>>()
  for (const project of Object.values(recordIn(parse(text), 'projects'))) {
    const { directory } = (project ?? {}) as { directory?: unknown }
    if (typeof directory !== 'string') continue
    const servers = folders.get(directory) ?? new Map<string, string[]>()
    folders.set(directory, servers)
    for (const [server, tools] of Object.entries(recordIn(project, 'servers')))
      if (Array.isArray(tools) && tools.length <= mostTools)
        servers.set(server, tools.filter(isName))
  }
  return folders
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function recordIn(value: unknown, key: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return {}
  const found = (value as Record<string, unknown>)[key]
  return typeof found === 'object' && found !== null && !Array.isArray(found)
    ? (found as Record<string, unknown>)
    : {}
}

function isName(tool: unknown): tool is string {
  return typeof tool === 'string' && /^[!-~]+$/.test(tool) && !/[*"'\\]/.test(tool)
}

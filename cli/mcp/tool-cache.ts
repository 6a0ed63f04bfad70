import { mkdir, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ServerView } from '../../sidecars/gateway/inventory.ts'
import { recall } from '../compose/applied.ts'
import { writeWhole } from '../state.ts'

/** The tools that servers were last seen to have; the format is in the README.md of this room. */
export interface ToolCache {
  version: 1
  projects: Record<
    string,
    { directory?: string; updated: string; servers: Record<string, string[]> }
  >
}

/** XDG Base Directory Specification 0.8: what may be deleted at any time. */
export function toolCacheFile(): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  return join(base, 'docker-ai-governance', 'mcp-tools.json')
}

/** Keeps the names of tools for the editor. That it cannot be written is no reason to fail. */
export async function rememberTools(
  project: string,
  servers: readonly ServerView[],
): Promise<void> {
  const file = toolCacheFile()
  try {
    const cache = await readCache(file)
    const directory = (await recall(project))?.directory
    const known = cache.projects.get(project)?.servers
    const tools = servers.map(({ name, error, tools }): [string, string[]] => [
      name,
      // One that could not be asked is as it was when it could.
      error === undefined
        ? tools.map((tool) => tool.name)
        : (new Map(Object.entries(known ?? {})).get(name) ?? []),
    ])
    cache.projects.set(project, {
      ...(directory === undefined ? {} : { directory }),
      updated: new Date().toISOString(),
      servers: Object.fromEntries(tools),
    })
    await mkdir(dirname(file), { recursive: true })
    const text = { version: 1, projects: Object.fromEntries(cache.projects) }
    await writeWhole(file, `${JSON.stringify(text, null, 2)}\n`)
  } catch {
    // A read-only home.
  }
}

async function readCache(file: string) {
  const text = await readFile(file, 'utf8').catch(() => '{}')
  let written: Partial<ToolCache> = {}
  try {
    written = JSON.parse(text) as Partial<ToolCache>
  } catch {
    // Whatever wrote this, it is written anew.
  }
  return { projects: new Map(Object.entries(written.projects ?? {})) }
}

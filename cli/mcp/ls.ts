import pc from 'picocolors'
import type { ServerView, ToolView } from '../../sidecars/gateway/inventory.ts'
import { Exit } from '../exit.ts'
import { askGateway, type ProjectOptions } from './gateway.ts'
import { rememberTools } from './tool-cache.ts'
import { visible } from './visible.ts'

export interface ListOptions extends ProjectOptions {
  format: 'text' | 'json'
}

/** `governance mcp ls`: the servers of a running project, the tools that they have, and the verdict on each. */
export async function listServers(options: ListOptions): Promise<number> {
  const { project, answer } = await askGateway(options, ['inventory'])
  const { servers } = answer as { servers: ServerView[] }
  await rememberTools(project, servers)
  if (options.format === 'json') {
    process.stdout.write(`${JSON.stringify({ project, servers }, null, 2)}\n`)
    return Exit.fine
  }
  if (servers.length === 0)
    process.stderr.write(
      'governance: no MCP servers. They are named under mcp.servers of x-docker-ai-governance; "governance mcp import" writes that from an mcpServers file.\n',
    )
  for (const server of servers) process.stdout.write(describe(server))
  return Exit.fine
}

function describe({ name, at, pinned, error, tools }: ServerView): string {
  const kind = pinned ? ', pinned' : ''
  const head = `${pc.bold(name)}  ${pc.dim(`${visible(at)}${kind}`)}\n`
  if (error !== undefined) return `${head}  ${pc.yellow(visible(error))}\n`
  const width = Math.max(0, ...tools.map((tool) => visible(tool.name).length))
  return head + tools.map((tool) => `${lines(tool, width).join('\n')}\n`).join('')
}

/** One line a tool; one for each service where they are not judged alike. */
function lines({ name, verdicts, pin }: ToolView, width: number): string[] {
  const each = Object.entries(verdicts)
  const isSame = new Set(each.map(([, { decision, rule }]) => `${decision} ${rule}`)).size <= 1
  return (isSame ? each.slice(0, 1) : each).map(([service, { decision, rule, policy, reason }]) => {
    const changed = decision !== 'blocked' && pin === 'changed'
    const verdict = changed ? 'changed' : decision
    const paint = verdict === 'allowed' ? pc.green : pc.red
    const why = changed
      ? 'not what was accepted: governance mcp pins'
      : rule === ''
        ? reason
        : `${rule} of ${policy}`
    const whose = isSame ? '' : `${service}: `
    return `  ${visible(name).padEnd(width)}  ${paint(verdict.padEnd(11))}  ${pc.dim(whose + why)}`
  })
}

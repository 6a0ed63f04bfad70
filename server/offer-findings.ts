import type { Finding } from '../policy/finding.ts'
import { nearest } from '../policy/nearest.ts'
import { matchesTool, parseToolPattern } from '../policy/tool-pattern.ts'
import type { SourceFile } from './model/file.ts'
import { contentOf } from './model/occurrence.ts'
import { policyModel } from './model/policy.ts'
import type { Project } from './project.ts'

/**
 * Tools that their server does not offer, where `governance mcp ls` has asked the servers of every project that runs
 * under the policy; of a server that was never asked nothing is said.
 */
export async function offerFindings(file: SourceFile, project: Project): Promise<Finding[]> {
  const { allowedTools, deniedTools } = policyModel(file.source.documents[0])
  const named = [...allowedTools, ...deniedTools].filter(({ value }) => value.includes('/'))
  if (named.length === 0) return []
  const composes = [
    ...new Set((await project.referencesTo(file.path)).map(({ compose }) => compose)),
  ]
  const offers = await Promise.all(composes.map((compose) => project.offeredTools(compose)))
  return named.flatMap(({ value, node }): Finding[] => {
    const parsed = parseToolPattern(value)
    const server = parsed.ok ? parsed.pattern.server : undefined
    if (!parsed.ok || server === undefined || server.includes('*')) return []
    const lists = offers.map((servers) => servers.get(server))
    const tools = lists.flatMap((list) => list ?? [])
    if (tools.length === 0 || lists.some((list) => list === undefined || list.length === 0))
      return []
    if (tools.some((tool) => matchesTool(parsed.pattern, server, tool))) return []
    const guess = nearest(
      value,
      tools.map((tool) => `${server}/${tool}`),
    )
    const { start, end } = contentOf(node)
    const range = file.source.rangeBetween(start, end)
    return [
      {
        rule: 'tool-not-offered',
        severity: 'warning',
        message: `The server '${server}' offers no tool that '${value}' names`,
        help: guess
          ? `Perhaps ${guess} is meant.`
          : 'Ask the servers again with governance mcp ls, or take the entry out.',
        file: file.path,
        range,
        ...(guess && { fix: { title: `Write ${guess}`, edits: [{ range, newText: guess }] } }),
      },
    ]
  })
}

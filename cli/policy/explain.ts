import type { Decision } from '../../policy/decision.ts'
import { canonicalAuthority, explainPolicy } from '../../policy/index.ts'
import { CommandError, Exit } from '../exit.ts'
import { readDecisions } from './read.ts'

export interface ExplainOptions {
  host?: string
  tool?: string
  key?: string
}

/** `governance policy explain`: exit 1 when one of the things asked about is not allowed. */
export async function explainPolicyFiles(
  files: readonly string[],
  options: ExplainOptions,
): Promise<number> {
  const decisions = await readDecisions(files)
  const verdicts: [string, Decision][] = []
  if (options.host !== undefined) {
    const authority = canonicalAuthority(options.host, 443)
    if (!authority) {
      throw new CommandError(`--host ${options.host}: neither a host name nor an address`)
    }
    verdicts.push([options.host, decisions.host(authority.host, authority.port)])
  }
  if (options.tool !== undefined) {
    const slash = options.tool.indexOf('/')
    const server = slash < 0 ? '' : options.tool.slice(0, slash)
    verdicts.push([options.tool, decisions.tool(server, options.tool.slice(slash + 1))])
  }
  if (options.key !== undefined) verdicts.push([options.key, decisions.key(options.key)])

  if (verdicts.length === 0) process.stdout.write(`${explainPolicy(decisions).trimEnd()}\n`)
  for (const [thing, { decision, policy, rule, reason }] of verdicts) {
    process.stdout.write(`${thing}: ${decision}\n  ${policy} ${rule}\n  ${reason}\n`)
  }
  return verdicts.every(([, { decision }]) => decision === 'allowed') ? Exit.fine : Exit.findings
}

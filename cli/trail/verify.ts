import pc from 'picocolors'
import { type ChainReport, verifyChains } from '../../audit/index.ts'
import { Exit } from '../exit.ts'
import { localAuditDirectory } from '../state.ts'
import { containerTrail } from './sources.ts'

/** `governance audit verify`: follows every chain; exit 1 names the first event altered, removed or reordered. */
export async function verify(): Promise<number> {
  const reports = [...(await verifyChains(localAuditDirectory())), ...(await containerReports())]
  for (const { project, writer, events, breach } of reports) {
    const chain = `${project}/${writer}`
    process.stdout.write(
      breach
        ? `${pc.red('✘')} ${chain}: ${breach.message}\n`
        : `${pc.green('✔')} ${chain}: ${events} events, whole\n`,
    )
  }
  if (reports.length === 0) process.stderr.write('governance: there is no trail yet.\n')
  return reports.some(({ breach }) => breach) ? Exit.findings : Exit.fine
}

async function containerReports(): Promise<ChainReport[]> {
  const trail = await containerTrail()
  const reports: ChainReport[] = []
  if (!trail) return reports
  try {
    for await (const line of trail.lines(['--verify'])) reports.push(JSON.parse(line))
  } catch (error) {
    // The role ends with 1 when it has found a breach; the report says which.
    if (!reports.some(({ breach }) => breach)) throw error
  }
  return reports
}

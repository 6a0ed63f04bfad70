import pc from 'picocolors'
import { Exit } from '../exit.ts'
import { Trails } from './sources.ts'

/** `governance audit verify`: follows every chain; exit 1 names the first event altered, removed or reordered. */
export async function verify(): Promise<number> {
  const reports = await (await Trails.open()).chains()
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

import type { GovernedProject } from '../../compose-transform/index.ts'
import { CommandError, Exit } from '../exit.ts'
import { type Ask, asksOf, isTrusted, trust as remember } from '../sources/trust.ts'
import { parseVerb } from './arguments.ts'
import { requireKnownFiles, trustNewFiles } from './new-files.ts'
import type { ComposeOptions } from './options.ts'
import { prepare, requireOutput } from './prepare.ts'
import { reportFindings } from './report.ts'

/**
 * `governance compose trust`: shows what the Compose file asks of its caller and which of its files are new, and
 * remembers that this is as the caller wants it.
 */
export async function trust(rest: readonly string[], options: ComposeOptions): Promise<number> {
  parseVerb('trust', rest, {})
  const prepared = await prepare(options)
  await reportFindings(prepared.findings)
  const output = requireOutput(prepared)
  const asks = asksOf(output)
  const files = await trustNewFiles(output)
  if (asks.length === 0 && files.length === 0) {
    process.stdout.write('This project asks for nothing that it has to be trusted with.\n')
    return Exit.fine
  }
  if (asks.length > 0) await remember(output, asks)
  const lines = [
    ...files.map((file) => `  ${file}, as it stands`),
    ...(asks.length ? [list(asks)] : []),
  ]
  process.stdout.write(
    `${lines.join('\n')}\nTrusted for ${output.directory}. Any change of this is asked about again.\n`,
  )
  return Exit.fine
}

/**
 * Throws CommandError (exit 1) with what is asked and the next step, unless the caller has trusted the project with it
 * and with every file that is new.
 */
export async function requireTrust(
  output: GovernedProject,
  options: ComposeOptions,
): Promise<void> {
  await requireKnownFiles(output, optionWords(options))
  const asks = asksOf(output)
  if (await isTrusted(output, asks)) return
  throw new CommandError(
    [
      'this Compose file asks for secrets of yours from where you have not let it look:',
      list(asks),
      'Nothing was run, read or started. If that is what you want, say so once:',
      `  governance compose ${optionWords(options)}trust`,
    ].join('\n'),
    { exitCode: Exit.findings },
  )
}

function list(asks: readonly Ask[]): string {
  return asks
    .map(({ key, words, hosts }) => `  ${key} ${words}; it may go to ${hosts.join(', ')}`)
    .join('\n')
}

/** The options that chose this project, as they have to be given again. */
function optionWords(options: ComposeOptions): string {
  const words = [
    ...options.file.flatMap((file) => ['-f', file]),
    ...(options.projectName === undefined ? [] : ['-p', options.projectName]),
    ...options.profile.flatMap((profile) => ['--profile', profile]),
    ...options.envFile.flatMap((file) => ['--env-file', file]),
    ...(options.projectDirectory === undefined
      ? []
      : ['--project-directory', options.projectDirectory]),
  ]
  return words.map((word) => `${word} `).join('')
}

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { below } from '../../compose-transform/harden/own-files.ts'
import type { GovernedProject } from '../../compose-transform/index.ts'
import { CommandError, Exit } from '../exit.ts'
import { TrustedThings } from '../state.ts'
import { type Applied, recall } from './applied.ts'

/**
 * The threat: an agent that works on the project's own folder cannot change the Compose files and policies that are
 * there, which are mounted over. But it can write a file that is not there yet, `compose.override.yaml` or `.env`, and
 * the next `up` of its user would read it.
 */

/** Files that the project reads now, did not read when it was last applied, and that an agent of then could have written. */
export function newFiles(
  output: Pick<GovernedProject, 'files'>,
  before: Pick<Applied, 'files' | 'writableFolders'> | undefined,
): string[] {
  const known = before?.files
  const folders = before?.writableFolders ?? []
  if (known === undefined) return []
  return output.files.filter(
    (file) => !known.includes(file) && folders.some((folder) => below(file, folder) !== undefined),
  )
}

/** Throws CommandError (exit 1) that names each file that is new and has not been trusted as it stands. */
export async function requireKnownFiles(output: GovernedProject, words: string): Promise<void> {
  const appeared = newFiles(output, await recall(output.project))
  const trusted = await record().read()
  const unknown: string[] = []
  for (const file of appeared) {
    if (trusted.get(file) !== (await digestOf(file))) unknown.push(file)
  }
  if (unknown.length === 0) return
  throw new CommandError(
    [
      'this project would read what was not there when it was started, and its agents could have written it:',
      ...unknown.map((file) => `  ${relative(process.cwd(), file)}`),
      'Nothing was started. Look at it, and if it is yours, say so once:',
      `  governance compose ${words}trust`,
    ].join('\n'),
    { exitCode: Exit.findings },
  )
}

/** Remembers that the caller has looked at the new files of a project, as they stand. Gives their paths. */
export async function trustNewFiles(output: GovernedProject): Promise<string[]> {
  const appeared = newFiles(output, await recall(output.project))
  if (appeared.length === 0) return []
  const trusted = await record().read()
  for (const file of appeared) {
    const digest = await digestOf(file)
    if (digest !== undefined) trusted.set(file, digest)
  }
  await record().write(trusted)
  return appeared
}

/** Path → digest of what was trusted. */
const record = () => new TrustedThings('trusted-files.json')

async function digestOf(file: string): Promise<string | undefined> {
  const bytes = await readFile(file).catch(() => undefined)
  return bytes && createHash('sha256').update(bytes).digest('hex')
}

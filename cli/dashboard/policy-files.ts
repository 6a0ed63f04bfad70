import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { KnownPolicy } from '../../dashboard/policies.ts'
import { recall } from '../compose/applied.ts'
import { CommandError } from '../exit.ts'
import { policiesHere } from '../policy/find.ts'

/**
 * The policy files that a person named, those of the projects that run (what was in force when each was started), and
 * those that merely lie in the working directory: the last are shown, but nobody asked for an edit of them here.
 *
 * @param named as typed
 * @param projects names of what runs
 */
export async function policyFiles(
  named: readonly string[],
  projects: readonly string[],
): Promise<KnownPolicy[]> {
  const applied = await Promise.all(projects.map((project) => recall(project)))
  const chosen = [
    ...named.map((path) => resolve(path)),
    ...applied.flatMap((one) => one?.policyFiles ?? []),
  ]
  const here = (await policiesHere()).map(({ file }) => resolve(file))
  return [...new Set([...chosen, ...here])].map((path) => ({
    path,
    isEditable: chosen.includes(path),
  }))
}

/** @throws CommandError for a file that is not there */
export async function requireFiles(named: readonly string[]): Promise<void> {
  for (const path of named) {
    await realpath(path).catch(() => {
      throw new CommandError(`--policy ${path}: there is no such file.`)
    })
  }
}

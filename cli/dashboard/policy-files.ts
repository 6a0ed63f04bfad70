import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { recall } from '../compose/applied.ts'
import { CommandError } from '../exit.ts'

/**
 * The policy files that a person named, and those of the projects that run: what was in force when each was started.
 *
 * @param named as typed
 * @param projects names of what runs
 */
export async function policyFiles(
  named: readonly string[],
  projects: readonly string[],
): Promise<{ path: string }[]> {
  const applied = await Promise.all(projects.map((project) => recall(project)))
  const paths = [
    ...named.map((path) => resolve(path)),
    ...applied.flatMap((one) => one?.policyFiles ?? []),
  ]
  return [...new Set(paths)].map((path) => ({ path }))
}

/** @throws CommandError for a file that is not there */
export async function requireFiles(named: readonly string[]): Promise<void> {
  for (const path of named) {
    await realpath(path).catch(() => {
      throw new CommandError(`--policy ${path}: there is no such file.`)
    })
  }
}

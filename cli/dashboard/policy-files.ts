import { resolve } from 'node:path'
import type { KnownPolicy } from '../../dashboard/policies.ts'
import { recall } from '../compose/applied.ts'
import { policiesHere } from '../policy/find.ts'
import { readPolicy } from '../policy/read.ts'

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

/**
 * Policies that a person named have to be good ones when the page starts; what an edit makes of them later it shows.
 * @throws CommandError (exit 2) with the place of what is wrong
 */
export async function requirePolicies(named: readonly string[]): Promise<void> {
  for (const path of named) await readPolicy(path)
}

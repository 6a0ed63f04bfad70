import type { GovernedProject } from '../../compose-transform/index.ts'
import { CommandError, Exit } from '../exit.ts'
import { type Applied, composeEnvironment } from './applied.ts'
import type { Leases } from './broker.ts'

/** Stands where a lease would, for commands that create no container. */
const noLease = 'no-lease'

/** The environment of `docker compose` for a project as it is now, with its leases or with a word in their place. */
export function environmentOf(
  output: GovernedProject,
  leases: Leases | undefined,
): NodeJS.ProcessEnv {
  const variables = new Map<string, string>()
  for (const name of output.references) variables.set(name, output.environment.get(name) ?? '')
  for (const { service, key, variable } of output.keys) {
    variables.set(variable, leases ? leaseOf(leases, service, key) : noLease)
  }
  // A companion may use a key of the agents' as it stands: it keeps its environment.
  const withheld = output.keys
    .map(({ key }) => key)
    .filter((key) => !output.references.includes(key))
  return composeEnvironment(variables, withheld)
}

/** The environment for a project that was applied before: it creates nothing, so no value matters. */
export function environmentOfApplied(applied: Applied): NodeJS.ProcessEnv {
  return composeEnvironment(new Map(applied.variables.map((name) => [name, noLease])), [])
}

function leaseOf(leases: Leases, service: string, key: string): string {
  const lease = leases.get(service)?.get(key)
  if (lease !== undefined) return lease
  throw new CommandError(
    `the broker has no lease of ${key} for ${service}: ${key} is not set where you called this`,
    { exitCode: Exit.machine },
  )
}

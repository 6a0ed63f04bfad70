import type { Decisions } from '../../policy/index.ts'
import type { Secret } from '../../sidecars/broker/secrets.ts'
import { CommandError } from '../exit.ts'
import { writtenSource } from '../sources/written.ts'
import { lazySource } from './sources.ts'

/**
 * The secrets that the command gets leases for: keys that the policy allows and the caller has.
 *
 * @param keys the ones that were asked for by name; none means all
 * @throws CommandError for a key that was asked for and is not allowed or not there
 */
export function wantedSecrets(
  decisions: Decisions,
  keys: readonly string[],
  environment: ReadonlyMap<string, string>,
): Map<string, string> {
  for (const key of keys) {
    checkAllowed(decisions, '--key', key)
    if (!environment.get(key)) throw new CommandError(`--key ${key}: the variable is not set.`)
  }
  const wanted = keys.length > 0 ? keys : [...decisions.allowedKeys]
  return new Map(
    wanted.flatMap((key) => {
      const secret = environment.get(key)
      return secret ? [[key, secret] as const] : []
    }),
  )
}

/**
 * The sources of `--source KEY={ … }`, which are asked when a lease of the key is used.
 *
 * @param directory where relative paths start
 * @throws CommandError for what is no source, and for a key that is not allowed
 */
export function writtenSources(
  written: readonly string[],
  decisions: Decisions,
  environment: ReadonlyMap<string, string>,
  directory: string,
): Map<string, Secret> {
  return new Map(
    written.map((text) => {
      const [key, source] = writtenSource('--source', text, directory)
      checkAllowed(decisions, '--source', key)
      return [key, lazySource(source, environment)]
    }),
  )
}

function checkAllowed(decisions: Decisions, flag: string, key: string): void {
  const { decision, reason } = decisions.key(key)
  if (decision !== 'allowed') throw new CommandError(`${flag} ${key}: ${reason}`)
}

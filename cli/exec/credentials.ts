import type { Decisions } from '../../policy/index.ts'
import { CommandError } from '../exit.ts'

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
    const { decision, reason } = decisions.key(key)
    if (decision !== 'allowed') throw new CommandError(`--key ${key}: ${reason}`)
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

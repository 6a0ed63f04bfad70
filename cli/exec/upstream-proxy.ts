import type { Decisions } from '../../policy/index.ts'
import { CommandError } from '../exit.ts'

/** The HTTP proxy through which the proxy goes out, and what it wants to see. */
export interface UpstreamProxy {
  url: string
  /** A key of the caller's environment, and its value: USER:PASSWORD. */
  credential?: { key: string; secret: string }
}

/**
 * Reads `--egress-proxy URL` and `--egress-proxy-credential KEY`.
 *
 * @throws CommandError that names flags and keys, never a value
 */
export function readUpstreamProxy(
  url: string | undefined,
  key: string | undefined,
  decisions: Decisions,
  environment: ReadonlyMap<string, string>,
): UpstreamProxy | undefined {
  if (url === undefined) {
    if (key === undefined) return undefined
    throw new CommandError('--egress-proxy-credential goes with --egress-proxy.')
  }
  if (!/^https?:\/\/[^/?#@\s]+\/?$/.test(url))
    throw new CommandError(
      '--egress-proxy is http://HOST:PORT or https://HOST:PORT, without a user and a password.',
    )
  if (key === undefined) return { url }
  const flag = `--egress-proxy-credential ${key}`
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key))
    throw new CommandError('--egress-proxy-credential takes the name of a variable.')
  if (decisions.allowedKeys.has(key))
    throw new CommandError(
      `${flag}: the policy allows this key, so the command would get a lease of it. Use one that no policy names.`,
    )
  const secret = environment.get(key)
  if (!secret) throw new CommandError(`${flag}: the variable is not set.`)
  if (!secret.includes(':')) throw new CommandError(`${flag}: its value is not USER:PASSWORD.`)
  return { url, credential: { key, secret } }
}

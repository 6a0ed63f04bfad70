import { parse } from 'tldts'
import type { CanonicalHost } from './host.ts'

/**
 * Whether anyone can register a name directly below this host, by the Public Suffix List.
 *
 * - `icann`: a registry's suffix such as `com` or `co.uk`. A wildcard below it is an error.
 * - `private`: a company's, such as `github.io`. Each name below belongs to another stranger, so a wildcard
 *   is doubtful, but it is the company's own domain and a policy may mean just that.
 *
 * Endings that the list does not hold (`test`, `internal`, a company's own) are no suffix here.
 */
export function publicSuffixOf(host: CanonicalHost): 'icann' | 'private' | undefined {
  const icann = parse(host, { allowPrivateDomains: false })
  if (icann.isIcann && icann.publicSuffix === host) return 'icann'
  const all = parse(host, { allowPrivateDomains: true })
  return all.isPrivate && all.publicSuffix === host ? 'private' : undefined
}

import {
  exceptionsSuffixes,
  icannSuffixes,
  privateSuffixes,
} from '../schemas/generated/public-suffixes.ts'
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
  if (holds(exceptionsSuffixes, host)) return undefined
  if (matches(icannSuffixes, host)) return 'icann'
  return matches(privateSuffixes, host) ? 'private' : undefined
}

/** A rule of the list is a name, or `*.name` for whatever stands directly below. */
function matches(list: string, host: CanonicalHost): boolean {
  return holds(list, host) || holds(list, host.replace(/^[^.]+/, '*'))
}

function holds(list: string, rule: string): boolean {
  return list.includes(`\n${rule}\n`)
}

import { type Place, type Reading, readRequestHead } from './request-head.ts'

/** What stands before the fields of a request in HTTP/2 (RFC 9113 §8.3.1). */
const pseudoFields = new Set([':method', ':scheme', ':authority', ':path'])

/**
 * Reads the head of a stream as the same request in HTTP/1.1 is read, so that no version is judged differently.
 *
 * @param raw names and values in turn, as the HTTP/2 library has checked them
 * @param ended no body follows
 */
export function readStreamHead(raw: readonly string[], ended: boolean, place: Place): Reading {
  const pseudo = new Map<string, string>()
  const rawHeaders: string[] = []
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] ?? ''
    const value = raw[at + 1] ?? ''
    if (!name.startsWith(':')) rawHeaders.push(name, value)
    else if (pseudo.has(name) || !pseudoFields.has(name))
      return refuse('malformed', `The request has a pseudo-field ${name} that is not carried.`)
    else pseudo.set(name, value)
  }
  const authority = pseudo.get(':authority')
  const scheme = pseudo.get(':scheme')
  if (pseudo.get(':method') !== 'CONNECT' && scheme !== 'https')
    return refuse('hostMismatch', `The request says ${scheme}, the connection is https.`)
  return readRequestHead(
    {
      method: pseudo.get(':method') ?? '',
      url: pseudo.get(':path') ?? '',
      httpVersion: '2.0',
      ...(authority === undefined ? {} : { authority }),
      mayStream: !ended,
      rawHeaders,
    },
    place,
  )

  function refuse(guard: 'malformed' | 'hostMismatch', reason: string): Reading {
    return { ok: false, guard, reason, resource: (pseudo.get(':authority') ?? '-').slice(0, 256) }
  }
}

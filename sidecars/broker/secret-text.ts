import { LEASE_MARKER } from './exchange.ts'

export type SecretFault =
  | 'is empty'
  | 'is too long'
  | 'has a line break or another control character'
  | 'is a lease itself, of another governed project'

export type SecretText = { ok: true; secret: string } | { ok: false; fault: SecretFault }

/** No header, query or token is that long. */
const LONGEST_SECRET = 64 * 1024

/**
 * The secret in a text that came out of a file, a command, a variable or a document.
 *
 * A line break at the very end is dropped: files and the output of commands end in one, and it is not part of the
 * secret. Any other control character is a fault: no header can carry it, and one that is sent on regardless would let
 * whoever chose the secret write headers.
 */
export function secretText(text: string): SecretText {
  const secret = text.replace(/\r?\n$/, '')
  if (secret === '') return { ok: false, fault: 'is empty' }
  if (secret.length > LONGEST_SECRET) return { ok: false, fault: 'is too long' }
  if (/[^\t\P{Cc}]/u.test(secret)) {
    return { ok: false, fault: 'has a line break or another control character' }
  }
  if (secret.includes(LEASE_MARKER)) {
    return { ok: false, fault: 'is a lease itself, of another governed project' }
  }
  return { ok: true, secret }
}

import { createHash } from 'node:crypto'

/** SHA-256 in hexadecimal: the stand-ins know what the secrets hash to, and not the secrets. */
export function fingerprint(secret) {
  return createHash('sha256').update(secret).digest('hex')
}

/** Whether this is the secret that the environment has the fingerprint of. */
export function isExpectedSecret(secret) {
  return fingerprint(secret) === process.env.FINGERPRINT
}

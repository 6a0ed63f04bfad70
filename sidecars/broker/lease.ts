import { createHash, createHmac } from 'node:crypto'
import { composeLease, LEASE_OVERHEAD, LONGEST_TAIL } from './exchange.ts'

/** What makes a lease the lease it is. Change any of it and it is another. */
export interface LeaseIdentity {
  project: string
  service: string
  key: string
  /** Counts the leases of one key of one service, from 1. */
  serial: number
  /** Random: so that no lease comes back, even after the book of leases was lost. */
  nonce: string
  /** What clients of the key expect, and the length they expect, prefix included. */
  prefix: string
  length: number
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** 22 characters of 62 are 131 bits: not to be guessed. A shape too short for them gets a longer lease. */
const SHORTEST_TAIL = 22

/**
 * The text of a lease, derived from what it stands for with a key that never leaves the broker. Nothing that is kept on
 * disk besides that key tells it.
 */
export function leaseText(signingKey: Buffer, identity: LeaseIdentity): string {
  const { prefix, length } = identity
  const room = length - prefix.length - LEASE_OVERHEAD
  const tailLength = Math.min(LONGEST_TAIL, Math.max(SHORTEST_TAIL, room))
  return composeLease(prefix, tailOf(signingKey, identity, tailLength))
}

function tailOf(signingKey: Buffer, identity: LeaseIdentity, length: number): string {
  const { project, service, key, serial, nonce, prefix } = identity
  const message = JSON.stringify(['lease', project, service, key, serial, nonce, prefix, length])
  let tail = ''
  for (let block = 0; tail.length < length; block += 1) {
    const bytes = createHmac('sha512', signingKey).update(`${block}:${message}`).digest()
    for (const byte of bytes) {
      // 248 is the largest multiple of 62: beyond it some letters would be likelier than others.
      if (byte < 248 && tail.length < length) tail += ALPHABET[byte % ALPHABET.length]
    }
  }
  return tail
}

/** Under this a lease is looked up: the time that a look-up takes tells nothing of the lease. */
export function leaseFingerprint(lease: string): string {
  return createHash('sha256').update(lease).digest('hex')
}

import type { Decision } from '../../policy/decision.ts'

/** Every lease contains it, whatever shape the rest of the lease has. */
export const LEASE_MARKER = 'govlease'

/** Where in a request a lease was found. */
export type Surface = 'header' | 'basic' | 'query' | 'body'

/** One use of one lease: the broker answers for exactly this and for nothing like it. */
export interface LeaseUse {
  /** As `findLeases` gave it. */
  lease: string
  /** The service on whose sandbox network the request arrived. */
  service: string
  /** Canonical, as `canonicalHost` gives it. */
  host: string
  port: number
  method: string
  /** Canonical, without the query, as `canonicalPath` gives it. */
  path: string
  surface: Surface
  /** Name of the header, query parameter or body member. */
  name?: string
}

export type ExchangeAnswer =
  | { ok: true; key: string; secret: string }
  | {
      ok: false
      decision: Decision
      /** Absent when the lease is not known. */
      key?: string
      /** Id of the recorded refusal; absent when it could not be recorded. */
      auditId?: string
    }

/** Swaps leases for secrets. Only the proxy asks. */
export interface CredentialExchange {
  /**
   * Asks for the secret behind a lease, for exactly this use. The broker has recorded the answer before it gives it.
   * Never rejects: a broker that cannot be reached is a refusal.
   */
  exchange(use: LeaseUse): Promise<ExchangeAnswer>
}

const LENGTH_DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * A lease is PREFIX MARKER P T TAIL, where P and T are one digit each (base 62) for the length of the prefix and of the
 * tail. So a lease can be cut exactly out of any text it stands in, without knowledge of the keys there are.
 *
 * @param prefix what clients of the key expect a value to start with; at most 61 characters
 * @param tail the unguessable part, letters and digits; at most 61 characters
 */
export function composeLease(prefix: string, tail: string): string {
  return `${prefix}${LEASE_MARKER}${lengthDigit(prefix)}${lengthDigit(tail)}${tail}`
}

function lengthDigit(part: string): string {
  const digit = LENGTH_DIGITS[part.length]
  if (digit === undefined) throw new Error('A part of a lease is longer than 61 characters.')
  return digit
}

/**
 * All leases in a text, in order and without repetition.
 * A text that holds the marker never gives an empty list: what is malformed is given as it stands, so that whoever
 * refuses unknown leases refuses it too.
 */
export function findLeases(text: string): string[] {
  const found = new Set<string>()
  let from = 0
  for (;;) {
    const marker = text.indexOf(LEASE_MARKER, from)
    if (marker < 0) return [...found]
    const digits = marker + LEASE_MARKER.length
    const prefixLength = Math.max(0, LENGTH_DIGITS.indexOf(text.charAt(digits) || ' '))
    const tailLength = Math.max(0, LENGTH_DIGITS.indexOf(text.charAt(digits + 1) || ' '))
    found.add(text.slice(Math.max(from, marker - prefixLength), digits + 2 + tailLength))
    from = digits
  }
}

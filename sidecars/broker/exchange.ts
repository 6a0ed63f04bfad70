import type { Decision } from '../../policy/decision.ts'

/** Every lease contains it, whatever shape the rest of the lease has. */
export const LEASE_MARKER = 'govlease'

/** What the proxy speaks with the broker, after an upgrade from HTTP. */
export const EXCHANGE_PROTOCOL = 'governance-exchange'

/** Where in a request a lease was found; `signature`: it names who signed the request. */
export type Surface = 'header' | 'basic' | 'query' | 'body' | 'signature'

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
  /** Name of the header, query parameter or body member; of a signature its scope, `DATE/REGION/SERVICE`. */
  name?: string
}

/**
 * Keys for signatures of one scope, in Base64: that of the leases, with which the agent signed, and that of the secrets.
 * The secret itself stays in the broker.
 */
export interface SigningKeys {
  lease: string
  real: string
}

export type ExchangeAnswer =
  /** `signing` for a signature and for nothing else. */
  | { ok: true; key: string; secret: string; signing?: SigningKeys }
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

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const BASE = DIGITS.length

/** Longest prefix and longest tail that a lease can have. */
export const LONGEST_PREFIX = BASE - 1
export const LONGEST_TAIL = BASE * BASE - 1

/** What a lease has besides its prefix and its tail. */
export const LEASE_OVERHEAD = LEASE_MARKER.length + 3

/**
 * A lease is PREFIX MARKER P TT TAIL, where P and TT are the lengths of the prefix and of the tail in base 62. So a lease
 * can be cut exactly out of any text it stands in, without knowledge of the keys there are.
 *
 * @param prefix what clients of the key expect a value to start with
 * @param tail the unguessable part, letters and digits
 * @throws RangeError when either is too long to be told
 */
export function composeLease(prefix: string, tail: string): string {
  if (prefix.length > LONGEST_PREFIX || tail.length > LONGEST_TAIL) {
    throw new RangeError('A lease cannot be that long.')
  }
  const digits = [prefix.length, Math.floor(tail.length / BASE), tail.length % BASE]
  return `${prefix}${LEASE_MARKER}${digits.map((digit) => DIGITS[digit]).join('')}${tail}`
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
    const prefixLength = digitAt(text, digits)
    const tailLength = digitAt(text, digits + 1) * BASE + digitAt(text, digits + 2)
    found.add(text.slice(Math.max(from, marker - prefixLength), digits + 3 + tailLength))
    from = digits
  }
}

function digitAt(text: string, at: number): number {
  const digit = text[at]
  return digit === undefined ? 0 : Math.max(0, DIGITS.indexOf(digit))
}

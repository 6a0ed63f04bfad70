import { isUtf8 } from 'node:buffer'
import {
  type CredentialExchange,
  type ExchangeAnswer,
  findLeases,
  type LeaseUse,
  type SigningKeys,
  type Surface,
} from '../../broker/exchange.ts'
import { type Governed, holdsLease } from '../governed.ts'
import { fieldValues } from '../http/raw-fields.ts'
import type { RequestHead } from '../http/request-head.ts'
import { guardRefusal, policyRefusal, type Refusal } from '../refusal.ts'
import { holdsLeaseBytes } from './lease-scan.ts'

/** What went into a request in place of its leases. */
export interface Sent {
  key: string
  lease: string
  secret: string
}

export type SwapResult =
  | { ok: true; headers: string[]; query: string; sent: Sent[] }
  /** Not recorded yet. */
  | { ok: false; refusal: Refusal }

/** A lease must not go on, and here is why. Thrown within this file alone. */
class Unswappable extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.decision.reason)
    this.refusal = refusal
  }
}

type SwapGuard = 'leaseElsewhere' | 'leaseInClear' | 'leaseSignature' | 'path' | 'malformed'

/** Asks the broker once for each use of a lease in one request. */
export class LeaseSwapper {
  readonly sent: Sent[] = []
  readonly #known = new Map<string, string>()
  readonly #governed: Governed
  readonly #exchange: CredentialExchange
  readonly #head: RequestHead
  readonly #otherMethods: readonly string[]

  /** @param otherMethods as which the host may take the request: the credential has to be bound to them too */
  constructor(
    governed: Governed,
    exchange: CredentialExchange,
    head: RequestHead,
    otherMethods: readonly string[] = [],
  ) {
    this.#governed = governed
    this.#exchange = exchange
    this.#head = head
    this.#otherMethods = otherMethods
  }

  /** The text with every lease in it replaced by its secret; throws what `refusalOf` understands. */
  async swap(text: string, surface: Surface, name: string): Promise<string> {
    if (!holdsLease(text)) return text
    let swapped = text
    for (const lease of findLeases(text)) {
      const secret = await this.#secret(lease, surface, name)
      swapped = swapped.replaceAll(lease, () => secret)
    }
    // What holds the marker in another case, or only once something else is taken out, is no lease that is known.
    if (holdsLease(swapped)) this.refuse('leaseElsewhere', 'The request holds a damaged lease.')
    return swapped
  }

  async #secret(lease: string, surface: Surface, name: string): Promise<string> {
    const use = `${surface}\n${name}\n${lease}`
    const known = this.#known.get(use)
    if (known !== undefined) return known
    const { secret } = await this.#ask(lease, surface, name)
    this.#known.set(use, secret)
    return secret
  }

  async #ask(
    lease: string,
    surface: Surface,
    name: string,
  ): Promise<ExchangeAnswer & { ok: true }> {
    const { scheme, host, port, method, path } = this.#head
    // A binding without a port means 443 and TLS on it; the broker, who judges by the port, cannot see the difference.
    if (scheme === 'http' && port === 443)
      this.refuse('leaseInClear', 'A credential is not sent in the clear. Use https.')
    if (path === undefined)
      this.refuse('path', 'A request with a credential needs a path that has one reading.')
    const { service } = this.#governed
    const use: LeaseUse = { lease, service, host, port, method, path, surface, name }
    const answer = await this.#exchange.exchange(use)
    if (!answer.ok) throw new Unswappable(policyRefusal(answer.decision))
    for (const other of this.#otherMethods) {
      const target = { ...use, host, method: other }
      const decision = this.#governed.decisions.credential(answer.key, target)
      if (decision.decision !== 'allowed') throw new Unswappable(policyRefusal(decision))
    }
    if (/[\0\r\n]/.test(answer.secret))
      this.refuse('malformed', `The secret of ${answer.key} holds a line break or a zero byte.`)
    this.sent.push({ key: answer.key, lease, secret: answer.secret })
    return answer
  }

  /** The real name of the signer of a request, and keys for the scope of its signature; the lease's use is judged. */
  async signingKeys(
    lease: string,
    scope: string,
  ): Promise<{ identity: string; keys: SigningKeys }> {
    const answer = await this.#ask(lease, 'signature', scope)
    if (answer.signing === undefined) throw new Error('The broker gave no keys for a signature.')
    return { identity: answer.secret, keys: answer.signing }
  }

  refuse(guard: SwapGuard, reason: string): never {
    throw new Unswappable(guardRefusal(guard, this.#governed.decisions.name, reason))
  }
}

/** The refusal behind an error of this file; what else went wrong is thrown on. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Unswappable) return error.refusal
  throw error
}

/** Swaps every lease in the head of a request. A lease that stands where no secret may go refuses the request. */
export async function swapHead(head: RequestHead, swapper: LeaseSwapper): Promise<SwapResult> {
  try {
    if (holdsLease(head.host) || leaseInUrl(head.rawPath))
      swapper.refuse('leaseElsewhere', 'A lease stands in the URL, where no credential is bound.')
    const query = await swapQuery(head.query, swapper)
    const headers = await swapHeaders(head.headers, swapper)
    return { ok: true, headers, query, sent: swapper.sent }
  } catch (error) {
    return { ok: false, refusal: refusalOf(error) }
  }
}

async function swapHeaders(headers: readonly string[], swapper: LeaseSwapper): Promise<string[]> {
  const swapped: string[] = []
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? ''
    const value = headers[at + 1] ?? ''
    if (holdsLease(name))
      swapper.refuse('leaseElsewhere', 'A lease stands in the name of a header.')
    const put = await swapHeader(name.toLowerCase(), value, swapper)
    // Which of two counts is the host's guess. A cookie may come in parts (RFC 9113 §8.2.3).
    if (
      put !== value &&
      !/^cookie$/i.test(name) &&
      fieldValues(headers, name.toLowerCase()).length > 1
    )
      swapper.refuse('leaseElsewhere', `The header ${name} holds a lease and stands twice.`)
    swapped.push(name, put)
  }
  return swapped
}

async function swapHeader(name: string, value: string, swapper: LeaseSwapper): Promise<string> {
  if (holdsLease(value)) return swapper.swap(value, 'header', name)
  if (!holdsLeaseBytes(Buffer.from(value, 'latin1'))) return value
  const basic = /^(basic) +([A-Za-z0-9+/]+={0,2}) *$/i.exec(value)
  const decoded = Buffer.from(basic?.[2] ?? '', 'base64')
  if (basic === null || !holdsLease(decoded.toString('latin1')))
    swapper.refuse('leaseElsewhere', `A lease stands encoded in the header ${name}.`)
  const encoding = isUtf8(decoded) ? 'utf8' : 'latin1'
  const credentials = await swapper.swap(decoded.toString(encoding), 'basic', name)
  return `${basic?.[1]} ${Buffer.from(credentials, encoding).toString('base64')}`
}

async function swapQuery(query: string, swapper: LeaseSwapper): Promise<string> {
  if (!leaseInUrl(query)) return query
  const sent = new URLSearchParams(query)
  const parts: string[] = []
  for (const part of query.slice(1).split('&')) {
    if (!leaseInUrl(part)) {
      parts.push(part)
      continue
    }
    const equals = part.indexOf('=')
    const name = decode(part.slice(0, Math.max(0, equals)))
    const value = decode(part.slice(equals + 1))
    if (equals < 0 || name === undefined || value === undefined || holdsLease(name))
      swapper.refuse('leaseElsewhere', 'A lease stands in the query outside of a parameter.')
    if (!holdsLease(value ?? ''))
      swapper.refuse('leaseElsewhere', 'A lease stands encoded in the query.')
    const secret = await swapper.swap(value ?? '', 'query', name ?? '')
    if (sent.getAll(name ?? '').length > 1)
      swapper.refuse('leaseElsewhere', `The parameter ${name} holds a lease and stands twice.`)
    parts.push(`${part.slice(0, equals)}=${encodeURIComponent(secret)}`)
  }
  return `?${parts.join('&')}`
}

/** Whether a piece of a URL holds a lease: as it is, percent-encoded, or within Base64. */
export function leaseInUrl(text: string): boolean {
  if (holdsLease(text) || holdsLeaseBytes(Buffer.from(text, 'latin1'))) return true
  if (!text.includes('%')) return false
  const once = text.replace(/%([0-9a-f]{2})/gi, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  const twice = once.replace(/%([0-9a-f]{2})/gi, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return [once, twice].some(
    (form) => holdsLease(form) || holdsLeaseBytes(Buffer.from(form, 'latin1')),
  )
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

import type { Transform } from 'node:stream'
import { formatAuthority } from '../../../policy/host.ts'
import type { CredentialExchange } from '../../broker/exchange.ts'
import { type AddressGuard, admitDial, admitHost, stillAdmitted } from '../admission.ts'
import { type Governed, graver, withoutLeases } from '../governed.ts'
import { findAwsSignature, type Signed } from '../leases/aws-signature.ts'
import { bindsBody, swapBody } from '../leases/bound-body.ts'
import { ownCredential } from '../leases/own-credential.ts'
import type { Redactor, SentSecrets } from '../leases/redact.ts'
import { LeaseSwapper, refusalOf, swapHead } from '../leases/swap-leases.ts'
import type { Limits } from '../limits.ts'
import type { Guard, Refusal } from '../refusal.ts'
import { RefusedAddress } from '../upstream/failure.ts'
import { overridesOf } from './overrides.ts'
import type { Reading, RequestHead } from './request-head.ts'
import { type Session, wayOf } from './session.ts'
import { fitTrailers, UnfitTrailers } from './trailers.ts'
import { isWebSocket } from './websocket.ts'
import type { Unheld } from './whole-body.ts'

export interface JudgeOptions {
  exchange: CredentialExchange
  guard: AddressGuard
  limits: Limits
  /** Which secrets went to which host. */
  sent: SentSecrets
}

/** A request as its client made it, whatever version of HTTP it came in. */
export interface Asked {
  session: Session
  reading: Reading
  expect: string | undefined
  contentType: string
  /** Reads the body to its end. */
  readWhole(head: RequestHead): Promise<Buffer | Unheld>
  /** What came after the body; known once that was read to its end. Names and values in turn. */
  trailers(): readonly string[]
  /** Whether nobody is left to hear an answer. */
  gone(): boolean
  /** The address of an open upstream connection that the request would travel on. */
  keptAddress(head: RequestHead): string | undefined
  /** Closes that connection: its address may no longer be used. */
  dropKept(head: RequestHead): void
}

/** A request that may go on, and the form in which it goes on. It is on record. */
export interface Cleared {
  session: Session
  head: RequestHead
  /** Names and values in turn, leases swapped. Not yet those of the connection. */
  headers: string[]
  /** Path and query, leases swapped. */
  target: string
  /** A body that was read whole; else the request streams. */
  body: Buffer | undefined
  /** What came after the body, once that was read to its end; throws UnfitTrailers. */
  trailers: () => readonly string[]
  /** What a body that streams passes through, if anything: it signs it anew. */
  bodyStage: (() => Transform) | undefined
  /** Gives the addresses to dial, checked at that moment; throws RefusedAddress. */
  addresses: () => Promise<readonly string[]>
  auditId: string
  /** Addresses that the request may have gone to. */
  destinations: readonly string[]
  /** Credentials that it carries. */
  keys: readonly string[]
  /** Present when the host was sent a secret that its answers must not bring back. */
  redactor: Redactor | undefined
}

/** A refusal is on record; without one there is nobody to tell. */
export type Judged = { ok: true; cleared: Cleared } | { ok: false; refusal?: Refusal }

/**
 * The one path of every request, by whatever way and in whatever version of HTTP it came:
 * head → host → method and path → leases → addresses → record.
 */
export class RequestJudge {
  readonly #options: JudgeOptions

  constructor(options: JudgeOptions) {
    this.#options = options
  }

  async judge(asked: Asked): Promise<Judged> {
    const { reading, session } = asked
    const { governed, place } = session
    const { guard, limits, sent } = this.#options
    if (!reading.ok) {
      const about = { action: 'request', resource: reading.resource } as const
      return { ok: false, refusal: await governed.refuseBy(reading.guard, about, reading.reason) }
    }
    const { head } = reading
    const { host, port } = head
    const { decisions } = governed
    const details: Record<string, string> = {
      method: head.method,
      path: withoutLeases(head.rawPath).slice(0, 200),
      way: wayOf(place),
    }
    const entry = { action: 'request', resource: formatAuthority(host, port), details } as const
    const by = async (guard: Guard, reason: string) =>
      ({ ok: false, refusal: await governed.refuseBy(guard, entry, reason) }) as const

    if (head.upgrade !== undefined && !isWebSocket(head))
      return by('upgrade', 'Only upgrades to WebSocket are carried.')
    if (asked.expect !== undefined && !/^100-continue$/i.test(asked.expect))
      return by('malformed', 'Only the expectation "100-continue" is carried.')

    const admitted = await admitHost(governed, host, port, entry)
    if (!admitted.ok) return admitted
    let verdict = admitted.decision
    const overrides = overridesOf(head)
    const opened = decisions.intercepts(host, port)
    if (opened) {
      if (head.path === undefined)
        return by(
          'path',
          `The path of this request has no one reading, and ${host} is judged by path or holds a credential.`,
        )
      if (overrides.pathField !== undefined)
        return by(
          'path',
          `${overrides.pathField} may be taken for the path of this request, and ${host} is judged by path or holds a credential.`,
        )
      for (const method of [head.method, ...overrides.methods]) {
        const rule = decisions.request(host, port, method, head.path)
        if (rule.decision === 'blocked')
          return { ok: false, refusal: await governed.refuseByPolicy(entry, rule) }
        verdict = graver(verdict, rule)
      }
    }

    const { exchange } = this.#options
    const swapper = new LeaseSwapper(governed, exchange, head, overrides.methods)
    const signature = findAwsSignature(head)
    const swapped = await swapHead(signature?.rest ?? head, swapper)
    if (!swapped.ok) return { ok: false, refusal: await governed.refuse(entry, swapped.refusal) }
    let body: Buffer | undefined
    const trailers = () => fitTrailers(asked.trailers(), limits.headBytes)
    if (bindsBody(governed, head, asked.contentType) || signature?.needsBody) {
      const whole = await asked.readWhole(head)
      if (whole === 'long')
        return by(
          'limits.boundBodyBytes',
          `A body that a credential is bound into may have ${limits.boundBodyBytes} bytes.`,
        )
      if (whole === 'crowded')
        return by(
          'limits.boundBodiesBytes',
          `All bodies at once that credentials are bound into may have ${limits.boundBodiesBytes} bytes.`,
        )
      try {
        trailers()
        body = await swapBody(whole, asked.contentType, swapper)
      } catch (error) {
        if (error instanceof UnfitTrailers) return by(error.guard, error.message)
        return { ok: false, refusal: await governed.refuse(entry, refusalOf(error)) }
      }
    }
    const path = opened ? (head.path ?? '') : head.rawPath
    let signed: Signed = swapped
    if (signature !== undefined) {
      try {
        const { headers, query } = swapped
        signed = await signature.sign(swapper, { path, query, headers, body })
      } catch (error) {
        return { ok: false, refusal: await governed.refuse(entry, refusalOf(error)) }
      }
    }
    const keys = swapper.sent.map(({ key }) => key)
    const carried = decisions.carries(host, port, keys)
    if (carried.decision === 'blocked')
      return { ok: false, refusal: await governed.refuseByPolicy(entry, carried) }
    if (decisions.carries(host, port, []).decision === 'blocked') {
      const own = ownCredential((signature?.rest ?? head).headers, swapped.headers)
      if (own !== undefined)
        return by(
          'ownCredential',
          `${host} requires the project's credential, and ${own} holds another one.`,
        )
    }
    for (const { key } of swapper.sent) details.credential = key

    const kept = asked.keptAddress(head)
    let checked: readonly string[] | undefined
    let permit: { ok: true; auditId: string } | { ok: false; refusal: Refusal }
    if (kept !== undefined && stillAdmitted(governed, kept, host, port, guard))
      permit = await governed.permit({ ...entry, decision: verdict })
    else {
      if (kept !== undefined) asked.dropKept(head)
      const dialable = await admitDial(governed, host, port, verdict, entry, guard)
      if (dialable.ok) checked = dialable.addresses
      permit = dialable
    }
    if (!permit.ok) return permit
    // A client can make this take as long as it likes, with a body that is read whole or a name that is its own.
    if (governed.decisions.digest !== decisions.digest)
      return by('policyChanged', 'The policy changed while the request was judged. Send it again.')
    if (asked.gone()) return { ok: false }
    for (const { secret, lease } of swapper.sent) sent.remember(host, secret, lease)
    return {
      ok: true,
      cleared: {
        session,
        head,
        headers: signed.headers,
        target: path + signed.query,
        body,
        trailers,
        bodyStage: signed.bodyStage,
        addresses: async () => {
          const addresses = checked ?? (await this.#addressesAgain(governed, head))
          checked = undefined
          return addresses
        },
        auditId: permit.auditId,
        destinations: checked ?? (kept === undefined ? [] : [kept]),
        keys,
        redactor: sent.redactorFor(host, decisions.holdsCredentials(host, port)),
      },
    }
  }

  /** The addresses for a connection that has to be opened after all: checked like any other, at the moment of dialling. */
  async #addressesAgain(
    governed: Governed,
    { host, port }: RequestHead,
  ): Promise<readonly string[]> {
    const entry = { action: 'connect', details: { way: 'again' } } as const
    const admitted = await admitHost(governed, host, port, entry)
    if (!admitted.ok) throw new RefusedAddress(admitted.refusal)
    const { decision } = admitted
    const dialable = await admitDial(governed, host, port, decision, entry, this.#options.guard)
    if (!dialable.ok) throw new RefusedAddress(dialable.refusal)
    return dialable.addresses
  }
}

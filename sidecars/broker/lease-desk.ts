import { type EventDraft, lifecycleEvent } from '../../audit/event.ts'
import type { AuditStore } from '../../audit/store.ts'
import { leaseShape, signingSecret } from '../../policy/credential-bindings.ts'
import type { Decision } from '../../policy/decision.ts'
import { createDecisions, type Decisions } from '../../policy/decisions.ts'
import { canonicalHost } from '../../policy/host.ts'
import { canonicalPath } from '../../policy/path.ts'
import type { Configuration } from '../configuration.ts'
import { PROXY_IDENTITY, upstreamCredentialPolicy } from '../upstream-credential.ts'
import type { CredentialExchange, ExchangeAnswer, LeaseUse } from './exchange.ts'
import { isGood, isOver, type LeaseBook, type LeaseRecord } from './lease-book.ts'
import { type RefusalCause, refusal } from './refusals.ts'
import {
  BadSecrets,
  type CheckedSecrets,
  checkSecrets,
  SecretBox,
  type Secrets,
} from './secrets.ts'
import { signingKey } from './signing-key.ts'
import type { CachedSource } from './sources/cached.ts'
import { type Source, SourceFailure } from './sources/source.ts'
import type { SteadyClock } from './steady-clock.ts'

/** service → key → lease */
export type Leases = Map<string, Map<string, string>>

/** A lease as people see it: never its text. */
export interface LeaseView {
  id: string
  service: string
  key: string
  policy: string
  state: 'active' | 'expired' | 'revoked'
  issuedAt: string
  /** Absent when it has no end. */
  expiresAt?: string
  /** How many leases of this key the service had before. */
  renewals: number
  /** Whether the broker holds the secret. */
  unlocked: boolean
}

/** All that an exchange needs but the secret. */
interface Granted {
  ok: true
  lease: LeaseRecord
  decisions: Decisions
  decision: Decision
  source: CachedSource
}

/** The warning before the end of a lease comes this long before it, or at nine tenths of its life. */
const WARNING_MS = 3_600_000
const WARNING_SHARE = 0.1

/**
 * Where leases are issued, exchanged and ended. Each turn is on record before it is taken; what cannot be recorded does
 * not happen.
 */
export class LeaseDesk implements CredentialExchange {
  readonly #store: AuditStore
  readonly #book: LeaseBook
  readonly #box: SecretBox
  readonly #clock: SteadyClock
  #decisions: ReadonlyMap<string, Decisions>
  #unlocked: boolean
  #last: Promise<unknown> = Promise.resolve()
  readonly #warned = new Set<string>()

  constructor(
    configuration: Configuration,
    store: AuditStore,
    book: LeaseBook,
    clock: SteadyClock,
  ) {
    this.#store = store
    this.#book = book
    this.#clock = clock
    this.#box = new SecretBox(
      () => clock.now(),
      (key, source) => this.#recordFetch(key, source),
    )
    this.#decisions = decisionsOf(configuration)
    this.#unlocked = this.#needsNoSecret()
    this.#shorten()
  }

  /** Whether secrets were handed over since the start, or none is needed. */
  get unlocked(): boolean {
    return this.#unlocked
  }

  /** Goes on under other policies. Leases that they do not allow, or allow for less long, are cut at once. */
  reconfigure(configuration: Configuration): void {
    this.#decisions = decisionsOf(configuration)
    this.#unlocked ||= this.#needsNoSecret()
    this.#shorten()
  }

  /**
   * Takes secrets, and answers with a lease for each service that may use each. A lease that is still good is answered
   * again.
   *
   * @throws BadSecrets for a key that no service, or not this service, may use, and for what no request can carry
   */
  unlock(secrets: Secrets): Promise<Leases> {
    return this.#inTurn(async () => {
      const checked = checkSecrets(secrets)
      const wanted = this.#wanted(checked)
      const now = this.#clock.now()
      const leases: Leases = new Map()
      const fresh: LeaseRecord[] = []
      const keys = new Set(wanted.map(({ key }) => key)).size
      const reason = `${keys} ${keys === 1 ? 'secret was' : 'secrets were'} handed over.`
      await this.#store.append(lifecycleEvent('broker', 'unlock', reason, { keys }))
      for (const { service, key, decisions } of wanted) {
        let lease = this.#book.current(service, key, now)
        if (lease === undefined) {
          const { name, maxExpirationHours } = decisions
          const shape = leaseShape(key)
          const request = { service, key, policy: name, shape, maxHours: maxExpirationHours }
          lease = this.#book.draft(request, now)
          fresh.push(lease)
          await this.#store.append(this.#issueEvent(lease, decisions))
        }
        const ofService = leases.get(service) ?? new Map<string, string>()
        leases.set(service, ofService.set(key, this.#book.text(lease)))
      }
      await this.#book.enter(fresh, now)
      this.#box.put(checked)
      this.#unlocked = true
      return leases
    })
  }

  async exchange(use: LeaseUse): Promise<ExchangeAnswer> {
    try {
      const answer = await this.#exchange(use)
      return answer.ok && use.surface === 'signature' ? await this.#sign(use, answer) : answer
    } catch {
      return { ok: false, decision: refusal('failed', '') }
    }
  }

  async #exchange(use: LeaseUse): Promise<ExchangeAnswer> {
    const first = this.#judge(use)
    if (!first.ok) return await this.#refuse(use, first.decision)
    const secret = first.source.atHand()
    if (secret !== undefined) return await this.#give(use, first, secret)
    try {
      const fetched = await first.source.get()
      // While the source was asked the lease may have ended.
      const second = this.#judge(use)
      if (!second.ok) return await this.#refuse(use, second.decision)
      return await this.#give(use, second, fetched)
    } catch (error) {
      return await this.#refuse(use, sourceRefusal(error, first.decisions.name))
    }
  }

  /** What an identity signs with: judged and recorded like any other use of a lease, of the key that makes signatures. */
  async #sign(use: LeaseUse, identity: { key: string; secret: string }): Promise<ExchangeAnswer> {
    const lease = this.#book.newest(use.service, signingSecret)
    if (lease === undefined) {
      const decision = refusal('noSigningKey', this.#decisions.get(use.service)?.name ?? '')
      return await this.#refuse(use, decision)
    }
    const text = this.#book.text(lease)
    const made = await this.#exchange({ ...use, lease: text })
    if (!made.ok) return made
    const scope = use.name ?? ''
    const keys = { lease: signingKey(text, scope), real: signingKey(made.secret, scope) }
    if (keys.lease === undefined || keys.real === undefined) {
      return await this.#refuse(use, refusal('noScope', ''))
    }
    return {
      ok: true,
      key: identity.key,
      secret: identity.secret,
      signing: { lease: keys.lease, real: keys.real },
    }
  }

  /** Gives the secret away, once that is on record. */
  async #give(
    use: LeaseUse,
    { lease, decisions, decision }: Granted,
    secret: string,
  ): Promise<ExchangeAnswer> {
    const { key } = lease
    try {
      await this.#store.append(exchangeEvent(use, lease, decisions, decision))
    } catch {
      return { ok: false, decision: refusal('unrecorded', decisions.name), key }
    }
    // Whoever was told that the lease is revoked while this was being recorded was told the truth.
    if (isGood(lease, this.#clock.now()) && this.#decisions.get(use.service) === decisions) {
      return { ok: true, key, secret }
    }
    const still = this.#judge(use)
    return still.ok ? { ok: true, key, secret } : await this.#refuse(use, still.decision)
  }

  #judge(use: LeaseUse): Granted | { ok: false; decision: Decision } {
    const decisions = this.#decisions.get(use.service)
    const lease = this.#book.find(use.lease)
    const refuse = (cause: RefusalCause) =>
      ({ ok: false, decision: refusal(cause, decisions?.name ?? '') }) as const
    if (decisions === undefined) return refuse('unknownService')
    if (lease === undefined) return refuse('unknownLease')
    if (lease.service !== use.service) return refuse('otherService')
    if (lease.state === 'revoked') return refuse('revoked')
    if (!isGood(lease, this.#clock.now())) return refuse('expired')
    const host = canonicalHost(use.host)
    if (host !== use.host || canonicalPath(use.path) !== use.path) return refuse('notCanonical')
    const decision = decisions.credential(lease.key, { ...use, host })
    if (decision.decision !== 'allowed') return { ok: false, decision }
    const source = this.#box.get(lease.service, lease.key)
    if (source === undefined) return refuse(this.#unlocked ? 'noSecret' : 'locked')
    return { ok: true, lease, decisions, decision, source }
  }

  async #refuse(use: LeaseUse, decision: Decision): Promise<ExchangeAnswer> {
    const lease = this.#book.find(use.lease)
    const decisions = this.#decisions.get(use.service)
    const answer: ExchangeAnswer = { ok: false, decision }
    if (lease !== undefined) answer.key = lease.key
    try {
      const { id } = await this.#store.append(exchangeEvent(use, lease, decisions, decision))
      answer.auditId = id
    } catch {
      // Refused it is in any case.
    }
    return answer
  }

  /**
   * Ends all good leases of a key.
   *
   * @param service of this service only
   * @returns how many there were
   */
  revoke(key: string, service?: string): Promise<number> {
    return this.#inTurn(async () => {
      const now = this.#clock.now()
      const leases = this.#book
        .list()
        .filter((lease) => lease.key === key && isGood(lease, now))
        .filter((lease) => service === undefined || lease.service === service)
      for (const lease of leases) {
        await this.#store.append(this.#turnEvent('revoke', lease, 'Revoked by hand.'))
      }
      await this.#book.end(leases, 'revoked')
      return leases.length
    })
  }

  /** All leases that are remembered, newest last. */
  list(): LeaseView[] {
    const now = this.#clock.now()
    return this.#book.list().map((lease) => {
      const view: LeaseView = {
        id: lease.id,
        service: lease.service,
        key: lease.key,
        policy: lease.policy,
        state: lease.state === 'active' && isOver(lease, now) ? 'expired' : lease.state,
        issuedAt: this.#moment(lease.issuedAt),
        renewals: lease.serial - 1,
        unlocked: this.#box.get(lease.service, lease.key) !== undefined,
      }
      if (lease.expiresAt !== null) view.expiresAt = this.#moment(lease.expiresAt)
      return view
    })
  }

  /** Records what time has done to leases, and warns of what it is about to do. To be called every now and then. */
  watch(): Promise<void> {
    return this.#inTurn(async () => {
      const now = this.#clock.now()
      const active = this.#book.list().filter((lease) => lease.state === 'active')
      const over = active.filter((lease) => isOver(lease, now))
      for (const lease of over) {
        await this.#store.append(this.#turnEvent('expire', lease, 'Its time is over.'))
      }
      await this.#book.end(over, 'expired')
      for (const lease of active) {
        if (isOver(lease, now) || this.#warned.has(lease.id) || !endsSoon(lease, now)) continue
        this.#warned.add(lease.id)
        const reason = 'It ends soon. `governance compose up` issues a new one after its end.'
        await this.#store.append(this.#turnEvent('expiring', lease, reason))
      }
    })
  }

  /** What is asked of the world outside is on record before it is asked. */
  async #recordFetch(key: string, source: Source): Promise<void> {
    if (source.kind === 'value') return
    await this.#store.append({
      ...lifecycleEvent('broker', 'fetch', `Asked for at its source, ${source.kind}.`),
      kind: 'credential',
      resource: key,
      details: { source: source.kind },
    })
  }

  /** Services and keys for which secrets were handed over, each with what the service may do. */
  #wanted(secrets: CheckedSecrets): { service: string; key: string; decisions: Decisions }[] {
    const wanted = new Map<string, { service: string; key: string; decisions: Decisions }>()
    for (const key of secrets.secrets.keys()) {
      const takers = [...this.#decisions].filter(([, decisions]) => decisions.allowedKeys.has(key))
      if (takers.length === 0) throw new BadSecrets(`No service may use ${key}.`)
      for (const [service, decisions] of takers) {
        wanted.set(`${service}\0${key}`, { service, key, decisions })
      }
    }
    for (const [service, own] of secrets.services) {
      const decisions = this.#decisions.get(service)
      for (const key of own.keys()) {
        if (!decisions?.allowedKeys.has(key)) {
          throw new BadSecrets(`The service ${service} may not use ${key}.`)
        }
        wanted.set(`${service}\0${key}`, { service, key, decisions })
      }
    }
    return [...wanted.values()]
  }

  #needsNoSecret(): boolean {
    return [...this.#decisions.values()].every((decisions) => decisions.allowedKeys.size === 0)
  }

  #shorten(): void {
    for (const lease of this.#book.list()) {
      this.#book.shorten(lease, this.#decisions.get(lease.service)?.maxExpirationHours)
    }
  }

  #issueEvent(lease: LeaseRecord, decisions: Decisions): EventDraft {
    const { rule, reason } = decisions.key(lease.key)
    const action = lease.serial === 1 ? 'issue' : 'renew'
    return { ...this.#turnEvent(action, lease, reason), rule }
  }

  /** An event in the life of a lease. */
  #turnEvent(action: string, lease: LeaseRecord, reason: string): EventDraft {
    const details: Record<string, string | number> = { lease: lease.id, serial: lease.serial }
    if (lease.expiresAt !== null) details.expires = this.#moment(lease.expiresAt)
    return {
      policy: lease.policy,
      policyDigest: this.#decisions.get(lease.service)?.digest ?? '',
      service: lease.service,
      kind: 'credential',
      action,
      resource: lease.key,
      decision: 'allowed',
      rule: 'credentials.maxExpirationHours',
      reason,
      details,
    }
  }

  #moment(at: number): string {
    return new Date(this.#clock.wall(at)).toISOString()
  }

  /** Turns that change the book are taken one after the other. */
  #inTurn<T>(turn: () => Promise<T>): Promise<T> {
    const result = this.#last.then(turn)
    this.#last = result.catch(() => {})
    return result
  }
}

function decisionsOf(configuration: Configuration): ReadonlyMap<string, Decisions> {
  const policies = new Map(Object.entries(configuration.policies))
  const prepared = new Map<string, Decisions>()
  const decisions = new Map<string, Decisions>()
  for (const [service, { policy }] of Object.entries(configuration.services)) {
    const compiled = policies.get(policy)
    if (compiled === undefined) continue
    const made = prepared.get(policy) ?? createDecisions(compiled)
    prepared.set(policy, made)
    decisions.set(service, made)
  }
  const ofProxy = upstreamCredentialPolicy(configuration)
  if (ofProxy !== undefined) decisions.set(PROXY_IDENTITY, createDecisions(ofProxy))
  return decisions
}

function exchangeEvent(
  use: LeaseUse,
  lease: LeaseRecord | undefined,
  decisions: Decisions | undefined,
  decision: Decision,
): EventDraft {
  const details: Record<string, string | number> = {
    host: use.host,
    port: use.port,
    method: use.method,
    surface: use.surface,
  }
  if (use.name !== undefined) details.name = use.name
  if (lease !== undefined) details.lease = lease.id
  return {
    policy: decision.policy,
    policyDigest: decisions?.digest ?? '',
    service: use.service,
    kind: 'credential',
    action: 'exchange',
    resource: lease?.key ?? 'unknown',
    decision: decision.decision,
    rule: decision.rule,
    reason: decision.reason,
    details,
  }
}

function sourceRefusal(error: unknown, policy: string): Decision {
  const decision = refusal('noSecret', policy)
  const rule = 'credentials.source'
  return error instanceof SourceFailure
    ? { ...decision, rule, reason: `There is no secret for this key: ${error.message}` }
    : decision
}

function endsSoon(lease: LeaseRecord, now: number): boolean {
  if (lease.expiresAt === null) return false
  const life = lease.expiresAt - lease.issuedAt
  return lease.expiresAt - now <= Math.min(WARNING_MS, life * WARNING_SHARE)
}

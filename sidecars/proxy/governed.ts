import type { AuditStore } from '../../audit/store.ts'
import type { Decision } from '../../policy/decision.ts'
import type { Decisions } from '../../policy/decisions.ts'
import { findLeases, LEASE_MARKER } from '../broker/exchange.ts'
import { type Guard, guardRefusal, policyRefusal, type Refusal } from './refusal.ts'

/** One line for the trail, as the proxy writes it. */
export interface Entry {
  action: 'connect' | 'request' | 'resolve'
  /** host:port, or a name that was asked for. */
  resource: string
  decision: Decision
  details?: Record<string, string | number | boolean>
}

/**
 * A governed service as the proxy sees it: who asks, what decides, and where it is written down. Which one asks is
 * told by the listener on which a connection came in, and by nothing that the connection says.
 */
export class Governed {
  readonly service: string
  /** What decides now. Replaced whole by a reload, so one request sees one policy. */
  decisions: Decisions
  readonly #store: AuditStore

  constructor(service: string, decisions: Decisions, store: AuditStore) {
    this.service = service
    this.decisions = decisions
    this.#store = store
  }

  /**
   * Writes a decision down.
   *
   * @returns the id of the event
   * @throws AuditUnavailable: then what was decided must not happen
   */
  async record({ action, resource, decision, details }: Entry): Promise<string> {
    const receipt = await this.#store.append({
      policy: decision.policy,
      policyDigest: this.decisions.digest,
      service: this.service,
      kind: 'network',
      action,
      resource: withoutLeases(resource),
      decision: decision.decision,
      rule: decision.rule,
      reason: withoutLeases(decision.reason),
      ...(details === undefined ? {} : { details }),
    })
    return receipt.id
  }

  /** Records a refusal and gives it with the id of its event. A refusal that cannot be recorded stays a refusal. */
  async refuse(entry: Omit<Entry, 'decision'>, refusal: Refusal): Promise<Refusal> {
    try {
      return { ...refusal, auditId: await this.record({ ...entry, decision: refusal.decision }) }
    } catch {
      return { ...refusal, auditId: undefined }
    }
  }

  /** Records a refusal by one of the proxy's own guards. */
  refuseBy(guard: Guard, entry: Omit<Entry, 'decision'>, reason: string): Promise<Refusal> {
    return this.refuse(entry, guardRefusal(guard, this.decisions.name, reason))
  }

  /** Records a refusal by the policy. */
  refuseByPolicy(entry: Omit<Entry, 'decision'>, decision: Decision): Promise<Refusal> {
    return this.refuse(entry, policyRefusal(decision))
  }

  /**
   * Records that something goes ahead.
   *
   * @returns the id of its event; or the refusal, for what cannot be recorded does not happen
   */
  async permit(entry: Entry): Promise<Permit> {
    try {
      return { ok: true, auditId: await this.record(entry) }
    } catch {
      const refusal = guardRefusal(
        'unrecorded',
        this.decisions.name,
        'The trail cannot be written.',
      )
      return { ok: false, refusal }
    }
  }
}

export type Permit = { ok: true; auditId: string } | { ok: false; refusal: Refusal }

/** Of two decisions about one thing the one that weighs more: what blocks, then what would block. */
export function graver(one: Decision, other: Decision): Decision {
  const weight = { allowed: 0, 'would-block': 1, blocked: 2 }
  return weight[other.decision] > weight[one.decision] ? other : one
}

/** Whether a text holds a lease, in whatever case: names are written in any. */
export function holdsLease(text: string): boolean {
  return text.toLowerCase().includes(LEASE_MARKER)
}

/** More than the trail keeps of any text. */
const LONGEST_CLEANED = 2_048

/**
 * A text for the trail: an agent can put its lease into anything, and the trail holds none. Of a long text that holds
 * one only the beginning is given, for every request comes by here, whatever it is made of.
 */
export function withoutLeases(text: string): string {
  if (!holdsLease(text)) return text
  let clean = text.slice(0, LONGEST_CLEANED)
  for (const lease of findLeases(clean)) clean = clean.replaceAll(lease, '<lease>')
  return clean.replace(/\S+/g, (word) => (holdsLease(word) ? '<lease>' : word))
}

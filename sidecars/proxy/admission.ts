import { isIP } from 'node:net'
import type { Decision } from '../../policy/decision.ts'
import type { Decisions } from '../../policy/decisions.ts'
import { type CanonicalHost, canonicalHost, formatAuthority } from '../../policy/host.ts'
import { Recent } from '../../policy/recent.ts'
import type { Entry, Governed } from './governed.ts'
import { graver } from './governed.ts'
import type { Resolve } from './names/resolve.ts'
import { type Nearness, ownNames } from './own-addresses.ts'
import { guardRefusal, type Refusal } from './refusal.ts'

/** What the guard over addresses needs. All of it is required, so that none can be forgotten. */
export interface AddressGuard {
  resolve: Resolve
  nearness: Nearness
}

type Admission =
  | { ok: true; addresses: string[]; decision: Decision }
  | { ok: false; refusal: Refusal }

/** What may be dialled now: these addresses and no other. It is on record. */
export type Dialable =
  | { ok: true; addresses: readonly string[]; auditId: string }
  | { ok: false; refusal: Refusal }

/**
 * The verdict on a host, before anything is known about it but its name.
 *
 * @returns the decision when it lets the host pass, else the refusal, recorded
 */
export async function admitHost(
  governed: Governed,
  host: CanonicalHost,
  port: number,
  entry: Omit<Entry, 'decision' | 'resource'>,
): Promise<{ ok: true; decision: Decision } | { ok: false; refusal: Refusal }> {
  const about = { ...entry, resource: formatAuthority(host, port) }
  if (ownNames.has(host)) return { ok: false, refusal: await refuseOwn(governed, about) }
  const decision = governed.decisions.host(host, port)
  if (decision.decision === 'blocked')
    return { ok: false, refusal: await governed.refuseByPolicy(about, decision) }
  return { ok: true, decision }
}

/**
 * The only way to an address that may be dialled: looks up a host that was admitted, judges every address, and records
 * what is about to happen. The name is not looked up again between the check and the connection.
 *
 * @param verdict what was decided before the look-up; the graver of it and of the addresses' is recorded
 */
export async function admitDial(
  governed: Governed,
  host: CanonicalHost,
  port: number,
  verdict: Decision,
  entry: Omit<Entry, 'decision' | 'resource'>,
  guard: AddressGuard,
): Promise<Dialable> {
  const admission = await admitAddresses(governed, host, port, verdict, entry, guard)
  if (!admission.ok) return admission
  const { addresses, decision } = admission
  const permit = await governed.permit({
    ...entry,
    resource: formatAuthority(host, port),
    decision,
    details: { ...entry.details, address: addresses.join(' ') },
  })
  return permit.ok ? { ok: true, addresses, auditId: permit.auditId } : permit
}

/** A name may have hundreds of addresses, and whoever owns it would have the proxy knock at all of them. */
const MOST_OF_A_FAMILY = 8

function fewOf(addresses: readonly string[]): string[] {
  if (addresses.length <= MOST_OF_A_FAMILY) return [...addresses]
  const counts = new Map<number, number>()
  return addresses.filter((address) => {
    const family = isIP(address)
    const count = (counts.get(family) ?? 0) + 1
    counts.set(family, count)
    return count <= MOST_OF_A_FAMILY
  })
}

async function admitAddresses(
  governed: Governed,
  host: CanonicalHost,
  port: number,
  verdict: Decision,
  entry: Omit<Entry, 'decision' | 'resource'>,
  guard: AddressGuard,
): Promise<Admission> {
  const about = { ...entry, resource: formatAuthority(host, port) }
  const found = await guard.resolve(host).catch(() => undefined)
  if (found === undefined || found.length === 0) {
    const reason =
      found === undefined
        ? `${host} is allowed, but its address could not be looked up: the name server did not answer.`
        : `${host} is allowed, but has no address.`
    // What the policy said is on record as it said it; that nothing came of it is no decision.
    const details = { ...about.details, outcome: 'name not found' }
    const permit = await governed.permit({ ...about, decision: verdict, details })
    if (!permit.ok) return permit
    const refusal = guardRefusal('nameNotFound', governed.decisions.name, reason)
    return { ok: false, refusal: { ...refusal, auditId: permit.auditId } }
  }
  const judged = found.map((address) => ({
    address,
    decision: judge(governed, address, host, port, guard),
  }))
  const open = judged.filter(
    ({ decision }) => decision !== 'own' && decision.decision !== 'blocked',
  )
  const [first] = judged
  if (open.length === 0) {
    const blocked = judged.find(({ decision }) => decision !== 'own')?.decision ?? first?.decision
    const refusal =
      blocked === 'own' || blocked === undefined
        ? await refuseOwn(governed, about)
        : await governed.refuseByPolicy(about, blocked)
    return { ok: false, refusal }
  }
  const decision = open.reduce(
    (worst, next) => (next.decision === 'own' ? worst : graver(worst, next.decision)),
    verdict,
  )
  return { ok: true, addresses: fewOf(open.map(({ address }) => address)), decision }
}

/** Verdicts on addresses by what decides; they depend on nothing else that could change. */
const judgements = new WeakMap<Decisions, Recent<Decision | 'own'>>()
const KEPT_JUDGEMENTS = 1_000

function judge(
  { decisions }: Governed,
  address: string,
  host: CanonicalHost,
  port: number,
  guard: AddressGuard,
): Decision | 'own' {
  const known = judgements.get(decisions) ?? new Recent(KEPT_JUDGEMENTS)
  judgements.set(decisions, known)
  const asked = `${address} ${port} ${host}`
  const before = known.get(asked)
  if (before !== undefined) return before
  const verdict = judgeAnew(decisions, address, host, port, guard)
  known.set(asked, verdict)
  return verdict
}

function judgeAnew(
  decisions: Decisions,
  address: string,
  host: CanonicalHost,
  port: number,
  guard: AddressGuard,
): Decision | 'own' {
  const ip = canonicalHost(address.replace(/%.*$/, ''))
  if (ip === undefined) return 'own'
  const near = guard.nearness(ip)
  const opened = decisions.allowedLocal.some((local) => local.host === host && local.port === port)
  if (near === 'own' || (near === 'attached' && !opened)) return 'own'
  return decisions.address(ip, host, port)
}

function refuseOwn(governed: Governed, about: Omit<Entry, 'decision'>): Promise<Refusal> {
  const reason =
    'The sidecars, and networks that the proxy stands on, cannot be reached through it. One service of the project is opened by allowedLocal.'
  return governed.refuseBy('ownAddress', about, reason)
}

/** Whether a connection that is open already may carry another request: its address is judged again. */
export function stillAdmitted(
  governed: Governed,
  address: string,
  host: CanonicalHost,
  port: number,
  guard: AddressGuard,
): boolean {
  const decision = judge(governed, address, host, port, guard)
  return decision !== 'own' && decision.decision === 'allowed'
}

import { formatAuthority } from '../../../policy/host.ts'
import { UnfitChunk } from '../leases/signed-chunks.ts'
import { guardRefusal, type Refusal } from '../refusal.ts'
import type { Cleared } from './judge.ts'
import { wayOf } from './session.ts'
import { UnfitTrailers } from './trailers.ts'

/**
 * Records why the body of a request that is on its way must not go on: it turned out to hold a lease, its chunks are
 * not signed with one, or what comes after it must not. What follows the place where that was found is never sent.
 */
export function unfitBody({ session, head }: Cleared, error: Error): Promise<Refusal> {
  const entry = {
    action: 'request',
    resource: formatAuthority(head.host, head.port),
    details: { method: head.method, way: wayOf(session.place) },
  } as const
  if (error instanceof UnfitChunk)
    return session.governed.refuseBy('leaseSignature', entry, error.message)
  if (error instanceof UnfitTrailers)
    return session.governed.refuseBy(error.guard, entry, error.message)
  const reason = 'A lease stands in the body of the request, where the policy binds no credential.'
  return session.governed.refuseBy('leaseElsewhere', entry, reason)
}

/** What the client is told of an answer that could carry a secret back unseen. */
export function unsearchable(cleared: Cleared): Refusal {
  return upstreamFault(
    cleared,
    'unsearchable',
    'answered in an encoding that cannot be searched for the secret it was sent.',
  )
}

/** What the client is told of an answer that cannot be passed on; no event of its own. */
export function upstreamFault(
  { head, session, auditId }: Cleared,
  guard: 'unsearchable' | 'unreachable',
  what: string,
): Refusal {
  const { name } = session.governed.decisions
  return { ...guardRefusal(guard, name, `${head.host} ${what}`), auditId }
}

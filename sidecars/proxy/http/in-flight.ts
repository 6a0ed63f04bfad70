import { formatAuthority } from '../../../policy/host.ts'
import { admitHost } from '../admission.ts'
import type { Cleared } from './judge.ts'

/** Requests, streams and WebSockets on their way. They may last for hours, and a new policy holds for them too. */
export class InFlight {
  readonly #open = new Map<Cleared, () => void>()

  /** @param end called when the policy no longer allows the request */
  add(cleared: Cleared, end: () => void): void {
    this.#open.set(cleared, end)
  }

  remove(cleared: Cleared): void {
    this.#open.delete(cleared)
  }

  /** Judges all of them by the policy that is now in force, and ends what it no longer allows. */
  async judgeAgain(): Promise<void> {
    for (const [cleared, end] of this.#open) if (!(await stillAllowed(cleared))) end()
  }
}

async function stillAllowed({ session: { governed }, head }: Cleared): Promise<boolean> {
  const { host, port, method, path } = head
  const entry = { action: 'request', details: { method, way: 'open request' } } as const
  if (!(await admitHost(governed, host, port, entry)).ok) return false
  if (!governed.decisions.intercepts(host, port)) return true
  const rule = governed.decisions.request(host, port, method, path ?? '')
  if (rule.decision !== 'blocked') return true
  await governed.refuseByPolicy({ ...entry, resource: formatAuthority(host, port) }, rule)
  return false
}

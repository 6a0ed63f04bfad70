import type { Decision } from '../../../policy/decision.ts'
import { formatAuthority } from '../../../policy/host.ts'
import { admitHost } from '../admission.ts'
import type { Cleared } from './judge.ts'
import { overridesOf } from './overrides.ts'

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

async function stillAllowed(cleared: Cleared): Promise<boolean> {
  const { governed } = cleared.session
  const { host, port, method } = cleared.head
  const entry = { action: 'request', details: { method, way: 'open request' } } as const
  if (!(await admitHost(governed, host, port, entry)).ok) return false
  const refusal = verdicts(cleared).find(({ decision }) => decision === 'blocked')
  if (refusal === undefined) return true
  await governed.refuseByPolicy({ ...entry, resource: formatAuthority(host, port) }, refusal)
  return false
}

/** What is decided now of a request besides its host: where it went, as what, and with which credentials. */
function verdicts({ session, head, destinations, keys }: Cleared): Decision[] {
  const { decisions } = session.governed
  const { host, port, method, path = '' } = head
  const methods = decisions.intercepts(host, port) ? [method, ...overridesOf(head).methods] : []
  return [
    ...destinations.map((address) => decisions.address(address, host, port)),
    ...methods.map((each) => decisions.request(host, port, each, path)),
    ...keys.map((key) => decisions.key(key)),
  ]
}

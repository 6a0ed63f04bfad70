import type net from 'node:net'
import { type CanonicalHost, formatAuthority } from '../../../policy/host.ts'
import { admitHost } from '../admission.ts'
import type { Governed } from '../governed.ts'
import { destinationOf } from '../upstream/dial.ts'
import { type FirstWords, WrongHello } from './first-words.ts'
import type { Wrong } from './hello-check.ts'
import { relay } from './relay.ts'

/** Who is joined to whom, and for whose sake. */
export interface Ends {
  governed: Governed
  host: CanonicalHost
  port: number
  client: net.Socket
  upstream: net.Socket
  /** What stood against it when the policy only watched. */
  unfit?: Wrong | undefined
}

/** What goes through the proxy without being HTTP that it reads. */
interface Tunnel extends Ends {
  /** Bytes both ways when it was last looked at. */
  bytes: number
  since: number
}

/** Both ends: what is still to be written to one of them is not what the other waits for any more. */
function cut({ client, upstream }: Ends): void {
  client.destroy()
  upstream.destroy()
}

/** The slowest check of tunnels for silence. */
const SWEEP_MILLISECONDS = 15_000

/** The tunnels that are open: carried, watched for silence, and judged again by a new policy. */
export class OpenTunnels {
  readonly #open = new Set<Tunnel>()
  readonly #idleMilliseconds: number
  readonly #sweep: NodeJS.Timeout

  constructor(idleMilliseconds: number) {
    this.#idleMilliseconds = idleMilliseconds
    const every = Math.min(SWEEP_MILLISECONDS, idleMilliseconds)
    this.#sweep = setInterval(() => this.#closeIdle(), every).unref()
  }

  get size(): number {
    return this.#open.size
  }

  /**
   * Carries bytes both ways until the end.
   *
   * @param words what looks through the bytes of the client on their way
   */
  carry(ends: Ends, words?: FirstWords): void {
    const { governed, host, port, client, upstream } = ends
    const { decisions } = governed
    // A client can take its time between the verdict and its first word, and a policy can change meanwhile.
    if (decisions.host(host, port).decision === 'blocked' || decisions.intercepts(host, port)) {
      void this.#judge(ends)
      cut(ends)
      return
    }
    const tunnel: Tunnel = { ...ends, bytes: 0, since: Date.now() }
    this.#open.add(tunnel)
    words?.once('error', (error) => {
      const about = { action: 'connect', resource: formatAuthority(host, port) } as const
      const [guard, reason] =
        error instanceof WrongHello
          ? ([error.guard, error.message] as const)
          : (['leaseElsewhere', 'A lease was on its way to a service that is not HTTP.'] as const)
      void governed.refuseBy(guard, about, reason)
    })
    void relay(client, upstream, { outward: words }).then(() => this.#open.delete(tunnel))
  }

  /** Judges every open tunnel by the policy that is now in force, and closes what it no longer allows. */
  async judgeAgain(): Promise<void> {
    for (const tunnel of this.#open) if (!(await this.#judge(tunnel))) cut(tunnel)
  }

  /** @returns whether it may stay open; if not, that is on record */
  async #judge({ governed, host, port, upstream, unfit }: Ends): Promise<boolean> {
    const entry = { action: 'connect', details: { way: 'open tunnel' } } as const
    if (!(await admitHost(governed, host, port, entry)).ok) return false
    const about = { ...entry, resource: formatAuthority(host, port) }
    const { decisions } = governed
    const address = destinationOf(upstream)
    const decision = address === undefined ? undefined : decisions.address(address, host, port)
    if (decision?.decision === 'blocked') {
      await governed.refuseByPolicy(about, decision)
      return false
    }
    if (decisions.intercepts(host, port)) {
      const reason = `Requests to ${host} are judged now, and this tunnel hides them.`
      await governed.refuseBy('policyChanged', about, reason)
      return false
    }
    if (unfit === undefined || decisions.mode === 'monitor') return true
    await governed.refuseBy(unfit.guard, about, unfit.reason)
    return false
  }

  close(): void {
    clearInterval(this.#sweep)
    for (const { client, upstream } of this.#open) {
      client.destroy()
      upstream.destroy()
    }
  }

  #closeIdle(): void {
    const now = Date.now()
    for (const tunnel of this.#open) {
      const bytes = tunnel.client.bytesRead + tunnel.client.bytesWritten
      if (bytes !== tunnel.bytes) {
        tunnel.bytes = bytes
        tunnel.since = now
      } else if (now - tunnel.since > this.#idleMilliseconds) cut(tunnel)
    }
  }
}

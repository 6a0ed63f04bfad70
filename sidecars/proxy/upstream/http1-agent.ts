import http from 'node:http'
import type net from 'node:net'
import type { Duplex } from 'node:stream'
import { type CanonicalHost, formatAuthority } from '../../../policy/host.ts'
import { destinationOf } from './dial.ts'
import { openTcp, openTls, type UpstreamOptions } from './open.ts'

/** What a request tells the agent below about the connection it needs. */
export interface Route {
  scheme: 'http' | 'https'
  host: CanonicalHost
  port: number
  /** Gives the addresses to dial, checked at that moment. */
  addresses: () => Promise<readonly string[]>
}

/** To so many hosts a connection is kept for one client, which may name ever other ones. */
const KEPT_HOSTS = 8

type RoutedOptions = http.ClientRequestArgs & { route?: Route }

/**
 * The upstream connections of one client connection. Nobody else's requests travel on them, so an upstream that
 * confuses answers can confuse nobody but the client it answers; and when an upstream closes an idle connection, the
 * client's is closed too and the client sees what it would have seen without a proxy.
 */
export class UpstreamAgent extends http.Agent {
  readonly #options: UpstreamOptions
  #ready: net.Socket | undefined

  constructor(options: UpstreamOptions) {
    super({ keepAlive: true, maxSockets: 1, maxFreeSockets: 4, scheduling: 'lifo' })
    this.#options = options
    // After the agent's own listener, which has put the connection among the free ones by then.
    this.on('free', () => this.#letGo())
  }

  #letGo(): void {
    for (const name of Object.keys(this.freeSockets).slice(0, -KEPT_HOSTS))
      for (const socket of [...(this.freeSockets[name] ?? [])]) socket.destroy()
  }

  override getName(options?: object): string {
    const { route } = (options ?? {}) as { route?: Pick<Route, 'scheme' | 'host' | 'port'> }
    return route === undefined ? '' : `${route.scheme} ${formatAuthority(route.host, route.port)}`
  }

  /** The address that a kept connection goes to, if there is one that the next request would use. */
  keptAddress(route: Pick<Route, 'scheme' | 'host' | 'port'>): string | undefined {
    const ready = this.#ready
    if (ready !== undefined && !ready.destroyed) return destinationOf(ready)
    const kept = this.#kept(route)?.find((socket) => !socket.destroyed && socket.writable)
    return kept && destinationOf(kept)
  }

  /** Lets go of kept connections whose address may no longer be used. */
  drop(route: Pick<Route, 'scheme' | 'host' | 'port'>): void {
    this.#ready?.destroy()
    for (const socket of [...(this.#kept(route) ?? [])]) socket.destroy()
  }

  #kept(route: Pick<Route, 'scheme' | 'host' | 'port'>): readonly net.Socket[] | undefined {
    return this.freeSockets[this.getName({ route })]
  }

  /** Takes a connection that is open already, to the one host of this client connection. */
  adopt(socket: net.Socket): void {
    this.#ready = socket
  }

  override createConnection(
    options: RoutedOptions,
    done?: (error: Error | null, stream: Duplex) => void,
  ): null {
    const { route } = options
    if (route === undefined) throw new Error('A request without a route reached the agent.')
    this.#open(route).then(
      (socket) => done?.(null, socket),
      (error) => done?.(error, undefined as unknown as Duplex),
    )
    return null
  }

  override destroy(): void {
    this.#ready?.destroy()
    super.destroy()
  }

  async #open({ scheme, host, port, addresses }: Route): Promise<net.Socket> {
    const ready = this.#ready
    this.#ready = undefined
    if (ready !== undefined && !ready.destroyed) return ready
    const tcp = await openTcp(host, port, await addresses(), this.#options)
    return scheme === 'https' ? openTls(host, port, tcp, this.#options) : tcp
  }
}

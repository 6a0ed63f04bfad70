import type dgram from 'node:dgram'
import type net from 'node:net'
import type { Decisions } from '../../policy/decisions.ts'
import type { Governed } from './governed.ts'
import type { Http1Front } from './http/http1-front.ts'
import type { Limits } from './limits.ts'
import { type ListenPlace, listenTcp } from './listeners.ts'
import { listenUdp, NameServer, serveTcp } from './names/name-server.ts'
import { acceptOnProxyPort } from './proxy-port.ts'
import type { Tunnels } from './tunnel/tunnels.ts'

export const PROXY_PORT = 3128
const HTTP_PORT = 80
const HTTPS_PORT = 443
const NAME_PORT = 53
const ownPorts = new Set([PROXY_PORT, HTTP_PORT, HTTPS_PORT, NAME_PORT])

/** What a service's clients see of a directory listener: the way to it is on their own loopback. */
export const LOOPBACK = '127.0.0.1'

export interface ServiceParts {
  governed: Governed
  place: ListenPlace
  limits: Limits
  front: Http1Front
  tunnels: Tunnels
}

/** Everything that listens for one service. */
export class ServiceListeners {
  readonly governed: Governed
  readonly #parts: ServiceParts
  readonly #servers: net.Server[] = []
  readonly #relays = new Map<number, net.Server>()
  readonly #sockets = new Set<net.Socket>()
  #names: dgram.Socket | undefined
  #refusalsInRow = 0

  constructor(parts: ServiceParts) {
    this.#parts = parts
    this.governed = parts.governed
  }

  get connections(): number {
    return this.#sockets.size
  }

  async open(gateway: string | undefined): Promise<void> {
    const { governed, front, tunnels, limits, place } = this.#parts
    const proxy = place.kind === 'address' ? place.address : LOOPBACK
    const names = new NameServer(governed, { proxy, gateway }, limits)
    await this.#listen(PROXY_PORT, (socket) =>
      acceptOnProxyPort(socket, governed, { front, tunnels, limits }),
    )
    await this.#listen(HTTP_PORT, (socket) =>
      front.accept(socket, governed, { kind: 'origin', scheme: 'http', port: HTTP_PORT }),
    )
    await this.#listen(HTTPS_PORT, (socket) => tunnels.fromTls(governed, socket))
    await this.#listen(NAME_PORT, (socket) => serveTcp(names, socket))
    if (place.kind === 'address') this.#names = await listenUdp(names, place.address, NAME_PORT)
    await this.openRelays(governed.decisions)
  }

  /**
   * Listens on the further ports that these decisions open.
   *
   * @throws when it cannot listen on one of them: then it listens where it did before
   */
  async openRelays(decisions: Decisions): Promise<void> {
    const opened: number[] = []
    try {
      for (const port of relayPorts(decisions)) {
        if (this.#relays.has(port)) continue
        const serve = (socket: net.Socket) =>
          this.#parts.tunnels.fromRelay(this.governed, socket, port)
        this.#relays.set(port, await this.#server(port, serve))
        opened.push(port)
      }
    } catch (error) {
      this.#closeRelays(opened)
      throw error
    }
  }

  /** From now on these decide, for open connections too. */
  putInForce(decisions: Decisions): void {
    this.governed.decisions = decisions
    const wanted = relayPorts(decisions)
    this.#closeRelays([...this.#relays.keys()].filter((port) => !wanted.includes(port)))
  }

  #closeRelays(ports: readonly number[]): void {
    for (const port of ports) {
      this.#relays.get(port)?.close()
      this.#relays.delete(port)
    }
  }

  async #listen(port: number, serve: (socket: net.Socket) => unknown): Promise<void> {
    this.#servers.push(await this.#server(port, serve))
  }

  #server(port: number, serve: (socket: net.Socket) => unknown): Promise<net.Server> {
    return listenTcp(this.#parts.place, port, (socket) => {
      if (this.#full(socket, port)) return
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
      Promise.resolve(serve(socket)).catch(() => socket.destroy())
    })
  }

  #full(socket: net.Socket, port: number): boolean {
    const { governed, limits } = this.#parts
    if (this.#sockets.size < limits.connections) {
      this.#refusalsInRow = 0
      return false
    }
    socket.destroy()
    this.#refusalsInRow += 1
    // The first of a row is on record; a flood of refusals is not let to become a flood of events.
    if (this.#refusalsInRow === 1)
      void governed.refuseBy(
        'limits.connections',
        { action: 'connect', resource: `-:${port}` },
        `The service has ${limits.connections} connections open, which is all it may have.`,
      )
    return true
  }

  async close(): Promise<void> {
    for (const server of [...this.#servers, ...this.#relays.values()]) server.close()
    this.#names?.close()
    for (const socket of this.#sockets) socket.destroy()
  }
}

/**
 * The ports besides the proxy's own on which it listens for a service: all that the policy names, so that clients
 * which know of no proxy (a database's, say) come through too.
 */
export function relayPorts({ ports }: Decisions): number[] {
  return ports.filter((port) => !ownPorts.has(port))
}

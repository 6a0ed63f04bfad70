import type dgram from 'node:dgram'
import type net from 'node:net'
import type { AuditStore } from '../../audit/store.ts'
import { createDecisions, type Decisions } from '../../policy/decisions.ts'
import type { CredentialExchange } from '../broker/exchange.ts'
import type { Configuration } from '../configuration.ts'
import type { AddressGuard } from './admission.ts'
import { Governed } from './governed.ts'
import { HttpFront } from './http/http-front.ts'
import { SentSecrets } from './leases/redact.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { type ListenPlace, listenPlace, listenTcp } from './listeners.ts'
import { listenUdp, NameServer, serveTcp } from './names/name-server.ts'
import { createResolve, type Resolve } from './names/resolve.ts'
import { type Nearness, nearness } from './own-addresses.ts'
import { openAuthority } from './tls/authority.ts'
import { Tunnels } from './tunnel/tunnels.ts'
import { type Connect, connectTcp } from './upstream/dial.ts'
import { createTrust, SessionCache, type UpstreamOptions } from './upstream/upstream.ts'

export interface ProxyOptions {
  configuration: Configuration
  store: AuditStore
  /** Holds the key of the project's authority; nobody but the proxy reads it. */
  stateDirectory: string
  /** Holds what services have to trust: `ca.crt` and `bundle.crt`. */
  certificateDirectory: string
  exchange: CredentialExchange
  limits?: Partial<Limits>
  /** Addresses of the broker, which together with its network is out of reach for everybody. */
  controlAddresses?: readonly string[]
  /** How names are looked up. Default: the configuration's name servers, or the container's. */
  resolve?: Resolve
  /** How a checked address is dialled. Default: TCP. */
  connect?: Connect
}

export interface RunningProxy {
  /** What is open at this moment, of all services. */
  readonly open: { connections: number; tunnels: number }
  /**
   * Puts other policies in force, at once and for open connections too. Services and their listeners stay as they are.
   *
   * @throws when a service is missing or new, or a policy cannot be used: then everything stays as it was
   */
  reload(configuration: Configuration): Promise<void>
  /** Stops listening and closes every connection. */
  close(): Promise<void>
}

export const PROXY_PORT = 3128
const HTTP_PORT = 80
const HTTPS_PORT = 443
const NAME_PORT = 53
const ownPorts = new Set([PROXY_PORT, HTTP_PORT, HTTPS_PORT, NAME_PORT])

/** What a service's clients see of a directory listener: the way to it is on their own loopback. */
const LOOPBACK = '127.0.0.1'

/**
 * Starts the proxy for all services of a configuration.
 *
 * @throws when it cannot listen everywhere, or cannot make or read its authority
 */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { configuration, store } = options
  const limits: Limits = { ...defaultLimits, ...options.limits }
  const authority = await openAuthority(
    configuration.project,
    options.stateDirectory,
    options.certificateDirectory,
    configuration.egress.certificates,
  )
  const places = new Map<string, ListenPlace>()
  for (const [name, service] of Object.entries(configuration.services))
    places.set(name, listenPlace(service.listen.proxy))
  const guard: AddressGuard = {
    resolve:
      options.resolve ?? createResolve(configuration.egress.nameServers, limits.dialMilliseconds),
    nearness: nearnessOf([...places.values()], options.controlAddresses ?? []),
  }
  const upstream: UpstreamOptions = {
    connect: options.connect ?? connectTcp,
    limits,
    trust: createTrust(configuration.egress.certificates),
    sessions: new SessionCache(),
  }
  const tunnels = new Tunnels({ authority, guard, limits, upstream, front: () => front })
  const front = new HttpFront({
    exchange: options.exchange,
    guard,
    upstream,
    limits,
    sent: new SentSecrets(),
    onConnect: (governed, request, socket) =>
      void tunnels.fromConnect(governed, request, socket).catch(() => socket.destroy()),
  })

  const services = new Map<string, ServiceListeners>()
  const decided = decisionsOf(configuration)
  try {
    for (const [name, service] of Object.entries(configuration.services)) {
      const place = places.get(name) as ListenPlace
      const governed = new Governed(name, decided.get(name) as Decisions, store)
      const listeners = new ServiceListeners({ governed, place, limits, front, tunnels })
      services.set(name, listeners)
      await listeners.open(gatewayAddress(service.listen.gateway))
    }
  } catch (error) {
    await closeAll()
    throw error
  }

  async function closeAll(): Promise<void> {
    await Promise.all([...services.values()].map((service) => service.close()))
    tunnels.close()
    front.close()
  }

  return {
    get open() {
      const each = [...services.values()].map((service) => service.connections)
      return { connections: each.reduce((sum, one) => sum + one, 0), tunnels: tunnels.size }
    },
    async reload(next) {
      const decisions = decisionsOf(next)
      const same =
        decisions.size === services.size &&
        [...services.keys()].every((name) => decisions.has(name))
      if (!same) throw new Error('A reload cannot add or remove a governed service.')
      const each = [...services].map(
        ([name, service]) => [service, decisions.get(name) as Decisions] as const,
      )
      // All that can fail comes first; a failure leaves listeners that the policy in force refuses, and no other trace.
      for (const [service, next] of each) await service.openRelays(next)
      for (const [service, next] of each) service.putInForce(next)
      await tunnels.judgeAgain()
    },
    close: closeAll,
  }
}

function nearnessOf(places: readonly ListenPlace[], controlAddresses: readonly string[]): Nearness {
  const listening = places.flatMap((place) => (place.kind === 'address' ? [place.address] : []))
  return nearness([...listening, ...controlAddresses])
}

/** What decides for each service; services of one policy share one object. */
function decisionsOf({ policies, services }: Configuration): Map<string, Decisions> {
  const byDigest = new Map<string, Decisions>()
  const byService = new Map<string, Decisions>()
  for (const [name, { policy }] of Object.entries(services)) {
    const compiled = Object.hasOwn(policies, policy) ? policies[policy] : undefined
    if (compiled === undefined) throw new Error(`Service ${name} has a policy that is missing.`)
    const decisions = byDigest.get(policy) ?? createDecisions(compiled)
    byDigest.set(policy, decisions)
    byService.set(name, decisions)
  }
  return byService
}

function gatewayAddress(listen: string | undefined): string | undefined {
  if (listen === undefined) return undefined
  const place = listenPlace(listen)
  return place.kind === 'address' ? place.address : LOOPBACK
}

interface ServiceParts {
  governed: Governed
  place: ListenPlace
  limits: Limits
  front: HttpFront
  tunnels: Tunnels
}

/** Everything that listens for one service. */
class ServiceListeners {
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
    await this.#listen(PROXY_PORT, (socket) => front.accept(socket, governed, { kind: 'forward' }))
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

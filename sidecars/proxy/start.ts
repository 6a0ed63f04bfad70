import type { AuditStore } from '../../audit/store.ts'
import { certificatesInside } from '../../policy/agent-environment.ts'
import { createDecisions, type Decisions } from '../../policy/decisions.ts'
import type { CanonicalHost } from '../../policy/host.ts'
import type { CredentialExchange } from '../broker/exchange.ts'
import type { Configuration } from '../configuration.ts'
import { CREDENTIAL_HEADER, PROXY_IDENTITY } from '../upstream-credential.ts'
import type { AddressGuard } from './admission.ts'
import { Governed } from './governed.ts'
import { Http1Forward } from './http/http1-forward.ts'
import { Http1Front } from './http/http1-front.ts'
import { Http2Forward } from './http/http2-forward.ts'
import { Http2Front } from './http/http2-front.ts'
import { InFlight } from './http/in-flight.ts'
import { RequestJudge } from './http/judge.ts'
import { WholeBodies } from './http/whole-body.ts'
import { SentSecrets } from './leases/redact.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { type ListenPlace, listenPlace } from './listeners.ts'
import { releaseAfterPeaks } from './memory.ts'
import { createResolve, type Resolve } from './names/resolve.ts'
import { type Nearness, nearness } from './own-addresses.ts'
import { LOOPBACK, ServiceListeners } from './service-listeners.ts'
import { type MakeAuthority, openAuthority } from './tls/authority.ts'
import { connectRequest } from './tunnel/connect-request.ts'
import { Tunnels } from './tunnel/tunnels.ts'
import { corporateProxy } from './upstream/corporate-proxy.ts'
import { type Connect, connectTcp } from './upstream/dial.ts'
import { createTrust, openTls, SessionCache, type UpstreamOptions } from './upstream/open.ts'

export interface ProxyOptions {
  configuration: Configuration
  store: AuditStore
  /** Holds the key of the project's authority; nobody but the proxy reads it. */
  stateDirectory: string
  /** Holds what services have to trust, in every form that one of their programs asks for. */
  certificateDirectory: string
  /** Where services find that directory. Default: where the emitted file mounts it. */
  certificatesSeenAt?: string
  exchange: CredentialExchange
  /** The proxy's own lease, with which it has itself let through by the upstream proxy. */
  upstreamLease?: string | undefined
  /** How an authority is made when there is none. Default: in this process. */
  makeAuthority?: MakeAuthority
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

/**
 * Starts the proxy for all services of a configuration.
 *
 * @throws when it cannot listen everywhere, or cannot make or read its authority
 */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { configuration, store } = options
  const { upstreamProxy } = configuration.egress
  const limits: Limits = { ...defaultLimits, ...options.limits }
  const authority = await openAuthority(
    configuration.project,
    options.stateDirectory,
    {
      directory: options.certificateDirectory,
      seenAt: options.certificatesSeenAt ?? certificatesInside,
      ownCertificates: configuration.egress.certificates,
    },
    options.makeAuthority,
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
    proxy:
      upstreamProxy &&
      corporateProxy(
        upstreamProxy,
        guard.resolve,
        (host, port, tcp) => openTls(host as CanonicalHost, port, tcp, upstream),
        (place) =>
          options.exchange.exchange({
            ...place,
            lease: options.upstreamLease ?? '',
            service: PROXY_IDENTITY,
            method: 'CONNECT',
            path: '/',
            surface: 'basic',
            name: CREDENTIAL_HEADER,
          }),
      ),
  }
  const inFlight = new InFlight()
  const bodies = new WholeBodies(limits.boundBodyBytes, limits.boundBodiesBytes)
  const judge = new RequestJudge({
    exchange: options.exchange,
    guard,
    limits,
    sent: new SentSecrets(),
  })
  const tunnels = new Tunnels({
    authority,
    guard,
    limits,
    upstream,
    fronts: () => ({ http1: front, http2: streams }),
  })
  const front = new Http1Front({
    judge,
    forward: new Http1Forward(limits, inFlight),
    upstream,
    limits,
    bodies,
    onConnect: (governed, request, socket) =>
      void tunnels
        .fromConnect(governed, connectRequest(request), socket)
        .catch(() => socket.destroy()),
  })
  const forward = new Http2Forward(inFlight)
  const streams = new Http2Front({ judge, forward, upstream, limits, bodies })

  const services = new Map<string, ServiceListeners>()
  const openConnections = () =>
    [...services.values()].reduce((sum, { connections }) => sum + connections, 0)
  const stopWatch = releaseAfterPeaks(openConnections)
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
    stopWatch()
    await Promise.all([...services.values()].map((service) => service.close()))
    tunnels.open.close()
    front.close()
    streams.close()
  }

  return {
    get open() {
      return { connections: openConnections(), tunnels: tunnels.open.size }
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
      await tunnels.open.judgeAgain()
      await inFlight.judgeAgain()
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

import { isAbsolute, join } from 'node:path'
import type { Configuration } from '../../configuration.ts'
import { upstreamError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { Limits } from '../limits.ts'
import {
  type Dial,
  dialDirectly,
  dialThroughProxy,
  type ProxyAddress,
  trustedAuthorities,
} from './dial.ts'
import { HttpPeer } from './http-peer.ts'
import { HttpWire } from './http-wire.ts'
import { isGatewayError, Link, type LinkEvents, type ServerLink } from './link.ts'
import { ModernLink } from './modern-link.ts'
import { bridgedWire, childWire, type PipeOptions } from './pipe-wire.ts'
import { SseWire } from './sse-wire.ts'
import type { Wire, WireEvents } from './wire.ts'

const PROXY_PORT = 3128
/** Between attempts to reach a server that is about to start, in milliseconds. */
const RETRY = 100

type Server = Configuration['servers'][string]

export interface UpstreamsOptions {
  configuration(): Configuration
  limits: Limits
  /** File with the authority that the proxy signs with when it intercepts. */
  proxyAuthority: string | undefined
  serverEnvironment: Record<string, string> | undefined
  serverDirectory: string | undefined
  /** Variable → lease, for servers outside to which the gateway itself presents one. */
  leases: ReadonlyMap<string, string>
}

/** Who wants to speak with which server, and how. */
export interface Opening {
  /** On whose behalf. */
  service: string
  server: string
  events: LinkEvents
  /** `initialize` as it would be sent: revision, capabilities and name of the client. */
  params: JsonObject
  /** What the client sends to this server alone, such as a lease for it. Servers inside get none. */
  headers: Record<string, string>
  /** What is tried first; most servers that speak both eras speak the client's better. */
  era: 'legacy' | 'modern'
}

export interface Upstreams {
  /**
   * Opens a connection to a server, in whatever way it speaks.
   * @throws GatewayError when it cannot be reached or speaks in no way that is known.
   */
  open(opening: Opening): Promise<ServerLink>
  close(): Promise<void>
}

/** A way of speaking with a server. */
type Way = 'streamable' | 'modern' | 'sse'
const WAYS: Record<Opening['era'], readonly Way[]> = {
  legacy: ['streamable', 'modern', 'sse'],
  modern: ['modern', 'streamable', 'sse'],
}
/** A child has one pipe, and speaks one era or the other on it. */
const PIPE_WAYS: Record<Opening['era'], readonly Way[]> = {
  legacy: ['streamable', 'modern'],
  modern: ['streamable', 'modern'],
}

/** The ways to all servers. Connections are shared by the sessions of one service, and by nobody else. */
export function createUpstreams(options: UpstreamsOptions): Upstreams {
  const { limits } = options
  const dials = new Map<string, Dial>()
  const children = new Map<string, number>()
  /** What worked last, by service, server and era. */
  const known = new Map<string, Way>()
  /** Servers that were there once: one of them that is gone is not just about to start. */
  const reached = new Set<string>()

  function entryOf(server: string): Configuration['servers'][string] {
    const { servers } = options.configuration()
    const entry = Object.hasOwn(servers, server) ? servers[server] : undefined
    if (entry === undefined) throw upstreamError(server, 'is not configured')
    return entry
  }

  function dialFor(service: string, server: string): Dial {
    const entry = entryOf(server)
    if (entry.url === undefined)
      throw upstreamError(server, 'is not configured with a way to reach it')
    const isInside = entry.service !== undefined
    const key = [isInside ? '' : service, server, entry.url].join('\n')
    const existing = dials.get(key)
    if (existing !== undefined) return existing
    const configuration = options.configuration()
    const url = new URL(entry.url)
    const authorities = trustedAuthorities(
      configuration.egress.certificates,
      options.proxyAuthority,
    )
    const dial = isInside
      ? dialDirectly(url, limits, authorities)
      : dialThroughProxy(url, proxyOf(configuration, service), limits, authorities)
    dials.set(key, dial)
    return dial
  }

  /** The environment of a child: enough to run, and nothing that this process was given. */
  function childEnvironment(): Record<string, string> {
    const inherited = ['PATH', 'HOME', 'LANG', 'TMPDIR'].flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value] as const]
    })
    return { ...Object.fromEntries(inherited), ...options.serverEnvironment }
  }

  /** A server on a pipe runs once for each session, and so not without bound. */
  function pipeWire(
    server: string,
    open: (options: PipeOptions) => Wire,
  ): (events: WireEvents) => Wire {
    const running = children.get(server) ?? 0
    if (running >= limits.children) throw upstreamError(server, `runs ${running} times already`)
    children.set(server, running + 1)
    const ended = (): void => void children.set(server, (children.get(server) ?? 1) - 1)
    return (events) => open({ server, limits, events, ended })
  }

  function wireFor(opening: Opening, way: Way): (events: WireEvents) => Wire {
    const { service, server } = opening
    const { command, url, service: inside, credential } = entryOf(server)
    if (command !== undefined) {
      const environment = childEnvironment()
      const directory = options.serverDirectory
      return pipeWire(server, (pipe) => childWire(pipe, command, environment, directory))
    }
    if (isBridged(url)) return pipeWire(server, (pipe) => bridgedWire(pipe, new URL(url)))
    const dial = dialFor(credential?.service ?? service, server)
    const headers = inside === undefined ? headersFor(opening, credential) : {}
    const peer = new HttpPeer(server, dial, limits, headers)
    return (events) => (way === 'sse' ? new SseWire(peer, events) : new HttpWire(peer, events))
  }

  /** A server for which the gateway has a lease is sent that, and nothing of the client's. */
  function headersFor(opening: Opening, credential: Server['credential']): Record<string, string> {
    if (credential === undefined) return opening.headers
    const lease = options.leases.get(credential.variable)
    if (lease === undefined)
      throw upstreamError(opening.server, 'has no lease: run it by governance')
    const name = credential.header.toLowerCase()
    return { [name]: name === 'authorization' ? `Bearer ${lease}` : lease }
  }

  /** As `openIn`; a server of the project that has just been started is given time to listen. */
  async function openPatiently(opening: Opening, way: Way): Promise<ServerLink> {
    const { server } = opening
    const isInside = entryOf(server).service !== undefined
    for (;;) {
      try {
        const link = await openIn(opening, way)
        reached.add(server)
        return link
      } catch (error) {
        const isStarting = performance.now() < limits.startTime && !reached.has(server)
        if (!isInside || !isStarting || !/is not reachable/.test(String(error))) throw error
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY))
    }
  }

  async function openIn(opening: Opening, way: Way): Promise<ServerLink> {
    const { server, events, params } = opening
    const wire = wireFor(opening, way)
    const link =
      way === 'modern'
        ? new ModernLink(server, limits, events, wire)
        : new Link(server, limits, events, wire)
    try {
      await link.open(params)
      return link
    } catch (error) {
      void link.close()
      throw error
    }
  }

  return {
    async open(opening) {
      const key = [opening.service, opening.server, opening.era].join('\n')
      const { command, url } = entryOf(opening.server)
      const ways = command === undefined && !isBridged(url) ? WAYS : PIPE_WAYS
      const last = known.get(key)
      const order =
        last === undefined
          ? ways[opening.era]
          : [last, ...ways[opening.era].filter((way) => way !== last)]
      let first: unknown
      for (const way of order) {
        try {
          const link = await openPatiently(opening, way)
          known.set(key, way)
          return link
        } catch (error) {
          first ??= error
          if (!isGatewayError(error) || !error.isMisunderstanding) throw first
        }
      }
      throw first
    },
    async close() {
      await Promise.all([...dials.values()].map(({ dispatcher }) => dispatcher.destroy()))
    },
  }
}

/** Whether a server is on standard input and output behind the bridge of its container. */
function isBridged(url: string | undefined): url is string {
  return url?.startsWith('tcp:') === true
}

/** The proxy's listener for the calling service: there the call is judged as that service's own traffic. */
function proxyOf(configuration: Configuration, service: string): ProxyAddress {
  const listen = Object.hasOwn(configuration.services, service)
    ? configuration.services[service]?.listen.proxy
    : undefined
  if (listen === undefined) throw new Error(`Service ${service} has no proxy.`)
  return isAbsolute(listen)
    ? { path: join(listen, `${PROXY_PORT}.sock`) }
    : { host: listen, port: PROXY_PORT }
}

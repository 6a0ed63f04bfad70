import { isAbsolute, join } from 'node:path'
import type { Configuration } from '../../configuration.ts'
import { upstreamError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import {
  type Dial,
  dialDirectly,
  dialThroughProxy,
  type ProxyAddress,
  trustedAuthorities,
} from './dial.ts'
import { HttpWire } from './http-wire.ts'
import { Link, type LinkEvents } from './link.ts'
import { StdioWire } from './stdio-wire.ts'
import type { Wire, WireEvents } from './wire.ts'

const PROXY_PORT = 3128

export interface UpstreamsOptions {
  configuration(): Configuration
  limits: Limits
  /** File with the authority that the proxy signs with when it intercepts. */
  proxyAuthority: string | undefined
  serverEnvironment: Record<string, string> | undefined
  serverDirectory: string | undefined
}

export interface Upstreams {
  /**
   * A link, not open yet, to a server on behalf of a service.
   * @param headers what the client sends to this server alone, such as a lease for it. Servers inside get none.
   * @throws GatewayError when the configuration has no way to it.
   */
  connect(
    service: string,
    server: string,
    events: LinkEvents,
    headers?: Record<string, string>,
  ): Link
  close(): Promise<void>
}

/** The ways to all servers. Connections are shared by the sessions of one service, and by nobody else. */
export function createUpstreams(options: UpstreamsOptions): Upstreams {
  const { limits } = options
  const dials = new Map<string, Dial>()

  function dialFor(service: string, server: string): Dial {
    const configuration = options.configuration()
    const entry = Object.hasOwn(configuration.servers, server)
      ? configuration.servers[server]
      : undefined
    if (entry?.url === undefined)
      throw upstreamError(server, 'is not configured with a way to reach it')
    const inside = isInside(server)
    const key = [inside ? '' : service, server, entry.url].join('\n')
    const known = dials.get(key)
    if (known !== undefined) return known
    const url = new URL(entry.url)
    const authorities = trustedAuthorities(
      configuration.egress.certificates,
      options.proxyAuthority,
    )
    const dial = inside
      ? dialDirectly(url, limits, authorities)
      : dialThroughProxy(url, proxyOf(configuration, service), limits, authorities)
    dials.set(key, dial)
    return dial
  }

  function isInside(server: string): boolean {
    const { servers } = options.configuration()
    return Object.hasOwn(servers, server) && servers[server]?.service !== undefined
  }

  const children = new Map<string, number>()

  /** The environment of a child: enough to run, and nothing that this process was given. */
  function childEnvironment(): Record<string, string> {
    const inherited = ['PATH', 'HOME', 'LANG', 'TMPDIR'].flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value] as const]
    })
    return { ...Object.fromEntries(inherited), ...options.serverEnvironment }
  }

  function startChild(server: string, command: readonly string[], events: LinkEvents): Link {
    const running = children.get(server) ?? 0
    if (running >= limits.children) throw upstreamError(server, `runs ${running} times already`)
    children.set(server, running + 1)
    const wire = (wireEvents: WireEvents): Wire =>
      new StdioWire({
        server,
        command,
        environment: childEnvironment(),
        directory: options.serverDirectory,
        limits,
        events: wireEvents,
        ended: () => children.set(server, (children.get(server) ?? 1) - 1),
      })
    return new Link(server, limits, events, wire)
  }

  return {
    connect(service, server, events, headers = {}) {
      const { servers } = options.configuration()
      const command = Object.hasOwn(servers, server) ? servers[server]?.command : undefined
      if (command !== undefined) return startChild(server, command, events)
      const dial = dialFor(service, server)
      const wire = (wireEvents: WireEvents): Wire =>
        new HttpWire(server, dial, limits, wireEvents, isInside(server) ? {} : headers)
      return new Link(server, limits, events, wire)
    },
    async close() {
      await Promise.all([...dials.values()].map(({ dispatcher }) => dispatcher.destroy()))
    },
  }
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

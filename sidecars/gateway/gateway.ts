import { mkdir } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { lifecycleEvent } from '../../audit/event.ts'
import type { AuditStore } from '../../audit/store.ts'
import { createDecisions, type Decisions } from '../../policy/decisions.ts'
import type { Configuration } from '../configuration.ts'
import { removeStaleSocket } from '../runtime.ts'
import type { OwnNames } from './client/head.ts'
import { Gate } from './gate.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { Failures } from './links.ts'
import { Listener, type ListenerOptions } from './listener.ts'
import { ModernFront } from './modern/front.ts'
import { PinBook, type PinKind, type Pins } from './pins.ts'
import { Tasks } from './tasks.ts'
import { createUpstreams, type Upstreams } from './upstream/upstreams.ts'

export const GATEWAY_PORT = 8811

export interface GatewayOptions {
  configuration: Configuration
  /** The end of the gateway's own chain of the trail: what it cannot record it does not let happen. */
  store: AuditStore
  /** Where the proxy leaves its own authority (`ca.crt`), for servers outside whose traffic it intercepts. */
  certificateDirectory?: string
  /** A directory that outlives the gateway, for what it has pinned; without it nothing can be. */
  stateDirectory?: string
  /** Environment of stdio servers. Default: PATH, HOME, LANG and TMPDIR of this process, and nothing else. */
  serverEnvironment?: Record<string, string>
  /** Working directory of stdio servers. */
  serverDirectory?: string
  /** Variable → lease that this gateway presents to a server outside. */
  leases?: ReadonlyMap<string, string>
  limits?: Partial<Limits>
  /** Tests listen elsewhere. Default: 8811. */
  port?: number
  /** Tests give a policy of their own making. */
  decide?: (configuration: Configuration, service: string) => Decisions
}

export interface Gateway {
  /** Where it listens for each service: `http://ADDRESS:PORT/mcp`, or the path of a Unix socket. */
  readonly endpoints: ReadonlyMap<string, string>
  /**
   * Puts a new configuration into force for everything that is asked from now on; what is under way ends as it began.
   * Clients are told that their tools may have changed.
   * @throws when it is not usable, or has a service for which nothing listens; the old one stays in force then.
   */
  reload(configuration: Configuration): void
  close(): Promise<void>
}

/** All that follows from a configuration; replaced whole. */
interface InForce {
  configuration: Configuration
  decisions: ReadonlyMap<string, Decisions>
  servers: readonly string[]
}

/**
 * Starts the MCP gateway: one endpoint for each governed service that is an agent.
 * @throws when an address cannot be listened on; then nothing listens.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const limits: Limits = { ...defaultLimits, ...options.limits }
  const decide = options.decide ?? decisionsOf
  let inForce = prepare(options.configuration, decide)
  const upstreams = createUpstreams({
    configuration: () => inForce.configuration,
    limits,
    proxyAuthority:
      options.certificateDirectory === undefined
        ? undefined
        : join(options.certificateDirectory, 'ca.crt'),
    serverEnvironment: options.serverEnvironment,
    serverDirectory: options.serverDirectory,
    leases: options.leases ?? new Map(),
  })
  const isPinned = (server: string): boolean => inForce.configuration.servers[server]?.pin === true
  const pins = pinsOf(options, isPinned)
  const endpoints = new Map<string, string>()
  const listeners: Listener[] = []
  const close = async (): Promise<void> => {
    await Promise.all(listeners.map((listener) => listener.close()))
    await upstreams.close()
  }
  try {
    for (const [service, { listen, role }] of Object.entries(options.configuration.services)) {
      if (role !== 'agent' || listen.gateway === undefined) continue
      const listener = new Listener({
        own: ownNames(listen.gateway, options.port ?? GATEWAY_PORT),
        limits,
        servers: () => inForce.servers,
        ...makers(service, () => inForce, options.store, limits, upstreams, pins),
      })
      listeners.push(listener)
      endpoints.set(service, await listenOn(listener, listen.gateway, options.port ?? GATEWAY_PORT))
    }
  } catch (error) {
    await close()
    throw error
  }
  return {
    endpoints,
    reload(configuration) {
      const next = prepare(configuration, decide)
      checkAddresses(options.configuration, configuration)
      inForce = next
      for (const listener of listeners) listener.changed()
    },
    close,
  }
}

function pinsOf(
  { stateDirectory, configuration, store }: GatewayOptions,
  isPinned: Pins['isPinned'],
): Pins {
  const wanted = Object.keys(configuration.servers).some(isPinned)
  if (stateDirectory === undefined) {
    if (wanted) throw new Error('A server is to be pinned, and there is no directory for it.')
    return { isPinned: () => false, accepts: () => true }
  }
  // What is blocked is on record whenever it is asked for; this says since when, and why.
  const record = (action: string, reason: string): void =>
    void store.append(lifecycleEvent('gateway', action, reason)).catch(() => undefined)
  const book = new PinBook(stateDirectory, {
    changed: ({ server, kind, name }) => record('definition-changed', changeOf(server, kind, name)),
  })
  let isReported = false
  return {
    isPinned,
    accepts(subject, definition) {
      if (!isPinned(subject.server)) return true
      try {
        return book.observe(subject, definition)
      } catch (error) {
        if (!isReported) record('pins-unreadable', (error as Error).message)
        isReported = true
        return false
      }
    },
  }
}

function changeOf(server: string, kind: PinKind, name: string): string {
  const what = kind === 'instructions' ? 'its instructions' : `${kind} '${name.slice(0, 200)}'`
  return `MCP server '${server}' says something else of ${what}: blocked until it is accepted.`
}

function decisionsOf(configuration: Configuration, service: string): Decisions {
  const digest = configuration.services[service]?.policy ?? ''
  const compiled = Object.hasOwn(configuration.policies, digest)
    ? configuration.policies[digest]
    : undefined
  if (compiled === undefined)
    throw new Error(`Service ${service} has a policy that the configuration lacks.`)
  return createDecisions(compiled)
}

/** What listens was decided at the start: a service that came since has no endpoint of its own. */
function checkAddresses(started: Configuration, next: Configuration): void {
  for (const [name, { role, listen }] of Object.entries(next.services)) {
    if (role !== 'agent' || listen.gateway === undefined) continue
    const before = Object.hasOwn(started.services, name) ? started.services[name] : undefined
    if (before?.listen.gateway !== listen.gateway) {
      throw new Error(`Nothing listens for service ${name}. Start it: governance compose up`)
    }
  }
}

function prepare(
  configuration: Configuration,
  decide: (c: Configuration, service: string) => Decisions,
): InForce {
  const decisions = new Map<string, Decisions>()
  for (const [service, { role }] of Object.entries(configuration.services)) {
    if (role === 'agent') decisions.set(service, decide(configuration, service))
  }
  const servers = Object.keys(configuration.servers)
  for (const server of servers) {
    if (server === '' || server.includes('/'))
      throw new Error(`An MCP server cannot be named '${server}'.`)
  }
  return { configuration, decisions, servers }
}

function makers(
  service: string,
  inForce: () => InForce,
  store: AuditStore,
  limits: Limits,
  upstreams: Upstreams,
  pins: Pins,
): Pick<ListenerOptions, 'session' | 'front'> {
  const decisions = (): Decisions => {
    const found = inForce().decisions.get(service)
    // A service that a new configuration no longer knows may do nothing.
    if (found === undefined) throw new Error(`Service ${service} is not governed any more.`)
    return found
  }
  const gate = new Gate(service, decisions, store)
  const tasks = new Tasks()
  const failures = new Failures(limits)
  const front: ListenerOptions['front'] = (servers) =>
    new ModernFront({
      gate,
      limits,
      tasks,
      pins,
      failures,
      servers,
      connect: (server, events, params) =>
        upstreams.open({ service, server, events, params, headers: {}, era: 'modern' }),
    })
  const session: ListenerOptions['session'] = (servers, authorization) => ({
    gate,
    limits,
    tasks,
    pins,
    failures,
    servers,
    authorization,
    connect: (server, events, params, headers) =>
      upstreams.open({ service, server, events, params, headers, era: 'legacy' }),
  })
  return { session, front }
}

function ownNames(listen: string, port: number): OwnNames {
  const hosts = new Set(['governance-gateway'])
  if (isIP(listen) === 0) {
    for (const name of ['localhost', '127.0.0.1', '[::1]']) hosts.add(name)
    return { hosts, port: undefined }
  }
  hosts.add(isIP(listen) === 6 ? `[${listen.toLowerCase()}]` : listen)
  if (listen.startsWith('127.') || listen === '::1') hosts.add('localhost')
  return { hosts, port: port === 0 ? undefined : port }
}

async function listenOn(listener: Listener, listen: string, port: number): Promise<string> {
  const { server } = listener
  const isAddress = isIP(listen) !== 0
  const path = join(listen, `${port}.sock`)
  if (!isAddress) {
    await mkdir(listen, { recursive: true })
    await removeStaleSocket(path)
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(isAddress ? { host: listen, port } : { path }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  if (!isAddress || address === null || typeof address === 'string') return path
  const host = isIP(listen) === 6 ? `[${listen}]` : listen
  return `http://${host}:${address.port}/mcp`
}

import { mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tls from 'node:tls'
import type { EventDraft } from '../../../audit/event.ts'
import type { AuditStore } from '../../../audit/store.ts'
import { compilePolicies, policyDigest } from '../../../policy/compile.ts'
import { createDecisions } from '../../../policy/decisions.ts'
import type { CanonicalHost } from '../../../policy/host.ts'
import { parsePolicy } from '../../../policy/parse.ts'
import type { Configuration } from '../../../schemas/generated/configuration.ts'
import {
  type CredentialExchange,
  composeLease,
  type LeaseUse,
} from '../../../sidecars/broker/exchange.ts'
import type { Limits } from '../../../sidecars/proxy/limits.ts'
import { type RunningProxy, startProxy } from '../../../sidecars/proxy/start.ts'
import {
  type CertificateWithKey,
  LeafMaker,
  makeAuthority,
} from '../../../sidecars/proxy/tls/certificate-maker.ts'

/**
 * A proxy with an internet of its own. The proxy is the real one with its real guards: names resolve to the addresses
 * of `world`, every address is judged as it stands, and only the very last step, the dial, ends at a server here.
 */
export interface Lab {
  proxy: RunningProxy
  /** Every event that was recorded, in order. */
  events: EventDraft[]
  /** TCP ports on loopback that lead to the proxy's listeners of a service. */
  ports: { proxy: number; http: number; https: number; names: number }
  bridge(port: number, service?: string): Promise<number>
  /** PEM of the project's authority, as a file. */
  caFile: string
  world: World
  /** What was dialled, as address:port. */
  dialled: string[]
  /** Names that were looked up. */
  lookedUp: string[]
  leases: Map<string, string>
  uses: LeaseUse[]
  /** Lets every append fail from now on. */
  breakTrail(): void
  directory: string
  configuration(policy: string): Configuration
  close(): Promise<void>
}

export interface World {
  /** name → addresses */
  names: Map<string, string[]>
  /** address:port → port on loopback */
  servers: Map<string, number>
  /** Serves HTTP or HTTPS for a name at an address. */
  serve(options: ServeOptions): Promise<Served>
  /** Serves bytes for a name at an address. */
  serveTcp(
    name: string,
    address: string,
    port: number,
    handle: (socket: net.Socket) => void,
  ): Promise<Served>
  certificates: string
  leafFor(name: string): Promise<{ cert: string; key: string }>
}

export interface ServeOptions {
  name: string
  address: string
  port: number
  tls?: boolean
  /** Answers streams of HTTP/2 too, beside HTTP/1.1. */
  streams?: (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void
  /** Another name for its certificate. */
  certificateFor?: string
  handle: http.RequestListener
  upgrade?: (request: http.IncomingMessage, socket: net.Socket, head: Buffer) => void
}

export interface Served {
  /** Connections that arrived. */
  hits: number
  server: net.Server
}

export const secrets = {
  GITHUB_TOKEN: 'ghp_SecretOfGithub0123456789abcdefABCDEF',
  OPENAI_API_KEY: 'sk-RealOpenAiSecret/with+odd"chars\\0123456789',
} as const

const leaseOf = new Map([
  ['GITHUB_TOKEN', composeLease('ghp_', 'A1b2C3d4E5f6G7h8J9k0L1m2N')],
  ['OPENAI_API_KEY', composeLease('sk-', 'Z9y8X7w6V5u4T3s2R1q0P9o8N7m6L5k4')],
  ['CUSTOM_KEY', composeLease('', 'Q1w2E3r4T5y6U7i8O9p0')],
  ['OWN_KEY', composeLease('', 'Z1x2C3v4B5n6M7a8S9d0')],
])

let authority: Promise<CertificateWithKey> | undefined

export async function startLab(
  policy: string,
  options: {
    limits?: Partial<Limits>
    others?: Map<string, string>
    upstreamProxy?: NonNullable<Configuration['egress']['upstreamProxy']>
    /** The proxy's own lease, once there is a broker. */
    upstreamLease?: () => string | undefined
    /** A broker of the test's own. */
    exchange?: (configuration: Configuration) => Promise<CredentialExchange>
  } = {},
): Promise<Lab> {
  const directory = await mkdtemp(join(tmpdir(), 'proxy-lab-'))
  authority ??= makeAuthority('the test internet', 30)
  const root = await authority
  const leaves = await LeafMaker.create(root)
  const cleanups: (() => Promise<unknown> | unknown)[] = []
  const world = makeWorld(root, leaves, cleanups)

  const configuration = (text: string): Configuration => {
    const texts = new Map([['agent', text], ...(options.others ?? [])])
    const document: Configuration = {
      version: 1,
      project: 'lab',
      policies: {},
      services: {},
      servers: {},
      egress: {
        certificates: root.certificate,
        ...(options.upstreamProxy === undefined ? {} : { upstreamProxy: options.upstreamProxy }),
      },
    }
    for (const [service, one] of texts) {
      const parsed = parsePolicy(one, 'policy.yaml')
      if (parsed.policy === undefined) throw new Error(JSON.stringify(parsed.findings, null, 1))
      const compiled = compilePolicies([parsed.policy])
      const digest = policyDigest(compiled)
      document.policies[digest] = compiled
      document.services[service] = {
        policy: digest,
        role: 'agent',
        listen: { proxy: join(directory, service), gateway: join(directory, service) },
      }
    }
    return document
  }

  const events: EventDraft[] = []
  let broken = false
  const store: AuditStore = {
    async append(draft) {
      if (broken) throw new Error('disk full')
      events.push(draft)
      return { id: `event-${events.length}`, time: new Date().toISOString() }
    },
    async close() {},
  }
  const uses: LeaseUse[] = []
  const first = configuration(policy)
  const lookedUp: string[] = []
  const dialled: string[] = []
  const exchange = (await options.exchange?.(first)) ?? testExchange(first, uses)
  const proxy = await startProxy({
    configuration: first,
    store,
    stateDirectory: join(directory, 'state'),
    certificateDirectory: join(directory, 'certificates'),
    exchange,
    upstreamLease: options.upstreamLease?.(),
    limits: options.limits ?? {},
    resolve: async (host) => {
      lookedUp.push(host)
      return net.isIP(host) ? [host] : (world.names.get(host) ?? [])
    },
    connect: (address, port, onread) => {
      dialled.push(`${address}:${port}`)
      const target = world.servers.get(`${address}:${port}`)
      // Port 1 on loopback: nobody is there, the dial is refused.
      const socket = net.connect({
        host: '127.0.0.1',
        port: target ?? 1,
        allowHalfOpen: true,
        noDelay: true,
        ...(onread && { onread }),
      })
      Object.defineProperty(socket, 'remoteAddress', { value: address })
      return socket
    },
  })
  cleanups.unshift(() => proxy.close())

  const bridge = async (port: number, service = 'agent') => {
    const path = join(directory, service, `${port}.sock`)
    const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (outer) => {
      const inner = net.connect({ path, allowHalfOpen: true })
      // A client's end is its half alone, as it would be without this bridge.
      outer.on('error', () => inner.destroy()).on('close', () => inner.destroy())
      inner.on('error', () => outer.destroy()).on('close', () => outer.destroySoon())
      outer.pipe(inner).pipe(outer)
    })
    cleanups.push(() => server.close())
    return listen(server)
  }
  return {
    proxy,
    events,
    ports: {
      proxy: await bridge(3128),
      http: await bridge(80),
      https: await bridge(443),
      names: await bridge(53),
    },
    bridge,
    caFile: join(directory, 'certificates', 'ca.crt'),
    world,
    dialled,
    lookedUp,
    leases: leaseOf,
    uses,
    breakTrail: () => {
      broken = true
    },
    directory,
    configuration,
    async close() {
      for (const cleanup of cleanups) await cleanup()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** A broker that knows the leases above, and judges their use by the policy of the service. */
function testExchange(configuration: Configuration, uses: LeaseUse[]): CredentialExchange {
  return {
    async exchange(use) {
      uses.push(use)
      const [key] = [...leaseOf].find(([, lease]) => lease === use.lease) ?? []
      const service = configuration.services[use.service]
      const compiled = configuration.policies[service?.policy ?? '']
      if (key === undefined || compiled === undefined)
        return {
          ok: false,
          decision: {
            decision: 'blocked',
            policy: 'p',
            rule: 'credentials.lease',
            reason: 'Unknown lease.',
          },
        }
      const decision = createDecisions(compiled).credential(key, {
        ...use,
        host: use.host as CanonicalHost,
      })
      if (decision.decision !== 'allowed') return { ok: false, key, decision }
      return {
        ok: true,
        key,
        secret: (secrets as Record<string, string>)[key] ?? 'custom-secret-value-12345',
      }
    },
  }
}

function makeWorld(
  root: CertificateWithKey,
  leaves: LeafMaker,
  cleanups: (() => unknown)[],
): World {
  const world: World = {
    names: new Map(),
    servers: new Map(),
    certificates: root.certificate,
    leafFor: async (name) => ({ cert: await leaves.make(name, 24), key: leaves.key }),
    async serve({ name, address, port, handle, upgrade, certificateFor, streams, ...rest }) {
      const leaf = async () => world.leafFor(certificateFor ?? name)
      const server =
        rest.tls === false || port === 80
          ? http.createServer(handle)
          : streams === undefined
            ? https.createServer(await leaf(), handle)
            : http2.createSecureServer({ ...(await leaf()), allowHTTP1: true })
      if (streams !== undefined) {
        server.on('request', (request: { httpVersionMajor: number }, response: unknown) => {
          if (request.httpVersionMajor === 1) handle(request as never, response as never)
        })
        // Listening for requests of HTTP/1.1 made Node take streams for requests too.
        server.removeAllListeners('stream').on('stream', streams)
      }
      if (upgrade !== undefined) server.on('upgrade', upgrade as never)
      return put(name, address, port, server)
    },
    async serveTcp(name, address, port, handle) {
      return put(name, address, port, net.createServer({ allowHalfOpen: true }, handle))
    },
  }
  async function put(
    name: string,
    address: string,
    port: number,
    server: net.Server,
  ): Promise<Served> {
    const served = { hits: 0, server }
    server.on('connection', (socket) => {
      served.hits += 1
      socket.on('error', () => {})
      cleanups.unshift(() => socket.destroy())
    })
    world.servers.set(`${address}:${port}`, await listen(server))
    if (name !== '')
      world.names.set(name, [...new Set([...(world.names.get(name) ?? []), address])])
    cleanups.push(() => server.close())
    return served
  }
  return world
}

function listen(server: net.Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as net.AddressInfo).port))
  })
}

/** Everything that comes back for these bytes, until the other side closes or is silent for a while. */
export function raw(
  port: number,
  parts: (string | Buffer | number)[],
  quiet = 400,
): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true })
    let got = ''
    let timer: NodeJS.Timeout
    const done = () => {
      clearTimeout(timer)
      socket.destroy()
      resolve(got)
    }
    const wait = () => {
      clearTimeout(timer)
      timer = setTimeout(done, quiet)
    }
    socket.on('data', (chunk) => {
      got += chunk.toString('latin1')
      wait()
    })
    socket.on('end', done).on('close', done).on('error', done)
    socket.on('connect', async () => {
      for (const part of parts) {
        if (typeof part === 'number') await new Promise((go) => setTimeout(go, part))
        else if (!socket.destroyed)
          socket.write(typeof part === 'string' ? Buffer.from(part, 'latin1') : part)
      }
      wait()
    })
  })
}

export interface Answer {
  status: number
  headers: http.IncomingHttpHeaders
  body: string
}

/** A tunnel through CONNECT; fails with the proxy's answer when it refuses. */
export function connectThrough(port: number, authority: string): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, method: 'CONNECT', path: authority })
    request.on('connect', (response, socket, head) => {
      if (response.statusCode === 200) {
        if (head.length > 0) socket.unshift(head)
        resolve(socket)
      } else {
        let body = head.toString()
        socket.on('data', (chunk) => {
          body += chunk
        })
        socket.on('end', () =>
          reject(
            Object.assign(new Error(`CONNECT ${response.statusCode}`), {
              status: response.statusCode,
              body,
            }),
          ),
        )
      }
    })
    request.on('error', reject)
    request.end()
  })
}

/** TLS to a name, through CONNECT or straight to the transparent port. */
export async function tlsTo(
  lab: Lab,
  name: string,
  options: {
    way?: 'connect' | 'transparent'
    port?: number
    connectTo?: string
    ca?: string
  } & tls.ConnectionOptions = {},
): Promise<tls.TLSSocket> {
  const { way = 'connect', port = 443, connectTo, ca, ...rest } = options
  const { readFile } = await import('node:fs/promises')
  const trusted = [await readFile(lab.caFile, 'utf8'), lab.world.certificates]
  const socket =
    way === 'connect'
      ? await connectThrough(lab.ports.proxy, connectTo ?? `${name}:${port}`)
      : net.connect({ port: lab.ports.https, host: '127.0.0.1', noDelay: true })
  return new Promise((resolve, reject) => {
    const secure = tls.connect({
      socket,
      ...(net.isIP(name) ? {} : { servername: name }),
      ca: ca ?? trusted,
      ...rest,
    })
    secure.once('secureConnect', () => resolve(secure))
    secure.once('error', reject)
    secure.once('close', () => reject(new Error('closed')))
  })
}

/** One request over TLS. */
export async function httpsRequest(
  lab: Lab,
  url: string,
  options: {
    way?: 'connect' | 'transparent'
    method?: string
    headers?: http.OutgoingHttpHeaders | string[]
    body?: string | Buffer
  } = {},
): Promise<Answer> {
  const { hostname, port, pathname, search } = new URL(url)
  const socket = await tlsTo(lab, hostname, {
    way: options.way ?? 'connect',
    port: Number(port || 443),
  })
  try {
    return await requestOn(socket, hostname, pathname + search, options)
  } finally {
    socket.destroy()
  }
}

/** One request on a connection that is already open. */
export function requestOn(
  socket: net.Socket,
  host: string,
  path: string,
  options: {
    method?: string
    headers?: http.OutgoingHttpHeaders | string[]
    body?: string | Buffer
  } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = options.headers ?? {}
    const request = http.request({
      createConnection: () => socket,
      method: options.method ?? 'GET',
      path,
      headers: Array.isArray(headers) ? (headers as never) : { Host: host, ...headers },
    })
    request.on('response', (response) => {
      let body = ''
      response.setEncoding('latin1')
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      )
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(options.body)
  })
}

/** One request to the HTTP proxy in absolute form. */
export function proxyRequest(
  lab: Lab,
  url: string,
  options: { method?: string; headers?: http.OutgoingHttpHeaders; body?: string | Buffer } = {},
): Promise<Answer> {
  const { host } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = net.connect(lab.ports.proxy, '127.0.0.1')
    socket.on('error', reject)
    requestOn(socket, host, url, options).then(resolve, reject)
  })
}

/** Waits until something holds. */
export async function until(holds: () => boolean, milliseconds = 15_000): Promise<void> {
  const end = Date.now() + milliseconds
  while (!holds()) {
    if (Date.now() > end) throw new Error('It did not come to hold in time.')
    await new Promise((go) => setTimeout(go, 10))
  }
}

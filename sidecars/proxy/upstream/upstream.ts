import http from 'node:http'
import type net from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import { type CanonicalHost, formatAuthority, isAddress } from '../../../policy/host.ts'
import type { Limits } from '../limits.ts'
import { certificatesIn } from '../tls/pem.ts'
import { type Connect, dialFirst } from './dial.ts'

/** What it takes to reach upstreams. Shared by all services; holds no connection. */
export interface UpstreamOptions {
  connect: Connect
  limits: Limits
  /** Whom upstream certificates are verified against; made once, for it costs milliseconds. */
  trust: tls.SecureContext
  /** TLS sessions by host and port, to be resumed. */
  sessions: SessionCache
}

/** The public roots and an operator's own authorities. */
export function createTrust(certificates: string | undefined): tls.SecureContext {
  const ca = [...tls.rootCertificates, ...certificatesIn(certificates ?? '')]
  return tls.createSecureContext({ ca, minVersion: 'TLSv1.2' })
}

export class SessionCache {
  readonly #kept = new Map<string, Buffer>()
  static readonly size = 1_000

  get(name: string): Buffer | undefined {
    const session = this.#kept.get(name)
    // A ticket of TLS 1.3 is for one use (RFC 8446 §C.4); the server sends new ones.
    this.#kept.delete(name)
    return session
  }

  put(name: string, session: Buffer): void {
    if (this.#kept.size >= SessionCache.size)
      this.#kept.delete(this.#kept.keys().next().value ?? '')
    this.#kept.set(name, session)
  }
}

/** Why an upstream could not be reached, in words for the person at the agent. */
export class UpstreamFailure extends Error {
  override name = 'UpstreamFailure'
  readonly timedOut: boolean
  constructor(host: string, error: NodeJS.ErrnoException) {
    super(describe(host, error))
    this.timedOut = error.code === 'ETIMEDOUT'
  }
}

function describe(host: string, { code = 'no answer' }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED') return `${host} refused the connection.`
  if (code === 'ETIMEDOUT') return `${host} did not answer in time.`
  if (code === 'ECONNRESET' || code === 'EPIPE') return `${host} closed the connection.`
  if (/CERT|ALTNAME|SELF_SIGNED|UNABLE_TO/.test(code))
    return `The certificate of ${host} is not valid (${code}), so nothing was sent.`
  return `${host} could not be reached (${code}).`
}

/** Opens one connection to one of these checked addresses. */
export async function openTcp(
  host: CanonicalHost,
  port: number,
  addresses: readonly string[],
  { connect, limits }: UpstreamOptions,
): Promise<net.Socket> {
  try {
    return await dialFirst(addresses, port, connect, limits.dialMilliseconds)
  } catch (error) {
    throw new UpstreamFailure(host, error as NodeJS.ErrnoException)
  }
}

/** TLS on a connection to the host, verified for exactly this name. */
export async function openTls(
  host: CanonicalHost,
  port: number,
  tcp: net.Socket,
  options: UpstreamOptions,
): Promise<tls.TLSSocket> {
  const name = formatAuthority(host, port)
  const session = options.sessions.get(name)
  const socket = tls.connect({
    socket: tcp as unknown as Duplex as net.Socket,
    host,
    ...(isAddress(host) ? {} : { servername: host }),
    secureContext: options.trust,
    ALPNProtocols: ['http/1.1'],
    ...(session === undefined ? {} : { session }),
  })
  socket.on('session', (ticket) => options.sessions.put(name, ticket))
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      socket.destroy(Object.assign(new Error('TLS took too long.'), { code: 'ETIMEDOUT' }))
    }, options.limits.dialMilliseconds)
    const settled = () => {
      clearTimeout(deadline)
      socket.off('error', failed).off('close', closed)
    }
    const failed = (error: NodeJS.ErrnoException) => {
      settled()
      socket.on('error', () => {})
      socket.destroy()
      reject(new UpstreamFailure(host, error))
    }
    const closed = () => failed(Object.assign(new Error('closed'), { code: 'ECONNRESET' }))
    socket.once('error', failed).once('close', closed)
    socket.once('secureConnect', () => {
      settled()
      resolve(socket)
    })
  })
}

/** What a request tells the agent below about the connection it needs. */
export interface Route {
  scheme: 'http' | 'https'
  host: CanonicalHost
  port: number
  /** Gives the addresses to dial, checked at that moment. */
  addresses: () => Promise<readonly string[]>
}

type RoutedOptions = http.ClientRequestArgs & { route?: Route }

/**
 * The upstream connections of one client connection. Nobody else's requests travel on them, so an upstream that
 * confuses answers can confuse nobody but the client it answers; and when an upstream closes an idle connection, the
 * client's is closed too and the client sees what it would have seen without a proxy.
 */
export class UpstreamAgent extends http.Agent {
  readonly #options: UpstreamOptions

  constructor(options: UpstreamOptions) {
    super({ keepAlive: true, maxSockets: 1, maxFreeSockets: 4, scheduling: 'lifo' })
    this.#options = options
  }

  override getName(options?: object): string {
    const { route } = (options ?? {}) as { route?: Route }
    return route === undefined ? '' : `${route.scheme} ${formatAuthority(route.host, route.port)}`
  }

  /** The address that a kept connection goes to, if there is one that the next request would use. */
  keptAddress(route: Route): string | undefined {
    const kept = this.freeSockets[this.getName({ route })]
    return kept?.find((socket) => !socket.destroyed && socket.writable)?.remoteAddress
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

  async #open({ scheme, host, port, addresses }: Route): Promise<net.Socket> {
    const tcp = await openTcp(host, port, await addresses(), this.#options)
    return scheme === 'https' ? openTls(host, port, tcp, this.#options) : tcp
  }
}

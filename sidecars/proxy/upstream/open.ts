import type net from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import { type CanonicalHost, formatAuthority, isAddress } from '../../../policy/host.ts'
import type { Limits } from '../limits.ts'
import { certificatesIn } from '../tls/pem.ts'
import { type CorporateProxy, dialThrough, goesThroughProxy } from './corporate-proxy.ts'
import { type Connect, destinationOf, dialFirst, setDestination } from './dial.ts'
import { readDirectly } from './direct-reading.ts'
import { UpstreamFailure } from './failure.ts'

/** What it takes to reach upstreams. Shared by all services; holds no connection. */
export interface UpstreamOptions {
  connect: Connect
  limits: Limits
  /** Whom upstream certificates are verified against; made when first needed, for it costs time and memory. */
  trust: () => tls.SecureContext
  /** TLS sessions by host and port, to be resumed. */
  sessions: SessionCache
  /** Through which everything public goes, where the operator's network wants it so. */
  proxy?: CorporateProxy | undefined
}

/** Whether a connection is read by `relay` alone, which then costs less, or by anybody. */
export type Reader = 'relay' | 'anybody'

/** The public roots and an operator's own authorities. */
export function createTrust(certificates: string | undefined): () => tls.SecureContext {
  let trust: tls.SecureContext | undefined
  return () => {
    trust ??= tls.createSecureContext({
      ca: [...tls.rootCertificates, ...certificatesIn(certificates ?? '')],
      minVersion: 'TLSv1.2',
    })
    return trust
  }
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

/** Opens one connection to one of these checked addresses. */
export async function openTcp(
  host: CanonicalHost,
  port: number,
  addresses: readonly string[],
  { connect, limits, proxy }: UpstreamOptions,
  reader: Reader = 'anybody',
): Promise<net.Socket> {
  const { dialMilliseconds } = limits
  try {
    const far = proxy === undefined ? [] : addresses.filter(goesThroughProxy)
    if (proxy !== undefined && far.length > 0)
      return await dialThrough(proxy, host, port, far, connect, dialMilliseconds)
    const open = reader === 'relay' ? readDirectly(connect) : connect
    return await dialFirst(addresses, port, open, dialMilliseconds)
  } catch (error) {
    throw new UpstreamFailure(host, error as NodeJS.ErrnoException)
  }
}

/**
 * TLS on a connection to the host, verified for exactly this name.
 *
 * @param protocols what is offered to be spoken inside, best first
 */
export async function openTls(
  host: CanonicalHost,
  port: number,
  tcp: net.Socket,
  options: UpstreamOptions,
  protocols: string[] = ['http/1.1'],
): Promise<tls.TLSSocket> {
  const name = formatAuthority(host, port)
  const session = options.sessions.get(name)
  const socket = tls.connect({
    socket: tcp as unknown as Duplex as net.Socket,
    host,
    ...(isAddress(host) ? {} : { servername: host }),
    secureContext: options.trust(),
    ALPNProtocols: protocols,
    ...(session === undefined ? {} : { session }),
  })
  setDestination(socket, destinationOf(tcp))
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

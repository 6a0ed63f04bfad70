import http2 from 'node:http2'
import type tls from 'node:tls'
import type { CanonicalHost } from '../../../policy/host.ts'
import type { Limits } from '../limits.ts'
import { destinationOf } from './dial.ts'
import { UpstreamFailure } from './failure.ts'
import { openTcp, openTls, type UpstreamOptions } from './open.ts'

/** What one stream, and all of them together, may have on their way before they are read, in bytes. */
export const WINDOW_BYTES = 1024 * 1024

/**
 * The HTTP/2 connection behind one client connection: nobody else's streams travel on it. Opened when the first stream
 * needs it, and again when the upstream has ended it.
 */
export class Http2Connection {
  readonly #host: CanonicalHost
  readonly #port: number
  readonly #options: UpstreamOptions
  #session: http2.ClientHttp2Session | undefined
  #opening: Promise<http2.ClientHttp2Session> | undefined
  #address: string | undefined
  #ended = false

  constructor(host: CanonicalHost, port: number, options: UpstreamOptions) {
    this.#host = host
    this.#port = port
    this.#options = options
  }

  /** Takes a connection that is open already and on which HTTP/2 was agreed. */
  adopt(socket: tls.TLSSocket): void {
    this.#address = destinationOf(socket)
    this.#session = this.#speak(socket)
  }

  /** The address that the next stream would go to without a dial. */
  keptAddress(): string | undefined {
    return usable(this.#session) ? this.#address : undefined
  }

  /**
   * @param addresses asked when a connection has to be opened
   * @throws UpstreamFailure, or what `addresses` throws
   */
  session(addresses: () => Promise<readonly string[]>): Promise<http2.ClientHttp2Session> {
    if (this.#session !== undefined && usable(this.#session)) return Promise.resolve(this.#session)
    this.#opening ??= this.#open(addresses).finally(() => {
      this.#opening = undefined
    })
    return this.#opening
  }

  /** Lets go of a connection whose address may no longer be used. */
  drop(): void {
    this.#session?.destroy()
  }

  destroy(): void {
    this.#ended = true
    this.#session?.destroy()
  }

  async #open(addresses: () => Promise<readonly string[]>): Promise<http2.ClientHttp2Session> {
    const tcp = await openTcp(this.#host, this.#port, await addresses(), this.#options)
    const socket = await openTls(this.#host, this.#port, tcp, this.#options, ['h2'])
    if (socket.alpnProtocol !== 'h2') {
      socket.destroy()
      throw new UpstreamFailure(this.#host, { name: '', message: '', code: 'HTTP_1_1_REQUIRED' })
    }
    this.#address = destinationOf(socket)
    this.#session = this.#speak(socket)
    if (this.#ended) this.#session.destroy()
    return this.#session
  }

  #speak(socket: tls.TLSSocket): http2.ClientHttp2Session {
    const session = http2.connect(`https://${this.#host.includes(':') ? 'address' : this.#host}`, {
      createConnection: () => socket,
      ...sessionLimits(this.#options.limits),
      settings: { ...settings(this.#options.limits), enablePush: false },
    })
    session.once('connect', () => {
      if (!session.destroyed) session.setLocalWindowSize(WINDOW_BYTES)
    })
    session.on('error', () => {})
    // Streams that were open when an upstream said goodbye end by themselves; the connection is not used for others.
    session.once('close', () => socket.destroy())
    return session
  }
}

/** What this end of an HTTP/2 connection announces, towards clients and upstreams alike. */
export function settings({ headBytes, streams }: Limits): http2.Settings {
  return {
    initialWindowSize: WINDOW_BYTES,
    maxConcurrentStreams: streams,
    // Twice of what is carried: what is over the limit, but not absurd, gets an answer that says so.
    maxHeaderListSize: 2 * headBytes,
    enableConnectProtocol: false,
  }
}

/** How much disorder an HTTP/2 connection may show before it is ended. */
export function sessionLimits({ headBytes, headFields }: Limits): SessionLimits {
  return {
    maxHeaderListPairs: headFields,
    maxSendHeaderBlockLength: 2 * headBytes,
    maxOutstandingSettings: 10,
    maxSettings: 32,
    maxSessionInvalidFrames: 100,
    maxSessionRejectedStreams: 100,
  }
}

/** The last three are missing in the types of options that are not a server's. */
type SessionLimits = http2.SessionOptions & {
  maxOutstandingSettings: number
  maxSessionInvalidFrames: number
  maxSessionRejectedStreams: number
}

function usable(session: http2.ClientHttp2Session | undefined): boolean {
  return session !== undefined && !session.closed && !session.destroyed
}

import type net from 'node:net'
import tls from 'node:tls'
import { type CanonicalHost, formatAuthority } from '../../../policy/host.ts'
import type { Governed } from '../governed.ts'
import type { Http1Front } from '../http/http1-front.ts'
import type { Http2Front } from '../http/http2-front.ts'
import type { Limits } from '../limits.ts'
import type { Authority } from '../tls/authority.ts'
import { openTls } from '../upstream/open.ts'
import { SpokenProtocols } from '../upstream/spoken.ts'
import { type Dialler, dialTunnel, type Way } from './dial.ts'

export interface InterceptorOptions extends Dialler {
  authority: Authority
  limits: Limits
  fronts: () => { http1: Http1Front; http2: Http2Front }
}

/** Opens TLS with the project's authority, and hands what is inside to who reads it. */
export class Interceptor {
  readonly #options: InterceptorOptions
  readonly #spoken = new SpokenProtocols()

  constructor(options: InterceptorOptions) {
    this.#options = options
  }

  /** @param offers what the client's ClientHello offers to speak inside (ALPN) */
  async open(
    governed: Governed,
    client: net.Socket,
    host: CanonicalHost,
    port: number,
    way: Way,
    offers: readonly string[],
  ): Promise<void> {
    const { authority, limits, fronts } = this.#options
    const upstream = offers.includes('h2')
      ? await this.#ask(governed, client, host, port, way)
      : { http2: false }
    const secureContext = await authority.contextFor(host)
    if (client.destroyed) return void upstream.ready?.destroy()
    const secure = new tls.TLSSocket(client, {
      isServer: true,
      secureContext,
      ALPNProtocols: upstream.http2 ? ['h2', 'http/1.1'] : ['http/1.1'],
    })
    const deadline = setTimeout(() => {
      secure.destroy(Object.assign(new Error('too slow'), { code: 'ETIMEDOUT' }))
    }, limits.handshakeMilliseconds)
    let done = false
    secure.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(deadline)
      if (!done) handshakeFailed(governed, host, port, error, upstream.http2 ? [] : offers)
      done = true
      secure.destroy()
      client.destroy()
      upstream.ready?.destroy()
    })
    secure.once('close', () => {
      clearTimeout(deadline)
      client.destroy()
      upstream.ready?.destroy()
    })
    secure.once('secure', () => {
      clearTimeout(deadline)
      done = true
      const place = { kind: 'origin', scheme: 'https', host, port } as const
      const spoken = secure.alpnProtocol === 'h2' ? 'h2' : 'http/1.1'
      const ready = upstream.ready?.alpnProtocol === 'h2' ? 'h2' : 'http/1.1'
      // A client may choose the older one of the two; then the connection that was opened ahead is of no use.
      if (ready !== spoken) upstream.ready?.destroy()
      const kept = ready === spoken ? upstream.ready : undefined
      // As Node's own TLS server does: without a server, nobody else says that the handshake is over.
      Object.assign(secure, { secureConnecting: false })
      if (spoken === 'h2') fronts().http2.accept(secure, governed, place, kept)
      else fronts().http1.accept(secure, governed, place, kept)
    })
  }

  /**
   * Whether the host speaks HTTP/2: as it is remembered, else by connecting to it. What is offered to the client is
   * what the host can keep. A host that cannot be reached is not known; the client's requests will be told why.
   */
  async #ask(
    governed: Governed,
    client: net.Socket,
    host: CanonicalHost,
    port: number,
    way: Way,
  ): Promise<{ http2: boolean; ready?: tls.TLSSocket }> {
    const name = formatAuthority(host, port)
    const known = this.#spoken.http2(name)
    if (known !== undefined) return { http2: known }
    const dialled = await dialTunnel(this.#options, governed, host, port, way, client, 'anybody')
    if (!dialled.ok) return { http2: false }
    try {
      const protocols = ['h2', 'http/1.1']
      const ready = await openTls(host, port, dialled.socket, this.#options.upstream, protocols)
      ready.on('error', () => ready.destroy())
      const http2 = ready.alpnProtocol === 'h2'
      this.#spoken.remember(name, http2)
      return { http2, ready }
    } catch {
      return { http2: false }
    }
  }
}

/** The one trap of interception that people meet, so it is on record in words that say what to do. */
function handshakeFailed(
  governed: Governed,
  host: CanonicalHost,
  port: number,
  { code = 'closed' }: NodeJS.ErrnoException,
  offers: readonly string[],
): void {
  if (code === 'ECONNRESET' || code === 'EPIPE') return
  const about = { action: 'connect', resource: formatAuthority(host, port) } as const
  const reason =
    offers.length > 0 && !offers.includes('http/1.1')
      ? `The client speaks HTTP/2 alone, and ${host} does not, or could not be reached.`
      : /ALERT/.test(code)
        ? `The client did not trust the certificate of the governance proxy (${code}): it has to be told of ca.crt.`
        : `The TLS handshake with the client failed (${code}).`
  void governed.refuseBy('clientHandshake', about, reason)
}

import type http from 'node:http'
import type net from 'node:net'
import { Transform } from 'node:stream'
import tls from 'node:tls'
import {
  type CanonicalHost,
  canonicalAuthority,
  canonicalHost,
  formatAuthority,
  isAddress,
} from '../../../policy/host.ts'
import { type AddressGuard, admitAddresses, admitHost } from '../admission.ts'
import { type Governed, graver, holdsLease } from '../governed.ts'
import type { HttpFront } from '../http/http-front.ts'
import { LeaseScan } from '../leases/lease-scan.ts'
import type { Limits } from '../limits.ts'
import {
  accessDeniedAlert,
  type Guard,
  guardRefusal,
  type Refusal,
  refusalBytes,
} from '../refusal.ts'
import type { Authority } from '../tls/authority.ts'
import { readClientHello } from '../tls/client-hello.ts'
import { type Peeked, peekClientHello } from '../tls/peek.ts'
import { openTcp, UpstreamFailure, type UpstreamOptions } from '../upstream/upstream.ts'
import { relay } from './relay.ts'

export interface TunnelOptions {
  authority: Authority
  guard: AddressGuard
  limits: Limits
  upstream: UpstreamOptions
  front: () => HttpFront
}

/** What goes through the proxy without being HTTP that it reads. */
interface Tunnel {
  governed: Governed
  host: CanonicalHost
  port: number
  client: net.Socket
  upstream: net.Socket
  /** Bytes both ways when it was last looked at. */
  bytes: number
  since: number
}

/** How a client came to its tunnel, for the trail. */
type Way = 'proxy' | 'transparent' | 'relay'

const SWEEP_MILLISECONDS = 15_000

/**
 * CONNECT, the transparent port 443 and the relays to local services. A tunnel's host is fixed before it opens: what
 * CONNECT says, or what the ClientHello says, and where both speak they have to agree.
 */
export class Tunnels {
  readonly #options: TunnelOptions
  readonly #open = new Set<Tunnel>()
  readonly #sweep: NodeJS.Timeout

  constructor(options: TunnelOptions) {
    this.#options = options
    this.#sweep = setInterval(() => this.#closeIdle(), SWEEP_MILLISECONDS).unref()
  }

  /** How many tunnels are open. */
  get size(): number {
    return this.#open.size
  }

  close(): void {
    clearInterval(this.#sweep)
    for (const { client, upstream } of this.#open) {
      client.destroy()
      upstream.destroy()
    }
  }

  /** Judges every open tunnel by the policy that is now in force, and closes what it no longer allows. */
  async judgeAgain(): Promise<void> {
    for (const tunnel of this.#open) {
      const { governed, host, port, client } = tunnel
      const admitted = await admitHost(governed, host, port, {
        action: 'connect',
        details: { way: 'open tunnel' },
      })
      if (!admitted.ok) client.destroy()
    }
  }

  #closeIdle(): void {
    const now = Date.now()
    for (const tunnel of this.#open) {
      const bytes = tunnel.client.bytesRead + tunnel.client.bytesWritten
      if (bytes !== tunnel.bytes) {
        tunnel.bytes = bytes
        tunnel.since = now
      } else if (now - tunnel.since > this.#options.limits.idleMilliseconds) tunnel.client.destroy()
    }
  }

  /** A CONNECT on the proxy port. */
  async fromConnect(
    governed: Governed,
    request: http.IncomingMessage,
    client: net.Socket,
  ): Promise<void> {
    const text = request.url ?? ''
    const authority = canonicalAuthority(text)
    const resource =
      authority === undefined ? text.slice(0, 256) : formatAuthority(authority.host, authority.port)
    const about = { action: 'connect', resource, details: { way: 'proxy' } } as const
    const refuse = async (refusal: Refusal | Promise<Refusal>) => {
      client.end(refusalBytes(await refusal))
      client.resume()
      setTimeout(() => client.destroy(), this.#options.limits.dialMilliseconds).unref()
    }
    if (holdsLease(text))
      return refuse(
        governed.refuseBy('leaseElsewhere', about, 'A lease stands in the host of a CONNECT.'),
      )
    if (authority === undefined)
      return refuse(
        governed.refuseBy(
          'authority',
          about,
          'CONNECT does not name exactly one host with a port.',
        ),
      )
    const { host, port } = authority
    const problem = connectHeadProblem(request)
    if (problem !== undefined)
      return refuse(governed.refuseBy(problem.guard, about, problem.reason))

    const admitted = await admitHost(governed, host, port, {
      action: 'connect',
      details: about.details,
    })
    if (!admitted.ok) return refuse(admitted.refusal)
    if (client.destroyed) return

    // Read by the proxy itself: the upstream is reached once a request has been judged.
    if (governed.decisions.intercepts(host, port) || port === 80) {
      client.write(established)
      return this.#read(governed, client, host, port)
    }
    const upstream = await this.#dial(governed, host, port, 'proxy', { client })
    if ('refusal' in upstream) return refuse(upstream.refusal)
    client.write(established)
    if (port !== 443) {
      this.#carry(governed, host, port, client, upstream.socket, new FirstWords(host))
      return
    }
    const peeked = await this.#peek(client)
    const wrong = whatIsWrong(peeked, host)
    if (wrong !== undefined && !(await this.#tolerated(governed, wrong, about))) {
      upstream.socket.destroy()
      return this.#shut(client, peeked)
    }
    this.#carry(governed, host, port, client, upstream.socket)
  }

  /** A connection to the transparent port 443: the ClientHello alone says where it is to go. */
  async fromTls(governed: Governed, client: net.Socket): Promise<void> {
    const peeked = await this.#peek(client)
    if (peeked.kind === 'closed') return void client.destroy()
    return this.#byServerName(governed, client, peeked, 443)
  }

  async #byServerName(
    governed: Governed,
    client: net.Socket,
    peeked: Peeked,
    port: number,
  ): Promise<void> {
    const name = peeked.kind === 'hello' ? peeked.serverName : undefined
    const host = name === undefined ? undefined : canonicalHost(name)
    const details = { way: 'transparent' }
    const resource = name === undefined ? `-:${port}` : `${name.slice(0, 256)}:${port}`
    const about = { action: 'connect', resource, details } as const
    const refuse = async (guard: Guard, reason: string) => {
      await governed.refuseBy(guard, about, reason)
      this.#shut(client, peeked)
    }
    if (name !== undefined && holdsLease(name))
      return refuse('leaseElsewhere', 'A lease stands in the server name.')
    const wrong = whatIsWrong(peeked, host)
    if (wrong !== undefined) return refuse(wrong.guard, wrong.reason)
    if (host === undefined || isAddress(host))
      return refuse('serverName', 'The server name is not a host name.')

    const admitted = await admitHost(governed, host, port, { action: 'connect', details })
    if (!admitted.ok) return this.#shut(client, peeked)
    if (governed.decisions.intercepts(host, port))
      return this.#intercept(governed, client, host, port)
    const upstream = await this.#dial(governed, host, port, 'transparent', { client })
    if ('refusal' in upstream) return this.#shut(client, peeked)
    this.#carry(governed, host, port, client, upstream.socket)
  }

  /**
   * A connection to another port that the policy names. With one host on that port it is for that host, whatever it
   * speaks; among several, TLS and HTTP say themselves for which it is, and nothing else can.
   */
  async fromRelay(governed: Governed, client: net.Socket, port: number): Promise<void> {
    const { decisions } = governed
    const { hosts, open } = hostsOn(decisions, port)
    const [only] = hosts
    if (only !== undefined && hosts.length === 1 && !open)
      return this.#relay(governed, client, only, port)
    const peeked = await this.#peek(client)
    if (peeked.kind === 'closed') return void client.destroy()
    if (peeked.kind === 'hello') return this.#byServerName(governed, client, peeked, port)
    if (peeked.kind === 'not-tls' && /^[A-Z]{3,12} \//.test(peeked.begin.toString('latin1'))) {
      this.#options.front().accept(client, governed, { kind: 'origin', scheme: 'http', port })
      return
    }
    const about = { action: 'connect', resource: `-:${port}`, details: { way: 'relay' } } as const
    const reason = `The policy opens port ${port} of several hosts, and what the client speaks does not say for which it is. Use the HTTP proxy, or a port of its own for each.`
    await governed.refuseBy('ambiguousRelay', about, reason)
    client.destroy()
  }

  async #relay(
    governed: Governed,
    client: net.Socket,
    host: CanonicalHost,
    port: number,
  ): Promise<void> {
    const details = { way: 'relay' }
    const admitted = await admitHost(governed, host, port, { action: 'connect', details })
    if (!admitted.ok) return void client.destroy()
    if (governed.decisions.intercepts(host, port)) return this.#read(governed, client, host, port)
    const upstream = await this.#dial(governed, host, port, 'relay', { client })
    if ('refusal' in upstream) return void client.destroy()
    this.#carry(governed, host, port, client, upstream.socket, new FirstWords(host))
  }

  #peek(client: net.Socket): Promise<Peeked> {
    const { clientHelloBytes, handshakeMilliseconds } = this.#options.limits
    return peekClientHello(client, { bytes: clientHelloBytes, milliseconds: handshakeMilliseconds })
  }

  /** A tunnel whose content the proxy reads: TLS is opened with the project's authority, HTTP is judged request by request. */
  async #read(
    governed: Governed,
    client: net.Socket,
    host: CanonicalHost,
    port: number,
  ): Promise<void> {
    const peeked = await this.#peek(client)
    const about = {
      action: 'connect',
      resource: formatAuthority(host, port),
      details: { way: 'proxy' },
    } as const
    if (peeked.kind === 'closed') return void client.destroy()
    if (peeked.kind === 'not-tls' && port !== 443) {
      this.#options.front().accept(client, governed, { kind: 'origin', scheme: 'http', host, port })
      return
    }
    const wrong = whatIsWrong(peeked, host)
    if (wrong !== undefined) {
      await governed.refuseBy(wrong.guard, about, wrong.reason)
      return this.#shut(client, peeked)
    }
    if (governed.decisions.intercepts(host, port))
      return this.#intercept(governed, client, host, port)
    const upstream = await this.#dial(governed, host, port, 'proxy', { client })
    if ('refusal' in upstream) return this.#shut(client, peeked)
    this.#carry(governed, host, port, client, upstream.socket)
  }

  async #intercept(
    governed: Governed,
    client: net.Socket,
    host: CanonicalHost,
    port: number,
  ): Promise<void> {
    const secureContext = await this.#options.authority.contextFor(host)
    if (client.destroyed) return
    const secure = new tls.TLSSocket(client, {
      isServer: true,
      secureContext,
      ALPNProtocols: ['http/1.1'],
    })
    const { handshakeMilliseconds } = this.#options.limits
    const deadline = setTimeout(() => {
      secure.destroy(Object.assign(new Error('too slow'), { code: 'ETIMEDOUT' }))
    }, handshakeMilliseconds)
    let done = false
    secure.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(deadline)
      if (!done) this.#handshakeFailed(governed, host, port, error)
      done = true
      secure.destroy()
      client.destroy()
    })
    secure.once('close', () => {
      clearTimeout(deadline)
      client.destroy()
    })
    secure.once('secure', () => {
      clearTimeout(deadline)
      done = true
      this.#options
        .front()
        .accept(secure, governed, { kind: 'origin', scheme: 'https', host, port })
    })
  }

  /** The one trap of interception that people meet, so it is on record in words that say what to do. */
  #handshakeFailed(
    governed: Governed,
    host: CanonicalHost,
    port: number,
    { code = 'closed' }: NodeJS.ErrnoException,
  ): void {
    if (code === 'ECONNRESET' || code === 'EPIPE') return
    const about = { action: 'connect', resource: formatAuthority(host, port) } as const
    const reason = /ALERT/.test(code)
      ? `The client did not trust the certificate of the governance proxy (${code}): it has to be told of ca.crt.`
      : `The TLS handshake with the client failed (${code}).`
    void governed.refuseBy('clientHandshake', about, reason)
  }

  /** Checks the addresses, records, and connects. In this order. */
  async #dial(
    governed: Governed,
    host: CanonicalHost,
    port: number,
    way: Way,
    { client }: { client: net.Socket },
  ): Promise<{ socket: net.Socket } | { refusal: Refusal }> {
    const verdict = governed.decisions.host(host, port)
    const entry = { action: 'connect', details: { way } } as const
    const admission = await admitAddresses(
      governed,
      host,
      port,
      verdict,
      entry,
      this.#options.guard,
    )
    if (!admission.ok) return admission
    const permit = await governed.permit({
      action: 'connect',
      resource: formatAuthority(host, port),
      decision: graver(verdict, admission.decision),
      details: { way, address: admission.addresses.join(' ') },
    })
    if (!permit.ok) return permit
    try {
      const socket = await openTcp(host, port, admission.addresses, this.#options.upstream)
      socket.on('error', () => socket.destroy())
      if (client.destroyed) socket.destroy()
      return { socket }
    } catch (error) {
      if (!(error instanceof UpstreamFailure)) throw error
      const guard = error.timedOut ? 'timeout' : 'unreachable'
      const refusal = guardRefusal(guard, governed.decisions.name, error.message)
      return { refusal: { ...refusal, auditId: permit.auditId } }
    }
  }

  #carry(
    governed: Governed,
    host: CanonicalHost,
    port: number,
    client: net.Socket,
    upstream: net.Socket,
    words?: FirstWords,
  ): void {
    const tunnel = { governed, host, port, client, upstream, bytes: 0, since: Date.now() }
    this.#open.add(tunnel)
    words?.once('error', (error) => {
      const about = { action: 'connect', resource: formatAuthority(host, port) } as const
      const [guard, reason] =
        error instanceof WrongHello
          ? ([error.guard, error.message] as const)
          : (['leaseElsewhere', 'A lease was on its way to a service that is not HTTP.'] as const)
      void governed.refuseBy(guard, about, reason)
    })
    relay(client, upstream, { outward: words }).then(() => this.#open.delete(tunnel))
  }

  /** Whether the policy only watches; then what is wrong is recorded and passed, as long as it is known where to. */
  async #tolerated(
    governed: Governed,
    { guard, reason }: Wrong,
    about: { action: 'connect'; resource: string; details: Record<string, string> },
  ): Promise<boolean> {
    if (governed.decisions.mode !== 'monitor') {
      await governed.refuseBy(guard, about, reason)
      return false
    }
    const { decision } = guardRefusal(guard, governed.decisions.name, reason)
    const permit = await governed.permit({
      ...about,
      decision: { ...decision, decision: 'would-block' },
    })
    return permit.ok
  }

  /** Ends a connection that was refused, in the client's own language. */
  #shut(client: net.Socket, peeked: Peeked): void {
    if (peeked.kind === 'hello') client.end(accessDeniedAlert)
    else client.destroy()
    client.resume()
    setTimeout(() => client.destroy(), 1_000).unref()
  }
}

const established = 'HTTP/1.1 200 Connection Established\r\n\r\n'

interface Wrong {
  guard: Guard
  reason: string
}

/** The hosts that the policy names on a port, and whether a pattern opens the port of further ones. */
function hostsOn(
  { policies, allowedLocal, host: verdict }: Governed['decisions'],
  port: number,
): { hosts: CanonicalHost[]; open: boolean } {
  const named = policies.flatMap(({ allowedDomains }) => allowedDomains)
  const hosts = new Set(allowedLocal.filter((local) => local.port === port).map(({ host }) => host))
  let open = false
  for (const pattern of named) {
    const authority = canonicalAuthority(pattern.replace(/^\*\./, ''))
    if (authority?.port !== port) continue
    if (pattern.startsWith('*')) open = true
    else if (verdict(authority.host, port).decision === 'allowed') hosts.add(authority.host)
  }
  return { hosts: [...hosts], open }
}

/** What stands against letting a first message through: exactly the host that was judged, and nothing hidden. */
function whatIsWrong(peeked: Peeked, host: CanonicalHost | undefined): Wrong | undefined {
  switch (peeked.kind) {
    case 'closed':
      return {
        guard: 'tlsRequired',
        reason: 'The client closed the tunnel before it said anything.',
      }
    case 'too-late':
      return { guard: 'limits.handshakeMilliseconds', reason: 'The ClientHello came too slowly.' }
    case 'too-long':
      return { guard: 'limits.clientHelloBytes', reason: 'The ClientHello is too long.' }
    case 'not-tls':
      return {
        guard: 'tlsRequired',
        reason:
          'Only TLS is carried to port 443. For another protocol allow the host with a port of its own.',
      }
    case 'malformed':
      return { guard: 'tlsRequired', reason: `The ClientHello cannot be read: ${peeked.reason}.` }
    case 'hello':
      return wrongName(peeked.serverName, peeked.encrypted, host)
  }
}

function wrongName(
  name: string | undefined,
  encrypted: boolean,
  host: CanonicalHost | undefined,
): Wrong | undefined {
  if (encrypted)
    return {
      guard: 'encryptedClientHello',
      reason:
        'The client encrypts its ClientHello, so the host it asks for cannot be judged. Turn off ECH in the client.',
    }
  if (name === undefined) {
    if (host !== undefined && isAddress(host)) return undefined
    return { guard: 'serverName', reason: 'The client names no host in its ClientHello (SNI).' }
  }
  if (host === undefined || canonicalHost(name) !== host)
    return {
      guard: 'serverName',
      reason: `The tunnel is for ${host ?? 'no host'}, the ClientHello asks for another.`,
    }
  return undefined
}

/**
 * What a CONNECT head must not hold. Its Host is not looked at: nobody ever sees it, and common clients put the name of
 * the proxy there.
 */
function connectHeadProblem({ headers }: http.IncomingMessage): Wrong | undefined {
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined)
    return undefined
  return { guard: 'malformed', reason: 'A CONNECT has no body.' }
}

class WrongHello extends Error {
  readonly guard: Guard
  constructor({ guard, reason }: Wrong) {
    super(reason)
    this.guard = guard
  }
}

/**
 * What a client sends through a tunnel to a port that is not 443. The policy names host and port, so any protocol may
 * pass, also one in which the server speaks first; but when it is TLS then to this host, and it may hold no lease.
 */
class FirstWords extends Transform {
  readonly #host: CanonicalHost
  #begun: Buffer | undefined = Buffer.alloc(0)
  readonly #scan = new LeaseScan()

  constructor(host: CanonicalHost) {
    super()
    this.#host = host
  }

  override _transform(
    chunk: Buffer,
    encoding: BufferEncoding,
    done: (error?: Error | null, data?: Buffer) => void,
  ): void {
    let bytes = chunk
    if (this.#begun !== undefined) {
      bytes = Buffer.concat([this.#begun, chunk])
      const hello = readClientHello(bytes)
      if (hello.kind === 'incomplete' && bytes.length < 16 * 1024) {
        this.#begun = bytes
        done()
        return
      }
      const wrong =
        hello.kind === 'hello'
          ? wrongName(hello.serverName, hello.encrypted, this.#host)
          : undefined
      if (
        wrong !== undefined &&
        (hello.kind !== 'hello' || hello.serverName !== undefined || hello.encrypted)
      ) {
        done(new WrongHello(wrong))
        return
      }
      this.#begun = undefined
    }
    this.#scan._transform(bytes, encoding, done as never)
  }

  override _flush(done: (error?: Error | null, data?: Buffer) => void): void {
    if (this.#begun !== undefined && this.#begun.length > 0) this.push(this.#begun)
    this.#scan._flush(done as never)
  }
}

import type net from 'node:net'
import {
  type CanonicalHost,
  canonicalAuthority,
  canonicalHost,
  formatAuthority,
  isAddress,
} from '../../../policy/host.ts'
import { admitHost } from '../admission.ts'
import { type Governed, holdsLease } from '../governed.ts'
import { type Guard, guardRefusal, type Refusal, refusalBytes } from '../refusal.ts'
import { accessDeniedAlert } from '../tls/alert.ts'
import { type Peeked, peekClientHello } from '../tls/peek.ts'
import type { ConnectRequest } from './connect-request.ts'
import { dialTunnel } from './dial.ts'
import { FirstWords } from './first-words.ts'
import { type Wrong, whatIsWrong } from './hello-check.ts'
import { hostsOnPort } from './hosts-on-port.ts'
import { Interceptor, type InterceptorOptions } from './intercept.ts'
import { OpenTunnels } from './open-tunnels.ts'

const established = 'HTTP/1.1 200 Connection Established\r\n\r\n'

/**
 * CONNECT, the transparent port 443 and the further ports of the policy. A tunnel's host is fixed before it opens: what
 * CONNECT says, or what the ClientHello says, and where both speak they have to agree.
 */
export class Tunnels {
  readonly open: OpenTunnels
  readonly #options: InterceptorOptions
  readonly #interceptor: Interceptor

  constructor(options: InterceptorOptions) {
    this.#options = options
    this.open = new OpenTunnels(options.limits.idleMilliseconds)
    this.#interceptor = new Interceptor(options)
  }

  /** A CONNECT on the proxy port. */
  async fromConnect(
    governed: Governed,
    request: ConnectRequest,
    client: net.Socket,
  ): Promise<void> {
    const text = request.target
    const authority = canonicalAuthority(text)
    const resource =
      authority === undefined ? text.slice(0, 256) : formatAuthority(authority.host, authority.port)
    const about = { action: 'connect', resource, details: { way: 'proxy' } } as const
    const refuse = (refusal: Refusal) => {
      client.end(refusalBytes(refusal))
      client.resume()
      setTimeout(() => client.destroy(), this.#options.limits.dialMilliseconds).unref()
    }
    const wrong = wrongConnect(request)
    if (wrong !== undefined)
      return refuse(await governed.refuseBy(wrong.guard, about, wrong.reason))
    if (authority === undefined) {
      const reason = 'CONNECT does not name exactly one host with a port.'
      return refuse(await governed.refuseBy('authority', about, reason))
    }
    const { host, port } = authority
    const { action, details } = about
    const admitted = await admitHost(governed, host, port, { action, details })
    if (!admitted.ok) return refuse(admitted.refusal)
    if (client.destroyed) return

    // Read by the proxy itself: the upstream is reached once a request has been judged.
    if (governed.decisions.intercepts(host, port) || port === 80) {
      client.write(established)
      return this.#read(governed, client, host, port)
    }
    const upstream = await dialTunnel(this.#options, governed, host, port, 'proxy', client, 'relay')
    if (!upstream.ok) return refuse(upstream.refusal)
    client.write(established)
    if (port !== 443) {
      this.open.carry(
        { governed, host, port, client, upstream: upstream.socket },
        new FirstWords(host),
      )
      return
    }
    const peeked = await this.#peek(client)
    // Opened ahead of need and never used: that is no attack, and nothing to record.
    const unused = peeked.kind === 'closed'
    const unfit = unused ? undefined : whatIsWrong(peeked, host)
    if (unused) client.destroy()
    if (unfit !== undefined && !(await tolerated(governed, unfit, about))) {
      upstream.socket.destroy()
      return shut(client, peeked)
    }
    this.open.carry({ governed, host, port, client, upstream: upstream.socket, unfit })
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
      shut(client, peeked)
    }
    if (name !== undefined && holdsLease(name))
      return refuse('leaseElsewhere', 'A lease stands in the server name.')
    const wrong = whatIsWrong(peeked, host)
    if (wrong !== undefined) return refuse(wrong.guard, wrong.reason)
    if (host === undefined || isAddress(host))
      return refuse('serverName', 'The server name is not a host name.')

    const admitted = await admitHost(governed, host, port, { action: 'connect', details })
    if (!admitted.ok) return shut(client, peeked)
    if (governed.decisions.intercepts(host, port))
      return this.#interceptor.open(governed, client, host, port, 'transparent', offersOf(peeked))
    return this.#pass(governed, client, host, port, 'transparent', peeked)
  }

  /**
   * A connection to another port that the policy names. With one host on that port it is for that host, whatever it
   * speaks; among several, TLS and HTTP say themselves for which it is, and nothing else can.
   */
  async fromRelay(governed: Governed, client: net.Socket, port: number): Promise<void> {
    const { hosts, open } = hostsOnPort(governed.decisions, port)
    const [only] = hosts
    if (only !== undefined && hosts.length === 1 && !open)
      return this.#relay(governed, client, only, port)
    const peeked = await this.#peek(client)
    if (peeked.kind === 'closed') return void client.destroy()
    if (peeked.kind === 'hello') return this.#byServerName(governed, client, peeked, port)
    if (peeked.kind === 'not-tls' && /^[A-Z]{3,12} \//.test(peeked.begin.toString('latin1'))) {
      const { http1 } = this.#options.fronts()
      http1.accept(client, governed, { kind: 'origin', scheme: 'http', port })
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
    const upstream = await dialTunnel(this.#options, governed, host, port, 'relay', client, 'relay')
    if (!upstream.ok) return void client.destroy()
    this.open.carry(
      { governed, host, port, client, upstream: upstream.socket },
      new FirstWords(host),
    )
  }

  /** A tunnel whose content the proxy reads: TLS is opened with the project's authority, HTTP is judged request by request. */
  async #read(
    governed: Governed,
    client: net.Socket,
    host: CanonicalHost,
    port: number,
  ): Promise<void> {
    const peeked = await this.#peek(client)
    if (peeked.kind === 'closed') return void client.destroy()
    if (peeked.kind === 'not-tls' && port !== 443) {
      const { http1 } = this.#options.fronts()
      http1.accept(client, governed, { kind: 'origin', scheme: 'http', host, port })
      return
    }
    const wrong = whatIsWrong(peeked, host)
    if (wrong !== undefined) {
      const resource = formatAuthority(host, port)
      const about = { action: 'connect', resource, details: { way: 'proxy' } } as const
      await governed.refuseBy(wrong.guard, about, wrong.reason)
      return shut(client, peeked)
    }
    if (governed.decisions.intercepts(host, port))
      return this.#interceptor.open(governed, client, host, port, 'proxy', offersOf(peeked))
    return this.#pass(governed, client, host, port, 'proxy', peeked)
  }

  /** TLS that is carried as it is. */
  async #pass(
    governed: Governed,
    client: net.Socket,
    host: CanonicalHost,
    port: number,
    way: 'proxy' | 'transparent',
    peeked: Peeked,
  ): Promise<void> {
    const upstream = await dialTunnel(this.#options, governed, host, port, way, client, 'relay')
    if (upstream.ok) this.open.carry({ governed, host, port, client, upstream: upstream.socket })
    else shut(client, peeked)
  }

  #peek(client: net.Socket): Promise<Peeked> {
    const { clientHelloBytes, handshakeMilliseconds } = this.#options.limits
    return peekClientHello(client, { bytes: clientHelloBytes, milliseconds: handshakeMilliseconds })
  }
}

function offersOf(peeked: Peeked): readonly string[] {
  return peeked.kind === 'hello' ? peeked.protocols : []
}

/**
 * What a CONNECT must not hold. Its Host is not looked at: nobody ever sees it, and common clients put the name of the
 * proxy there.
 */
function wrongConnect({ target, announcesBody }: ConnectRequest): Wrong | undefined {
  if (holdsLease(target))
    return { guard: 'leaseElsewhere', reason: 'A lease stands in the host of a CONNECT.' }
  return announcesBody ? { guard: 'malformed', reason: 'A CONNECT has no body.' } : undefined
}

/** Whether the policy only watches; then what is wrong is recorded and passed, as long as it is known where to. */
async function tolerated(
  governed: Governed,
  { guard, reason }: Wrong,
  about: { action: 'connect'; resource: string; details: Record<string, string> },
): Promise<boolean> {
  const { mode, name } = governed.decisions
  if (mode !== 'monitor') {
    await governed.refuseBy(guard, about, reason)
    return false
  }
  const { decision } = guardRefusal(guard, name, reason)
  const permit = await governed.permit({
    ...about,
    decision: { ...decision, decision: 'would-block' },
  })
  return permit.ok
}

/** Ends a connection that was refused, in the client's own language. */
function shut(client: net.Socket, peeked: Peeked): void {
  if (peeked.kind === 'hello') client.end(accessDeniedAlert)
  else client.destroy()
  client.resume()
  setTimeout(() => client.destroy(), 1_000).unref()
}

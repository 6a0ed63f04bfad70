import http2 from 'node:http2'
import type net from 'node:net'
import type tls from 'node:tls'
import type { CanonicalHost } from '../../../policy/host.ts'
import { formatAuthority } from '../../../policy/host.ts'
import type { Governed } from '../governed.ts'
import type { Limits } from '../limits.ts'
import { type Guard, guardRefusal } from '../refusal.ts'
import {
  Http2Connection,
  sessionLimits,
  settings,
  WINDOW_BYTES,
} from '../upstream/http2-connection.ts'
import type { UpstreamOptions } from '../upstream/open.ts'
import { type Http2Forward, refuseStream } from './http2-forward.ts'
import { UnreadStreams } from './http2-unread.ts'
import type { RequestJudge } from './judge.ts'
import { fieldValues, sectionBytes } from './raw-fields.ts'
import type { Session } from './session.ts'
import { readStreamHead } from './stream-head.ts'
import type { WholeBodies } from './whole-body.ts'

export interface Http2FrontOptions {
  judge: RequestJudge
  forward: Http2Forward
  upstream: UpstreamOptions
  limits: Limits
  bodies: WholeBodies
}

/** Where streams come in: only the inside of an intercepted tunnel. */
export interface Http2Place {
  kind: 'origin'
  scheme: 'https'
  host: CanonicalHost
  port: number
}

interface Http2Session extends Session {
  place: Http2Place
  connection: http2.ServerHttp2Session
  upstream: Http2Connection
  /** Streams that are open. */
  active: number
  resets: Rate
  controls: Rate
}

/** What the library ends a connection for that sends many frames to no purpose. */
const floods = new Set([
  -904, // NGHTTP2_ERR_FLOODED: acknowledgements pile up that the client does not read
  -537, // NGHTTP2_ERR_TOO_MANY_SETTINGS
  -538, // NGHTTP2_ERR_TOO_MANY_CONTINUATIONS
])

/** HTTP/2 inside of intercepted tunnels, whose upstream speaks it too. Every stream is judged as a request is. */
export class Http2Front {
  readonly #options: Http2FrontOptions
  readonly #open = new Set<http2.ServerHttp2Session>()

  constructor(options: Http2FrontOptions) {
    this.#options = options
  }

  /**
   * Speaks HTTP/2 on a connection from now on.
   *
   * @param ready a connection to the host on which HTTP/2 was agreed
   */
  accept(socket: net.Socket, governed: Governed, place: Http2Place, ready?: tls.TLSSocket): void {
    const { limits, upstream: options } = this.#options
    const upstream = new Http2Connection(place.host, place.port, options)
    if (ready !== undefined) upstream.adopt(ready)
    const connection = http2.performServerHandshake(socket, {
      ...sessionLimits(limits),
      settings: settings(limits),
    })
    const session: Http2Session = {
      governed,
      place,
      connection,
      upstream,
      active: 0,
      resets: new Rate(),
      controls: new Rate(),
    }
    this.#open.add(connection)
    connection.on('ping', () => this.#control(session))
    connection.on('remoteSettings', () => this.#control(session))
    connection.setLocalWindowSize(WINDOW_BYTES)
    const unread = new UnreadStreams(connection, socket, (stream) => unreadHead(session, stream))
    connection.on('stream', (stream, _headers, flags, raw?: string[]) => {
      unread.shown(stream.id)
      this.#stream(session, stream, raw ?? [], flags)
    })
    connection.on('error', (error: NodeJS.ErrnoException) => this.#broken(session, error))
    connection.setTimeout(limits.keepAliveMilliseconds, () => {
      if (session.active > 0) return
      unread.stop()
      connection.close()
    })
    socket.setTimeout(limits.idleMilliseconds, () => connection.destroy())
    connection.once('close', () => {
      this.#open.delete(connection)
      upstream.destroy()
      socket.destroy()
    })
  }

  close(): void {
    for (const connection of this.#open) connection.destroy()
  }

  #stream(
    session: Http2Session,
    stream: http2.ServerHttp2Stream,
    raw: readonly string[],
    flags: number,
  ): void {
    session.active += 1
    stream.on('error', () => {})
    stream.once('aborted', () => this.#reset(session))
    stream.once('close', () => {
      session.active -= 1
    })
    this.#answer(session, stream, raw, flags).catch((error) => {
      const reason = `The proxy failed: ${error instanceof Error ? error.name : 'unknown'}.`
      refuseStream(stream, guardRefusal('failure', session.governed.decisions.name, reason))
    })
  }

  async #answer(
    session: Http2Session,
    stream: http2.ServerHttp2Stream,
    raw: readonly string[],
    flags: number,
  ): Promise<void> {
    const { judge, forward, limits, bodies } = this.#options
    const { upstream, governed, place } = session
    if (sectionBytes(raw) > limits.headBytes) {
      const about = {
        action: 'request',
        resource: formatAuthority(place.host, place.port),
      } as const
      const reason = 'The head of the request is too long.'
      refuseStream(stream, await governed.refuseBy('limits.headBytes', about, reason))
      return
    }
    let trailers: readonly string[] = []
    stream.once('trailers', (_fields, _flags, raw?: string[]) => {
      trailers = raw ?? []
    })
    const ended = (flags & http2.constants.NGHTTP2_FLAG_END_STREAM) !== 0
    const judged = await judge.judge({
      session,
      reading: readStreamHead(raw, ended, place),
      expect: fieldValues(raw, 'expect')[0],
      contentType: fieldValues(raw, 'content-type')[0] ?? '',
      readWhole: () => bodies.read(governed, stream, stream),
      trailers: () => trailers,
      gone: () => stream.destroyed,
      keptAddress: () => upstream.keptAddress(),
      dropKept: () => upstream.drop(),
    })
    if (judged.ok) await forward.send({ cleared: judged.cleared, upstream, stream })
    else if (judged.refusal !== undefined) refuseStream(stream, judged.refusal)
  }

  /** A request that its client takes back cost a verdict and perhaps a dial all the same (CVE-2023-44487). */
  #reset(session: Http2Session): void {
    const { resetsPerSecond } = this.#options.limits
    if (session.resets.count() !== resetsPerSecond + 1) return
    const reason = `The client took back more than ${resetsPerSecond} requests within a second.`
    this.#end(session, 'limits.resetsPerSecond', reason)
  }

  /** Pings and settings have to be answered, and carry nothing (CVE-2019-9512, CVE-2019-9515). */
  #control(session: Http2Session): void {
    const { controlFramesPerSecond } = this.#options.limits
    if (session.controls.count() !== controlFramesPerSecond + 1) return
    const reason = `The client sent more than ${controlFramesPerSecond} pings and settings within a second.`
    this.#end(session, 'limits.controlFramesPerSecond', reason)
  }

  #broken(session: Http2Session, error: NodeJS.ErrnoException): void {
    const { code = '', errno = 0, message } = error
    if (floods.has(errno) || code.startsWith('ERR_HTTP2_TOO_MANY'))
      this.#end(session, 'limits.frames', 'The client sends frames without end that carry nothing.')
    else if (code === 'ERR_HTTP2_ERROR') {
      const reason = `What the client sends is not HTTP/2 (${message.slice(0, 100)}).`
      this.#end(session, 'malformed', reason)
    }
  }

  #end({ governed, place, connection }: Http2Session, guard: Guard, reason: string): void {
    const about = {
      action: 'request',
      resource: formatAuthority(place.host, place.port),
      details: { way: 'tunnel' },
    } as const
    void governed.refuseBy(guard, about, reason)
    if (connection.destroyed) return
    connection.goaway(http2.constants.NGHTTP2_ENHANCE_YOUR_CALM)
    connection.destroy()
  }
}

/** Records a request whose stream was reset before anybody could read it. */
function unreadHead({ governed, place }: Http2Session, stream: number): void {
  const about = {
    action: 'request',
    resource: formatAuthority(place.host, place.port),
    details: { way: 'tunnel', stream },
  } as const
  const reason =
    'The head of the request is not one of HTTP/2, or asks for a WebSocket over HTTP/2 (RFC 8441), which is not offered here; or there were too many at once.'
  void governed.refuseBy('malformed', about, reason)
}

/** How often something happens within one second. */
class Rate {
  #second = 0
  #times = 0

  count(): number {
    const second = Math.floor(Date.now() / 1_000)
    if (second !== this.#second) this.#times = 0
    this.#second = second
    this.#times += 1
    return this.#times
  }
}

import type http2 from 'node:http2'
import type net from 'node:net'

const CHECK_MILLISECONDS = 250

/**
 * Notices requests that the HTTP/2 library refuses by itself: it resets streams whose heads are against RFC 9113, those
 * that ask for what was not offered (RFC 8441) and those above the limit, and shows them to nobody. One whose stream is
 * followed by a better one in the same read stays unnoticed: clients may leave identifiers out.
 */
export class UnreadStreams {
  readonly #connection: http2.ServerHttp2Session
  readonly #noticed: (stream: number) => void
  #last = 0

  /** @param noticed told of the last of them, in time and when the connection ends */
  constructor(
    connection: http2.ServerHttp2Session,
    socket: net.Socket,
    noticed: (stream: number) => void,
  ) {
    this.#connection = connection
    this.#noticed = noticed
    const check = () => this.check()
    const timer = setInterval(check, CHECK_MILLISECONDS).unref()
    // Before the session hears of it: later nobody knows.
    socket.prependListener('end', check).prependListener('close', check)
    connection.prependListener('goaway', check)
    connection.once('close', () => clearInterval(timer))
  }

  /** A stream was shown, with its head. */
  shown(id: number | undefined): void {
    this.#last = Math.max(this.#last, id ?? 0)
  }

  /** Looks now. */
  check(): void {
    const last = this.#connection.destroyed ? 0 : (this.#connection.state.lastProcStreamID ?? 0)
    if (last <= this.#last) return
    this.#last = last
    this.#noticed(last)
  }

  /** The connection takes no further streams, and refuses them for that reason. */
  stop(): void {
    this.check()
    this.#last = Number.POSITIVE_INFINITY
  }
}

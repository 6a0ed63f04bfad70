import { misunderstanding } from '../errors.ts'
import { Cancellation, type Signal } from '../signal.ts'
import type { Answer } from './answer.ts'
import type { HttpPeer } from './http-peer.ts'
import type { Outgoing, Wire, WireEvents } from './wire.ts'

/**
 * The transport of revision 2024-11-05: one stream with everything that the server says, whose first event names the
 * address for what the client says.
 */
export class SseWire implements Wire {
  readonly #peer: HttpPeer
  readonly #events: WireEvents
  readonly #closed = new Cancellation()
  #endpoint: Promise<string> | undefined

  constructor(peer: HttpPeer, events: WireEvents) {
    this.#peer = peer
    this.#events = events
  }

  async send(message: Outgoing, signal: Signal): Promise<void> {
    this.#endpoint ??= this.#connect()
    const path = await this.#endpoint
    const headers = { 'content-type': 'application/json' }
    const answer = await this.#peer.ask('POST', signal, message.text, headers, path)
    await answer.discard()
    if (answer.status >= 300) throw this.#peer.error(`answered HTTP ${answer.status}`)
  }

  /** Opens the stream; resolves with where to send. */
  async #connect(): Promise<string> {
    const headers = { accept: 'text/event-stream' }
    const answer = await this.#peer.ask('GET', this.#closed, null, headers)
    const encoding = answer.headers['content-encoding'] ?? 'identity'
    const isStream = answer.mediaType === 'text/event-stream' && encoding === 'identity'
    if (answer.status !== 200 || !isStream) {
      answer.close()
      throw misunderstanding(this.#peer.server, `answered HTTP ${answer.status}`)
    }
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(this.#peer.error('did not say where to send messages'))
        answer.close()
      }, this.#peer.limits.handshakeTime)
      void this.#pump(answer, (endpoint) => {
        clearTimeout(timer)
        try {
          resolve(this.#targetOf(endpoint))
        } catch (error) {
          reject(error)
          answer.close()
        }
      }).finally(() => {
        clearTimeout(timer)
        reject(this.#peer.error('closed its stream'))
        this.#events.lost('closed its stream')
      })
    })
  }

  async #pump(answer: Answer, endpoint: (data: string) => void): Promise<void> {
    const signal = this.#closed
    await this.#peer
      .readEvents(answer, signal, ({ event, data }) => {
        if (event === 'endpoint') endpoint(data)
        else if (event === 'message') this.#events.message(data, undefined)
        return true
      })
      // Whatever broke the stream, it is over.
      .catch(() => undefined)
  }

  /** Messages go to the server that the stream came from, whatever it says. */
  #targetOf(endpoint: string): string {
    const { url } = this.#peer.dial
    const target = URL.canParse(endpoint, url.href) ? new URL(endpoint, url.href) : undefined
    if (target === undefined || target.origin !== url.origin) {
      throw this.#peer.error('names an address elsewhere for messages')
    }
    return this.#peer.dial.targetOf(target)
  }

  listen(): void {
    // Everything comes on the one stream.
  }

  agreed(): void {
    // This revision has no headers for it.
  }

  async close(): Promise<void> {
    this.#closed.abort(new Error('closed'))
  }
}

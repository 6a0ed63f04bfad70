import type { Dispatcher } from 'undici'
import { type GatewayError, misunderstanding, upstreamError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import { createEventReader } from '../sse.ts'
import type { Dial } from './dial.ts'
import type { Outgoing, Wire, WireEvents } from './wire.ts'

/**
 * The transport of revision 2024-11-05: one stream with everything that the server says, whose first event names the
 * address for what the client says.
 */
export class SseWire implements Wire {
  readonly #server: string
  readonly #dial: Dial
  readonly #limits: Limits
  readonly #events: WireEvents
  readonly #headers: Record<string, string>
  readonly #closed = new AbortController()
  #endpoint: Promise<string> | undefined

  constructor(
    server: string,
    dial: Dial,
    limits: Limits,
    events: WireEvents,
    headers: Record<string, string>,
  ) {
    this.#server = server
    this.#dial = dial
    this.#limits = limits
    this.#events = events
    this.#headers = headers
  }

  async send(message: Outgoing, signal: AbortSignal): Promise<void> {
    this.#endpoint ??= this.#connect()
    const path = await this.#endpoint
    const response = await this.#dial.dispatcher
      .request({
        method: 'POST',
        path,
        headers: { host: this.#dial.host, ...this.#headers, 'content-type': 'application/json' },
        body: message.text,
        signal,
      })
      .catch(() => {
        throw signal.aborted ? signal.reason : this.#error('is not reachable')
      })
    response.body.on('error', () => undefined)
    await response.body.dump({ limit: 64 * 1024 }).catch(() => undefined)
    if (response.statusCode >= 300) throw this.#error(`answered HTTP ${response.statusCode}`)
  }

  #error(what: string): GatewayError {
    return upstreamError(this.#server, what)
  }

  /** Opens the stream; resolves with where to send. */
  async #connect(): Promise<string> {
    const { dispatcher, target, host } = this.#dial
    const signal = this.#closed.signal
    const response = await dispatcher
      .request({
        method: 'GET',
        path: target,
        headers: {
          host,
          ...this.#headers,
          accept: 'text/event-stream',
          'accept-encoding': 'identity',
        },
        signal,
      })
      .catch(() => {
        throw this.#error('is not reachable')
      })
    response.body.on('error', () => undefined)
    const type = String(response.headers['content-type'] ?? '')
      .split(';', 1)[0]
      ?.trim()
      .toLowerCase()
    const encoding = response.headers['content-encoding'] ?? 'identity'
    if (response.statusCode !== 200 || type !== 'text/event-stream' || encoding !== 'identity') {
      response.body.destroy()
      throw misunderstanding(this.#server, `answered HTTP ${response.statusCode}`)
    }
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(this.#error('did not say where to send messages'))
        response.body.destroy()
      }, this.#limits.handshakeTime)
      void this.#pump(response, (endpoint) => {
        clearTimeout(timer)
        try {
          resolve(this.#targetOf(endpoint))
        } catch (error) {
          reject(error)
          response.body.destroy()
        }
      }).finally(() => {
        clearTimeout(timer)
        reject(this.#error('closed its stream'))
        this.#events.lost('closed its stream')
      })
    })
  }

  async #pump(response: Dispatcher.ResponseData, endpoint: (data: string) => void): Promise<void> {
    const reader = createEventReader(this.#limits.messageBytes)
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    try {
      for await (const chunk of response.body) {
        for (const event of reader.push(decoder.decode(chunk as Buffer, { stream: true }))) {
          if (event.event === 'endpoint') endpoint(event.data)
          else if (event.event === 'message') this.#events.message(event.data, undefined)
        }
      }
    } catch {
      // Whatever broke the stream, it is over.
    }
  }

  /** Messages go to the server that the stream came from, whatever it says. */
  #targetOf(endpoint: string): string {
    const { url } = this.#dial
    const target = URL.canParse(endpoint, url.href) ? new URL(endpoint, url.href) : undefined
    if (target === undefined || target.origin !== url.origin) {
      throw this.#error('names an address elsewhere for messages')
    }
    return this.#dial.targetOf(target)
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

import type { Dispatcher } from 'undici'
import { type GatewayError, misunderstanding, upstreamError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import { createEventReader, EventError } from '../sse.ts'
import { connectFailure, type Dial, explanation, RefusedByProxy } from './dial.ts'
import { type Outgoing, SessionLost, type Wire, type WireEvents } from './wire.ts'

type Response = Dispatcher.ResponseData

const SESSION_ID = /^[\x21-\x7e]{1,1024}$/
const EXPLANATION_BYTES = 16 * 1024
const RESUME_AFTER = 1_000
const RESUME_MOST = 30_000
/** A session that is over is ended at the server when that takes no longer. */
const FAREWELL = 1_000
/** Stands for the stream of its own accord: no answer to any request may come there. */
const NO_REQUEST = 0

/** Streamable HTTP, revisions 2025-03-26 to 2025-11-25 (with a session) and 2026-07-28 (without). */
export class HttpWire implements Wire {
  readonly #server: string
  readonly #dial: Dial
  readonly #limits: Limits
  readonly #events: WireEvents
  readonly #headers: Record<string, string>
  readonly #closed = new AbortController()
  #session: string | undefined
  #version: string | undefined
  #listening = false

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

  agreed(version: string): void {
    this.#version = version
  }

  async send(message: Outgoing, signal: AbortSignal): Promise<void> {
    if (message.method === 'initialize') {
      this.#session = undefined
      this.#version = undefined
    }
    const session = this.#session
    const response = await this.#exchange('POST', signal, message.text, {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...message.headers,
    })
    const status = response.statusCode
    if (status === 404 && session !== undefined) {
      await discard(response)
      throw new SessionLost()
    }
    if (message.request === undefined) {
      await discard(response)
      if (status >= 300) throw this.#error(`refused a notification (HTTP ${status})`)
      return
    }
    if (message.method === 'initialize') this.#rememberSession(response)
    await this.#read(response, message.request, signal)
  }

  #rememberSession(response: Response): void {
    const id = response.headers['mcp-session-id']
    if (id === undefined) this.#session = undefined
    else if (typeof id === 'string' && SESSION_ID.test(id)) this.#session = id
    else throw this.#error('gave a session id that is not one')
  }

  async #exchange(
    method: 'POST' | 'GET' | 'DELETE',
    signal: AbortSignal,
    body: string | null,
    headers: Record<string, string>,
  ): Promise<Response> {
    const all: Record<string, string> = {
      host: this.#dial.host,
      'accept-encoding': 'identity',
      ...this.#headers,
      ...headers,
    }
    if (this.#session !== undefined) all['mcp-session-id'] = this.#session
    if (this.#version !== undefined) all['mcp-protocol-version'] ??= this.#version
    try {
      const response = await this.#dial.dispatcher.request({
        method,
        path: this.#dial.target,
        headers: all,
        body,
        signal,
      })
      // Whoever reads the body hears of errors; one that nobody reads must not take the process down.
      response.body.on('error', () => undefined)
      return response
    } catch (error) {
      throw this.#unreachable(error, signal)
    }
  }

  #unreachable(error: unknown, signal: AbortSignal): unknown {
    if (signal.aborted) return signal.reason
    if (error instanceof RefusedByProxy) return this.#error(`is not reachable: ${error.message}`)
    return this.#error(`is not reachable: ${connectFailure(error as Error)}`)
  }

  #error(what: string): GatewayError {
    return upstreamError(this.#server, what)
  }

  /** Reads the answer to a request; a stream that breaks off is resumed while somebody waits for it. */
  async #read(response: Response, request: number, signal: AbortSignal): Promise<void> {
    const type = mediaType(response)
    if (response.statusCode >= 300 && type !== 'application/json') {
      throw await this.#refusal(response)
    }
    this.#checkEncoding(response)
    if (type === 'application/json') {
      const streamed = response.statusCode < 300 ? request : undefined
      const text = await this.#readAll(response, this.#limits.messageBytes, signal, streamed)
      if (response.statusCode >= 300 && !text.includes('"jsonrpc"'))
        throw misunderstanding(this.#server, `answered HTTP ${response.statusCode}`)
      const lines = streamed === undefined ? undefined : objectLines(text)
      for (const part of lines ?? [text]) if (part !== '') this.#events.message(part, request)
      if (this.#events.wanted(request)) throw this.#error('ended its answer without one')
      return
    }
    if (type !== 'text/event-stream') {
      await discard(response)
      throw this.#error(
        `answered with ${type === '' ? 'no content type' : `'${type}'`} instead of JSON`,
      )
    }
    this.#events.streams(request)
    let from = await this.#pump(response, request, signal)
    for (let tries = 0; this.#events.wanted(request); tries += 1) {
      if (from.lastId === undefined || tries > 100)
        throw this.#error('closed the stream without an answer')
      await pause(Math.min(from.retry ?? RESUME_AFTER, RESUME_MOST), signal)
      if (!this.#events.wanted(request)) return
      const again = await this.#exchange('GET', signal, null, {
        accept: 'text/event-stream',
        'last-event-id': from.lastId,
      })
      if (again.statusCode !== 200 || mediaType(again) !== 'text/event-stream') {
        await discard(again)
        throw this.#error('closed the stream without an answer')
      }
      this.#checkEncoding(again)
      const next = await this.#pump(again, request, signal)
      from = { lastId: next.lastId ?? from.lastId, retry: next.retry ?? from.retry }
    }
  }

  async #refusal(response: Response): Promise<GatewayError> {
    const status = response.statusCode
    if (status < 400) {
      await discard(response)
      return this.#error(`answered with a redirect (HTTP ${status}), which is not followed`)
    }
    if (status === 401) {
      await discard(response)
      return this.#error('asks for a credential (HTTP 401)')
    }
    if (mediaType(response) !== 'application/problem+json') {
      await discard(response)
      return status < 500
        ? misunderstanding(this.#server, `answered HTTP ${status}`)
        : this.#error(`answered HTTP ${status}`)
    }
    const text = await this.#readAll(response, EXPLANATION_BYTES, this.#closed.signal).catch(
      () => '',
    )
    return this.#error(`is not reachable: ${explanation(text)}`)
  }

  /** We asked for none; what cannot be read cannot be judged. */
  #checkEncoding(response: Response): void {
    const encoding = response.headers['content-encoding']
    if (encoding === undefined || encoding === 'identity') return
    response.body.destroy()
    throw this.#error('answered with an encoding that was not asked for')
  }

  /**
   * The whole body as text. Some servers send JSON a line at a time where they mean a stream: whole lines that are
   * messages are passed on for the request as they come.
   */
  async #readAll(
    response: Response,
    most: number,
    signal: AbortSignal,
    request?: number,
  ): Promise<string> {
    let chunks: Buffer[] = []
    let length = 0
    try {
      for await (const chunk of response.body) {
        length += (chunk as Buffer).length
        if (length > most) throw this.#error(`sent a message larger than ${most} bytes`)
        chunks.push(chunk as Buffer)
        const lines = request === undefined ? undefined : messageLines(chunks)
        if (request === undefined || lines === undefined) continue
        chunks = []
        length = 0
        for (const line of lines) this.#events.message(line, request)
      }
    } catch (error) {
      throw (error as Error).name === 'GatewayError' ? error : this.#unreachable(error, signal)
    }
    const text = strictText(Buffer.concat(chunks))
    if (text === undefined) throw this.#error('sent a message that is not UTF-8')
    return text
  }

  /** Feeds the events of one stream to the link, until the stream ends or nobody waits for it any more. */
  async #pump(
    response: Response,
    request: number,
    signal: AbortSignal,
  ): Promise<{ lastId: string | undefined; retry: number | undefined }> {
    const reader = createEventReader(this.#limits.messageBytes)
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    try {
      for await (const chunk of response.body) {
        for (const event of reader.push(decoder.decode(chunk as Buffer, { stream: true }))) {
          if (event.event === 'message' && event.data !== '')
            this.#events.message(event.data, request)
        }
        if (request !== NO_REQUEST && !this.#events.wanted(request)) break
      }
    } catch (error) {
      if (signal.aborted) throw signal.reason
      if (error instanceof EventError)
        throw this.#error(`sent a stream that cannot be read: ${error.message}`)
      if (error instanceof TypeError) throw this.#error('sent a stream that is not UTF-8')
      // A connection that broke: resumed where the server gave the means.
    }
    return { lastId: headerSafe(reader.lastId()), retry: reader.retry() }
  }

  listen(): void {
    if (this.#listening) return
    this.#listening = true
    void this.#keepListening()
  }

  async #keepListening(): Promise<void> {
    const signal = this.#closed.signal
    let lastId: string | undefined
    let wait = RESUME_AFTER
    while (!signal.aborted) {
      try {
        const response = await this.#exchange('GET', signal, null, {
          accept: 'text/event-stream',
          ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
        })
        if (response.statusCode !== 200 || mediaType(response) !== 'text/event-stream') {
          await discard(response)
          // 405: the server has no such stream. 404: the session is gone, which the next request finds out.
          if (response.statusCode < 500) break
        } else {
          this.#checkEncoding(response)
          wait = RESUME_AFTER
          const from = await this.#pump(response, NO_REQUEST, signal)
          lastId = from.lastId ?? lastId
          wait = Math.min(from.retry ?? wait, RESUME_MOST)
        }
        await pause(wait, signal)
      } catch {
        if (signal.aborted) return
        await pause(wait, signal).catch(() => undefined)
      }
      wait = Math.min(wait * 2, RESUME_MOST)
    }
    this.#listening = false
  }

  async close(): Promise<void> {
    if (this.#closed.signal.aborted) return
    this.#closed.abort(new Error('closed'))
    if (this.#session === undefined) return
    const response = await this.#exchange('DELETE', AbortSignal.timeout(FAREWELL), null, {}).catch(
      () => undefined,
    )
    if (response !== undefined) await discard(response)
  }
}

/** The lines of a body so far, when each of them is a JSON object by itself. */
function messageLines(chunks: readonly Buffer[]): string[] | undefined {
  if (chunks[0]?.[0] !== 0x7b || chunks.at(-1)?.at(-1) !== 0x0a) return undefined
  return objectLines(strictText(Buffer.concat(chunks)) ?? '')
}

function objectLines(text: string): string[] | undefined {
  if (!text.startsWith('{')) return undefined
  const lines = text.trimEnd().split('\n')
  return lines.every(isObjectText) ? lines : undefined
}

/** Undefined when the bytes are not UTF-8. */
function strictText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function isObjectText(line: string): boolean {
  if (!line.startsWith('{') || !line.trimEnd().endsWith('}')) return false
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

function mediaType(response: Response): string {
  const header = response.headers['content-type']
  if (typeof header !== 'string') return ''
  return (header.split(';', 1)[0] ?? '').trim().toLowerCase()
}

/** Lets go of a body that nobody reads; a short one leaves the connection usable. */
async function discard(response: Response): Promise<void> {
  await response.body.dump({ limit: 64 * 1024 }).catch(() => undefined)
}

function headerSafe(id: string | undefined): string | undefined {
  return id !== undefined && /^[\x20-\x7e]{1,1024}$/.test(id) ? id : undefined
}

function pause(time: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, time)
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    signal.addEventListener('abort', stop, { once: true })
  })
}

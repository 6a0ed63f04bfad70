import { type GatewayError, misunderstanding } from '../errors.ts'
import { Cancellation, type Signal } from '../signal.ts'
import type { Answer, Question } from './answer.ts'
import { explanation } from './dial.ts'
import type { HttpPeer } from './http-peer.ts'
import { type Outgoing, SessionLost, type Wire, type WireEvents } from './wire.ts'

const SESSION_ID = /^[\x21-\x7e]{1,1024}$/
const EXPLANATION_BYTES = 16 * 1024
const RESUME_AFTER = 1_000
const RESUME_MOST = 30_000
const RESUMES = 100
/** A session that is over is ended at the server when that takes no longer. */
const FAREWELL = 1_000
/** Stands for the stream of its own accord: no answer to any request may come there. */
const NO_REQUEST = 0
const LINE_END = 0x0a
const OPENING_BRACE = 0x7b

/** Streamable HTTP, revisions 2025-03-26 to 2025-11-25 (with a session) and 2026-07-28 (without). */
export class HttpWire implements Wire {
  readonly #peer: HttpPeer
  readonly #events: WireEvents
  readonly #closed = new Cancellation()
  #session: string | undefined
  #version: string | undefined
  #listening = false

  constructor(peer: HttpPeer, events: WireEvents) {
    this.#peer = peer
    this.#events = events
  }

  agreed(version: string): void {
    this.#version = version
  }

  async send(message: Outgoing, signal: Signal): Promise<void> {
    if (message.method === 'initialize') {
      this.#session = undefined
      this.#version = undefined
    }
    const session = this.#session
    const answer = await this.#ask('POST', signal, message.text, {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...message.headers,
    })
    if (answer.status === 404 && session !== undefined) {
      await answer.discard()
      throw new SessionLost()
    }
    if (message.request === undefined) {
      await answer.discard()
      if (answer.status >= 300)
        throw this.#peer.error(`refused a notification (HTTP ${answer.status})`)
      return
    }
    if (message.method === 'initialize') this.#rememberSession(answer)
    await this.#read(answer, message.request, signal)
  }

  #rememberSession(answer: Answer): void {
    const id = answer.headers['mcp-session-id']
    if (id === undefined) this.#session = undefined
    else if (typeof id === 'string' && SESSION_ID.test(id)) this.#session = id
    else throw this.#peer.error('gave a session id that is not one')
  }

  #ask(
    method: Question['method'],
    signal: Signal,
    body: string | null,
    headers: Record<string, string>,
  ): Promise<Answer> {
    const all: Record<string, string> = { ...headers }
    if (this.#session !== undefined) all['mcp-session-id'] = this.#session
    if (this.#version !== undefined) all['mcp-protocol-version'] ??= this.#version
    return this.#peer.ask(method, signal, body, all)
  }

  /** Reads the answer to a request; a stream that breaks off is resumed while somebody waits for it. */
  async #read(answer: Answer, request: number, signal: Signal): Promise<void> {
    const { status, mediaType: type } = answer
    if (status >= 300 && type !== 'application/json') throw await this.#refusal(answer)
    this.#peer.checkEncoding(answer)
    if (type === 'application/json') await this.#readJson(answer, request, signal)
    else if (type === 'text/event-stream') await this.#readStream(answer, request, signal)
    else {
      await answer.discard()
      throw this.#peer.error(
        `answered with ${type === '' ? 'no content type' : `'${type}'`} instead of JSON`,
      )
    }
  }

  async #readJson(answer: Answer, request: number, signal: Signal): Promise<void> {
    const isFine = answer.status < 300
    const text = await this.#readAll(
      answer,
      this.#peer.limits.messageBytes,
      signal,
      isFine ? request : undefined,
    )
    if (!isFine && !text.includes('"jsonrpc"'))
      throw misunderstanding(this.#peer.server, `answered HTTP ${answer.status}`)
    const lines = isFine ? objectLines(text) : undefined
    for (const part of lines ?? [text]) if (part !== '') this.#events.message(part, request)
    if (this.#events.wanted(request)) throw this.#peer.error('ended its answer without one')
  }

  async #readStream(first: Answer, request: number, signal: Signal): Promise<void> {
    this.#events.streams(request)
    let from = await this.#pump(first, request, signal)
    for (let tries = 0; this.#events.wanted(request); tries += 1) {
      if (from.lastId === undefined || tries > RESUMES)
        throw this.#peer.error('closed the stream without an answer')
      await pause(Math.min(from.retry ?? RESUME_AFTER, RESUME_MOST), signal)
      if (!this.#events.wanted(request)) return
      const again = await this.#ask('GET', signal, null, {
        accept: 'text/event-stream',
        'last-event-id': from.lastId,
      })
      if (again.status !== 200 || again.mediaType !== 'text/event-stream') {
        await again.discard()
        throw this.#peer.error('closed the stream without an answer')
      }
      this.#peer.checkEncoding(again)
      const next = await this.#pump(again, request, signal)
      from = { lastId: next.lastId ?? from.lastId, retry: next.retry ?? from.retry }
    }
  }

  async #refusal(answer: Answer): Promise<GatewayError> {
    const { status } = answer
    if (status < 400) {
      await answer.discard()
      return this.#peer.error(`answered with a redirect (HTTP ${status}), which is not followed`)
    }
    if (status === 401) {
      await answer.discard()
      return this.#peer.error('asks for a credential (HTTP 401)')
    }
    if (answer.mediaType !== 'application/problem+json') {
      await answer.discard()
      return status < 500
        ? misunderstanding(this.#peer.server, `answered HTTP ${status}`)
        : this.#peer.error(`answered HTTP ${status}`)
    }
    const text = await this.#readAll(answer, EXPLANATION_BYTES, this.#closed).catch(() => '')
    return this.#peer.error(`is not reachable: ${explanation(text)}`)
  }

  /**
   * The whole body as text. Some servers send JSON a line at a time where they mean a stream: whole lines that are
   * messages are passed on for the request as they come.
   */
  async #readAll(answer: Answer, most: number, signal: Signal, request?: number): Promise<string> {
    let chunks: Buffer[] = []
    let length = 0
    try {
      await answer.read((chunk) => {
        length += chunk.length
        if (length > most) throw this.#peer.error(`sent a message larger than ${most} bytes`)
        chunks.push(chunk)
        const lines = request === undefined ? undefined : this.#messageLines(chunks)
        if (request === undefined || lines === undefined) return true
        chunks = []
        length = 0
        for (const line of lines) this.#events.message(line, request)
        return true
      })
    } catch (error) {
      throw (error as Error).name === 'GatewayError' ? error : this.#peer.unreachable(error, signal)
    }
    return this.#peer.textOf(joined(chunks))
  }

  /** The lines of a body so far, when each of them is a JSON object by itself. */
  #messageLines(chunks: readonly Buffer[]): string[] | undefined {
    if (chunks[0]?.[0] !== OPENING_BRACE || chunks.at(-1)?.at(-1) !== LINE_END) return undefined
    return objectLines(this.#peer.textOf(joined(chunks)))
  }

  /** Feeds the events of one stream to the link, until the stream ends or nobody waits for it any more. */
  async #pump(
    answer: Answer,
    request: number,
    signal: Signal,
  ): Promise<{ lastId: string | undefined; retry: number | undefined }> {
    const { lastId, retry } = await this.#peer.readEvents(answer, signal, ({ event, data }) => {
      if (event === 'message' && data !== '') this.#events.message(data, request)
      return request === NO_REQUEST || this.#events.wanted(request)
    })
    return { lastId: headerSafe(lastId), retry }
  }

  listen(): void {
    if (this.#listening) return
    this.#listening = true
    void this.#keepListening()
  }

  async #keepListening(): Promise<void> {
    const signal = this.#closed
    let lastId: string | undefined
    let wait = RESUME_AFTER
    while (!signal.aborted) {
      try {
        const answer = await this.#ask('GET', signal, null, {
          accept: 'text/event-stream',
          ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
        })
        if (answer.status !== 200 || answer.mediaType !== 'text/event-stream') {
          await answer.discard()
          // 405: the server has no such stream. 404: the session is gone, which the next request finds out.
          if (answer.status < 500) break
        } else {
          this.#peer.checkEncoding(answer)
          wait = RESUME_AFTER
          const from = await this.#pump(answer, NO_REQUEST, signal)
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
    if (this.#closed.aborted) return
    this.#closed.abort(new Error('closed'))
    if (this.#session === undefined) return
    const answer = await this.#ask('DELETE', AbortSignal.timeout(FAREWELL), null, {}).catch(
      () => undefined,
    )
    await answer?.discard()
  }
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [only] = chunks
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks)
}

/** The lines of a text of which each is a JSON object; undefined for one message, which may itself have several lines. */
function objectLines(text: string): string[] | undefined {
  if (!text.startsWith('{')) return undefined
  const whole = text.trimEnd()
  if (!whole.includes('\n')) return [whole]
  const lines = whole.split('\n')
  return lines.every(isObjectText) ? lines : undefined
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

function headerSafe(id: string | undefined): string | undefined {
  return id !== undefined && /^[\x20-\x7e]{1,1024}$/.test(id) ? id : undefined
}

function pause(time: number, signal: Signal): Promise<void> {
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

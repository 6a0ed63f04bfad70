import { isUtf8 } from 'node:buffer'
import { type GatewayError, upstreamError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Signal } from '../signal.ts'
import { createEventReader, EventError, type ServerEvent } from '../sse.ts'
import { type Answer, ask, type Question } from './answer.ts'
import { connectFailure, type Dial, RefusedByProxy } from './dial.ts'

/** One server that is reached by HTTP: what its wires have in common, whatever transport they speak. */
export class HttpPeer {
  readonly server: string
  readonly dial: Dial
  readonly limits: Limits
  readonly #headers: Record<string, string>

  /** @param headers sent with every request, such as the authorization of this client */
  constructor(server: string, dial: Dial, limits: Limits, headers: Record<string, string>) {
    this.server = server
    this.dial = dial
    this.limits = limits
    this.#headers = { host: dial.host, 'accept-encoding': 'identity', ...headers }
  }

  error(what: string): GatewayError {
    return upstreamError(this.server, what)
  }

  /** @throws GatewayError; the reason of the signal when it was that */
  async ask(
    method: Question['method'],
    signal: Signal,
    body: string | null,
    headers: Record<string, string>,
    path = this.dial.target,
  ): Promise<Answer> {
    const all = { ...this.#headers, ...headers }
    try {
      return await ask(this.dial.dispatcher, { method, path, headers: all, body }, signal)
    } catch (error) {
      throw this.unreachable(error, signal)
    }
  }

  unreachable(error: unknown, signal: Signal): unknown {
    if (signal.aborted) return signal.reason
    if (error instanceof RefusedByProxy) return this.error(`is not reachable: ${error.message}`)
    return this.error(`is not reachable: ${connectFailure(error as Error)}`)
  }

  /** We asked for none; what cannot be read cannot be judged. @throws GatewayError */
  checkEncoding(answer: Answer): void {
    const encoding = answer.headers['content-encoding']
    if (encoding === undefined || encoding === 'identity') return
    answer.close()
    throw this.error('answered with an encoding that was not asked for')
  }

  /**
   * Reads a stream of events to its end.
   * @param take gives false when nothing more is wanted
   * @throws GatewayError for what cannot be read; the reason of the signal. A connection that broke is an end.
   */
  async readEvents(
    answer: Answer,
    signal: Signal,
    take: (event: ServerEvent) => boolean,
  ): Promise<{ lastId: string | undefined; retry: number | undefined }> {
    const reader = createEventReader(this.limits.messageBytes)
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    try {
      await answer.read((chunk) => {
        let isWanted = true
        for (const event of reader.push(decoder.decode(chunk, { stream: true })))
          isWanted = take(event)
        return isWanted
      })
    } catch (error) {
      if (signal.aborted) throw signal.reason
      if (error instanceof EventError)
        throw this.error(`sent a stream that cannot be read: ${error.message}`)
      if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
        throw this.error('sent a stream that is not UTF-8')
      if (isOurs(error)) throw error
    }
    return { lastId: reader.lastId(), retry: reader.retry() }
  }

  /** The bytes as text. @throws GatewayError when they are not UTF-8 */
  textOf(bytes: Buffer): string {
    if (!isUtf8(bytes)) throw this.error('sent a message that is not UTF-8')
    return bytes.toString('utf8')
  }
}

function isOurs(error: unknown): boolean {
  return (error as Error | undefined)?.name === 'GatewayError'
}

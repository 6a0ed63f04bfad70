import type { ServerResponse } from 'node:http'
import { writeJson } from '../json.ts'
import {
  messageObject,
  type RpcFailure,
  type RpcNotification,
  type RpcRequest,
  type RpcResult,
  writeMessage,
} from '../messages.ts'
import type { ReplyTo } from './reply.ts'
import type { ClientStream } from './stream.ts'

export interface PostReplyOptions {
  response: ServerResponse
  acceptsJson: boolean
  acceptsEvents: boolean
  /** How many answers are to come; more than one for a batch. */
  answers: number
  isBatch: boolean
  headers: Record<string, string>
  /** Milliseconds of waiting after which a stream with keep-alives is opened. */
  streamAfter: number
  createStream(): ClientStream
  /** Status for a single answer that is sent as JSON. Default: always 200. */
  statusOf?: (message: RpcResult | RpcFailure) => number
}

/**
 * The response to one POST: JSON when the answer is all there is, a stream as soon as something comes before it or it
 * takes long.
 */
export class PostReply implements ReplyTo {
  readonly #options: PostReplyOptions
  readonly #timer: NodeJS.Timeout | undefined
  #stream: ClientStream | undefined
  #collected: (RpcResult | RpcFailure)[] = []
  #left: number

  constructor(options: PostReplyOptions) {
    this.#options = options
    this.#left = options.answers
    if (options.acceptsEvents) {
      this.#timer = setTimeout(() => this.#open(), options.acceptsJson ? options.streamAfter : 0)
      this.#timer.unref()
    }
  }

  #open(): ClientStream {
    if (this.#stream === undefined) {
      clearTimeout(this.#timer)
      const { response, headers, createStream } = this.#options
      this.#stream = createStream()
      if (!response.destroyed) this.#stream.attach(response, headers)
      for (const message of this.#collected.splice(0)) this.#stream.write(writeMessage(message))
    }
    return this.#stream
  }

  /** Sends what comes before the answer. False when this client reads no streams here. */
  send(message: RpcRequest | RpcNotification): boolean {
    if (!this.#options.acceptsEvents || this.#left === 0) return false
    this.#open().write(writeMessage(message))
    return true
  }

  stream(): void {
    if (this.#options.acceptsEvents && !this.#options.isBatch && this.#left > 0) this.#open()
  }

  answer(message: RpcResult | RpcFailure): void {
    if (this.#left === 0) return
    this.#left -= 1
    if (!this.#options.acceptsJson) this.#open()
    if (this.#stream !== undefined) this.#stream.write(writeMessage(message))
    else this.#collected.push(message)
    this.#finishWhenDone()
  }

  /** One request will have no answer: it was cancelled. */
  withhold(): void {
    if (this.#left === 0) return
    this.#left -= 1
    this.#finishWhenDone()
  }

  #finishWhenDone(): void {
    if (this.#left > 0) return
    clearTimeout(this.#timer)
    if (this.#stream !== undefined) this.#stream.end()
    else this.#respond()
  }

  #respond(): void {
    const { response, headers, isBatch, statusOf } = this.#options
    if (response.destroyed) return
    const [only] = this.#collected
    if (only === undefined) {
      response.writeHead(202, headers).end()
      return
    }
    const body = isBatch ? writeJson(this.#collected.map(messageObject)) : writeMessage(only)
    const status = isBatch ? 200 : (statusOf?.(only) ?? 200)
    response
      .writeHead(status, {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        ...headers,
      })
      .end(body)
  }
}

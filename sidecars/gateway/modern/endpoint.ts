import type { ServerResponse } from 'node:http'
import { type Headers, readAccept } from '../client/head.ts'
import { PostReply } from '../client/post-reply.ts'
import { Refusal } from '../client/respond.ts'
import { ClientStreams } from '../client/stream.ts'
import { GatewayError, HEADER_MISMATCH, INVALID_REQUEST, METHOD_NOT_FOUND } from '../errors.ts'
import type { Limits } from '../limits.ts'
import {
  MessageError,
  type RpcFailure,
  type RpcMessage,
  type RpcResult,
  replyMessage,
} from '../messages.ts'
import { Cancellation } from '../signal.ts'
import { type ModernFront, progressTokenOf } from './front.ts'
import { checkModern } from './request.ts'

/** The clients of one listener that speak revision 2026-07-28: each POST stands alone. */
export class ModernEndpoint {
  readonly #limits: Limits
  readonly #front: (servers: readonly string[]) => ModernFront
  readonly #fronts = new Map<string, ModernFront>()

  /** @param front makes what answers for these servers. */
  constructor(limits: Limits, front: (servers: readonly string[]) => ModernFront) {
    this.#limits = limits
    this.#front = front
  }

  /** Takes what one POST brought. */
  async post(
    message: RpcMessage,
    response: ServerResponse,
    headers: Headers,
    servers: readonly string[],
  ): Promise<void> {
    if (message.kind === 'notification') {
      // Closing a stream is how this revision cancels; it has nothing else to notify of.
      response.writeHead(202).end()
      return
    }
    if (message.kind !== 'request') {
      throw new MessageError(
        INVALID_REQUEST,
        'Invalid request: this revision has no answers from clients',
      )
    }
    try {
      checkModern(message, headers)
    } catch (error) {
      throw error instanceof GatewayError ? new Refusal(400, error, message.id) : error
    }
    const accept = readAccept(headers)
    const cancel = new Cancellation()
    const streams = new ClientStreams(this.#limits, false, false)
    const reply = new PostReply({
      response,
      acceptsJson: accept.json,
      acceptsEvents: accept.events,
      answers: 1,
      isBatch: false,
      headers: {},
      streamAfter: this.#limits.streamAfter,
      createStream: () => streams.create(),
      statusOf,
    })
    response.once('close', () => {
      if (!response.writableFinished) cancel.abort(new Error('cancelled'))
      streams.close()
    })
    const answer = await this.#frontFor(servers).handle(message, {
      headers,
      signal: cancel,
      progressToken: progressTokenOf(message),
      // Nothing can be resumed in this revision.
      stream: () => undefined,
      send: (notification) => void reply.send(notification),
    })
    reply.answer(replyMessage(message.id, answer))
  }

  #frontFor(servers: readonly string[]): ModernFront {
    const key = servers.join('\n')
    const existing = this.#fronts.get(key)
    if (existing !== undefined) return existing
    const front = this.#front(servers)
    this.#fronts.set(key, front)
    return front
  }

  /** Tells those who listen that their tools may have changed. */
  changed(): void {
    for (const front of this.#fronts.values()) front.changed()
  }

  async close(): Promise<void> {
    await Promise.all([...this.#fronts.values()].map((front) => front.close()))
  }
}

/** The statuses that MCP 2026-07-28 binds to errors; whatever else is an answer is a 200. */
function statusOf(message: RpcResult | RpcFailure): number {
  if (message.kind === 'result') return 200
  const { code } = message.error
  if (code === METHOD_NOT_FOUND) return 404
  return code <= HEADER_MISMATCH && code >= -32099 ? 400 : 200
}

import type { RpcFailure, RpcNotification, RpcRequest, RpcResult } from '../messages.ts'

/** Where the answer to a request goes, and what comes before it. */
export interface ReplyTo {
  /** Sends what comes before the answer. False when this client reads no such thing here. */
  send(message: RpcRequest | RpcNotification): boolean
  /** Turns the answer into a stream that can be resumed, where this client reads streams. */
  stream(): void
  answer(message: RpcResult | RpcFailure): void
  /** The request will have no answer: it was cancelled. */
  withhold(): void
}

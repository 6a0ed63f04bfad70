import type { RequestId, RpcNotification, RpcRequest } from './messages.ts'
import type { Signal } from './signal.ts'

/** One request of a client that is under way, as those see it who answer it. */
export interface Exchange {
  /** What the client wants progress to be reported under; absent when it wants none. */
  readonly progressToken: RequestId | undefined
  /** Aborted when the client cancels the request. */
  readonly signal: Signal
  /** The server answers on a stream, so the client is given one too: it may want to resume it. */
  stream(): void
  /** Sends the client something that belongs to this request, before its answer. */
  send(message: RpcRequest | RpcNotification): void
}

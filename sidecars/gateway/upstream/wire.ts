import type { Signal } from '../signal.ts'

/** What is sent to a server: one message, and the id by which its answers are known. */
export interface Outgoing {
  text: string
  /** For a request: our id of it. */
  request?: number
  method?: string
  /** Further headers, for a wire that has headers. */
  headers?: Record<string, string>
}

/** What a wire tells its link. */
export interface WireEvents {
  /**
   * One message as text. `request` is the request on whose own stream it came; undefined on a wire that all requests
   * share; 0, which is no request, on a stream that none of them has a part in.
   */
  message(text: string, request: number | undefined): void
  /** The answer to this request comes on a stream. */
  streams(request: number): void
  /** True while somebody still waits for the answer to this request. */
  wanted(request: number): boolean
  /** Nothing more will come on this wire. */
  lost(reason: string): void
}

/** A way to one server: it carries texts and knows nothing of what they say. */
export interface Wire {
  /**
   * Sends one message. On a wire with a stream for each request it resolves when that stream is over.
   * @throws GatewayError, SessionLost
   */
  send(message: Outgoing, signal: Signal): Promise<void>
  /** Opens the stream for what belongs to no request, where the wire has one apart. */
  listen(): void
  /** Takes note of what `initialize` agreed on. */
  agreed(version: string): void
  close(): Promise<void>
}

/** The server has forgotten the session; what was sent has not been acted on. */
export class SessionLost extends Error {
  override name = 'SessionLost'
}

/**
 * Every bound of the gateway, by name. Times are milliseconds, sizes are bytes.
 * A limit stands for something an agent or a server could otherwise use up for everyone else.
 */
export interface Limits {
  /** One message from a client. */
  requestBytes: number
  /** One message from a server; results carry files and images, so it is larger. */
  messageBytes: number
  /** Nesting of arrays and objects in any message. */
  depth: number
  /** Values in one message of a client. */
  requestValues: number
  /** Values in one message of a server. */
  messageValues: number
  /** Entries of a batch (2025-03-26 sessions only). */
  batchEntries: number
  /** From the first byte of a request's headers to the last of its body. */
  requestTime: number
  /** Connections to one listener. */
  connections: number
  /** Sessions that one service may have open. */
  sessions: number
  /** A session that nobody uses is closed after this time. */
  sessionIdle: number
  /** Requests of one session that are under way. */
  requestsInFlight: number
  /** Requests from servers that a client has yet to answer, for one session. */
  serverRequestsInFlight: number
  /** After the gateway's own start: a server of the project that refuses connections may be about to listen. */
  startTime: number
  /** Connecting to a server. */
  connectTime: number
  /** A server's answer to `initialize` and to each page of a list that the gateway asks for itself. */
  handshakeTime: number
  /** Silence of a server before a request to it is given up; any message about the request starts it anew. */
  silence: number
  /** One request altogether. */
  callTime: number
  /** When nothing has been answered for so long, the client gets a stream with keep-alives. */
  streamAfter: number
  /** Time between keep-alives on a stream. */
  keepAlive: number
  /** Bytes that wait for a client which does not read; beyond that its connection is closed. */
  unreadBytes: number
  /** Messages kept for a client that resumes a stream, for one session. */
  replayMessages: number
  /** Bytes of the same. */
  replayBytes: number
  /** Pages that one list may have, when the gateway joins lists. */
  listPages: number
  /** Entries of one server's list. */
  listEntries: number
  /** How long a server that could not be reached is left alone. Doubles up to `backOffMost`. */
  backOff: number
  backOffMost: number
  /** Child processes for one stdio server. */
  children: number
}

export const defaultLimits: Limits = Object.freeze({
  requestBytes: 4 * 1024 * 1024,
  messageBytes: 32 * 1024 * 1024,
  depth: 128,
  requestValues: 50_000,
  messageValues: 2_000_000,
  batchEntries: 100,
  requestTime: 30_000,
  connections: 512,
  sessions: 64,
  sessionIdle: 30 * 60_000,
  requestsInFlight: 128,
  serverRequestsInFlight: 64,
  startTime: 10_000,
  connectTime: 5_000,
  handshakeTime: 15_000,
  silence: 5 * 60_000,
  callTime: 60 * 60_000,
  streamAfter: 3_000,
  keepAlive: 15_000,
  unreadBytes: 40 * 1024 * 1024,
  replayMessages: 256,
  replayBytes: 4 * 1024 * 1024,
  listPages: 100,
  listEntries: 10_000,
  backOff: 500,
  backOffMost: 30_000,
  children: 16,
})

/** What one governed service may ask of the proxy. Each limit has a name, under which its refusals are recorded. */
export interface Limits {
  /** Connections open at once, of one service. */
  connections: number
  /** Time for a ClientHello, a TLS handshake or a request head to arrive, in milliseconds. */
  handshakeMilliseconds: number
  /** A request or response head, in bytes. */
  headBytes: number
  /** Fields in such a head: each costs time, however short it is. */
  headFields: number
  /** A ClientHello with all its records, in bytes. */
  clientHelloBytes: number
  /** A request body that is read whole because a credential is bound into it, in bytes. */
  boundBodyBytes: number
  /** All such bodies of one service together, in bytes. */
  boundBodiesBytes: number
  /** Silence in both directions after which a connection is closed, in milliseconds. */
  idleMilliseconds: number
  /** Silence between two requests on a kept-alive connection, in milliseconds. */
  keepAliveMilliseconds: number
  /** Requests on one connection of HTTP/1.1 that wait for their answers. */
  pipelinedRequests: number
  /** Requests at once on one connection of HTTP/2; further ones wait for the client. */
  streams: number
  /** Requests that a client of HTTP/2 may take back in one second, on one connection. */
  resetsPerSecond: number
  /** Pings and settings that a client of HTTP/2 may send in one second, on one connection. */
  controlFramesPerSecond: number
  /** Time to reach an upstream: look-up, TCP and TLS each, in milliseconds. */
  dialMilliseconds: number
  /** Names asked of the name server in one second. */
  namesPerSecond: number
}

export const defaultLimits: Limits = {
  connections: 12_000,
  handshakeMilliseconds: 10_000,
  headBytes: 64 * 1024,
  headFields: 512,
  clientHelloBytes: 16 * 1024,
  boundBodyBytes: 4 * 1024 * 1024,
  boundBodiesBytes: 64 * 1024 * 1024,
  idleMilliseconds: 60 * 60_000,
  keepAliveMilliseconds: 120_000,
  pipelinedRequests: 128,
  streams: 128,
  resetsPerSecond: 100,
  controlFramesPerSecond: 100,
  dialMilliseconds: 10_000,
  namesPerSecond: 500,
}

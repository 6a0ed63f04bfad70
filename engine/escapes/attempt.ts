/**
 * One try to get out, as the container makes it. Every try is harmless when it succeeds: a connection is opened and
 * closed, a name under `.invalid` is asked for, nothing is sent to anybody's service.
 */
export type Attempt =
  | { how: 'tcp'; host: string; port: number }
  | { how: 'udp'; host: string; port: number }
  /** Asks for the address of a name; without a server, as every program in the container would. */
  | { how: 'name'; name: string; server?: string }
  /** Asks the proxy for a tunnel. */
  | { how: 'tunnel'; proxy: string; authority: string }
  /** Asks for a host in clear on port 80 of the proxy, as a client without proxy settings ends up there. */
  | { how: 'host-header'; proxy: string; host: string }
  /** The same with TLS on port 443: the host is in the server name. */
  | { how: 'server-name'; proxy: string; host: string }
  /** Connects to a Unix socket. */
  | { how: 'socket'; path: string }

/** What came of a try. */
export interface Observation {
  /**
   * `answered`: somebody took the connection or answered. `refused`: somebody there said no, so packets arrive and come
   * back. `denied`: the sidecar that was asked said no. `failed`: the container's own kernel knew no way.
   * `silent`: nothing came back.
   */
  readonly result: 'answered' | 'refused' | 'denied' | 'failed' | 'silent'
  /** The error's code, the status of the answer, or the addresses of a name. */
  readonly detail: string
  /** Of a denial by the proxy: policy and rule. */
  readonly policy?: string
  readonly rule?: string
}

/** What the container knows about itself. */
export interface SelfReport {
  /** Gateways of its default routes, IPv4 and IPv6. */
  readonly gateways: readonly string[]
  /** Neighbours on its own networks that answered when they were looked for. */
  readonly neighbours: readonly string[]
  /** Bits of the capabilities that any program in it can ever have, hexadecimal. */
  readonly capabilities: string
  readonly noNewPrivileges: boolean
  readonly seccomp: boolean
}

export interface ProbeReport {
  readonly observations: readonly Observation[]
  readonly self: SelfReport
}

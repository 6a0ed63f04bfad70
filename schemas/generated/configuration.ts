// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * The one compiled document that configures every sidecar. It holds no secret.
 */
export interface Configuration {
  version: 1
  project: string
  /**
   * digest → compiled policy.
   */
  policies: {
    [k: string]: CompiledPolicy
  }
  /**
   * governed service → where the sidecars listen for it and what it may do.
   */
  services: {
    [k: string]: Service
  }
  /**
   * MCP server → how the gateway reaches it.
   */
  servers: {
    [k: string]: Server
  }
  /**
   * How long the trail is kept.
   */
  audit?: {
    retentionDays?: number
    maxMegabytes?: number
  }
  egress: {
    /**
     * IP or IP:port. Default: the container's own.
     */
    nameServers?: string[]
    /**
     * PEM of further authorities trusted upstream.
     */
    certificates?: string
    /**
     * The operator's own HTTP proxy: everything public goes through it, by CONNECT to the checked address.
     */
    upstreamProxy?: {
      /**
       * Without user and password: this document holds no secret.
       */
      url: string
      /**
       * It is told names instead of checked addresses.
       */
      names?: boolean
      /**
       * The proxy itself has a lease for it; the broker holds USER:PASSWORD.
       */
      credential?: {
        key: string
        /**
         * The environment variable of the proxy that holds the lease.
         */
        variable: string
      }
    }
  }
}
/**
 * Several policies that all have to allow. Each is the normalised spec of one file.
 */
export interface CompiledPolicy {
  mode: 'enforce' | 'monitor'
  /**
   * @minItems 1
   */
  names: [string, ...string[]]
  /**
   * @minItems 1
   */
  policies: [NormalizedPolicy, ...NormalizedPolicy[]]
}
export interface NormalizedPolicy {
  name: string
  allowedDomains: string[]
  deniedDomains: string[]
  denyLocalNetwork: boolean
  allowedLocal: string[]
  http: {
    host: string
    methods?: string[]
    paths?: string[]
  }[]
  allowedKeys: string[]
  maxExpirationHours?: number
  /**
   * key → binding, built-in ones included, for allowed keys only.
   */
  bindings: {
    [k: string]: {
      /**
       * @minItems 1
       */
      hosts: [string, ...string[]]
      header?: string
      query?: string
      body?: string
      require?: boolean
      methods?: string[]
      paths?: string[]
    }
  }
  allowedTools: string[]
  deniedTools: string[]
  /**
   * tool pattern → argument → what its value must satisfy.
   */
  arguments: {
    [k: string]: {
      [k: string]: NormalizedArgumentRule
    }
  }
  audit: {
    enabled: boolean
    logLevel: 'debug' | 'info' | 'warn' | 'error'
  }
}
export interface NormalizedArgumentRule {
  pattern?: string
  enum?: unknown[]
  maxLength?: number
  minimum?: number
  maximum?: number
  required?: boolean
  forbidden?: boolean
}
export interface Service {
  /**
   * Digest of its compiled policy.
   */
  policy: string
  /**
   * An mcp-server reaches the proxy but never the gateway.
   */
  role: 'agent' | 'mcp-server'
  listen: {
    /**
     * Address of the proxy on this service's sandbox network, or a directory for Unix sockets.
     */
    proxy: string
    /**
     * Address of the gateway there, or a directory; absent for an mcp-server.
     */
    gateway?: string
  }
}
export interface Server {
  /**
   * http, https, or tcp: a server on standard input and output behind the bridge of its container.
   */
  url?: string
  /**
   * Present when the server is a service of the project: the gateway dials it directly. Absent: through the proxy, as the calling service.
   */
  service?: string
  /**
   * @minItems 1
   */
  command?: [string, ...string[]]
  /**
   * The gateway itself has a lease for this server.
   */
  credential?: {
    /**
     * The identity to which the lease is issued, and as which the proxy hears the gateway.
     */
    service: string
    header: string
    /**
     * The variable of the gateway's environment that holds the lease.
     */
    variable: string
  }
  /**
   * What is no longer as it was accepted is blocked.
   */
  pin?: boolean
}

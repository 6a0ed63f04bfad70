// Generated from schemas/ by `npm run generate`. Do not edit.

export type Network = {
  /**
   * host, host:port, *.host, *.host:port or *. Without a port: 80 and 443. *.host covers host itself and everything below it.
   */
  allowedDomains?: StringList
  /**
   * Wins over allowedDomains.
   */
  deniedDomains?: StringList
  /**
   * Refuse private, loopback, link-local and other non-public addresses, judged on the address that is dialled.
   */
  denyLocalNetwork?: boolean
  /**
   * host:port of single private services that are allowed: a Compose service or a host.
   */
  allowedLocal?: StringList
  /**
   * Method and path rules. They make their host intercepted.
   */
  http?:
    | {
        host: string
        /**
         * @minItems 1
         */
        methods?: [
          'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS',
          ...('GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS')[]
        ]
        /**
         * Canonical paths; * within one segment, ** across segments.
         *
         * @minItems 1
         */
        paths?: [Path, ...Path[]]
      }[]
    | null
} | null
export type StringList = string[] | null
export type Path = string
export type Credentials = {
  /**
   * Names of environment variables that may reach a governed service, as leases.
   */
  allowedKeys?: string[] | null
  /**
   * How long a lease lives, in hours. Without it a lease has no end.
   */
  maxExpirationHours?: number
  bindings?: {
    [k: string]: Binding
  } | null
} | null
export type Mcp = {
  /**
   * tool or server/tool; * within one segment. Byte for byte.
   */
  allowedTools?: StringList
  /**
   * Wins over allowedTools.
   */
  deniedTools?: StringList
  /**
   * tool → argument → what its value must satisfy.
   */
  arguments?: {
    [k: string]: {
      [k: string]: ArgumentRule
    }
  } | null
} | null
export type Audit = {
  enabled?: boolean
  logLevel?: 'debug' | 'info' | 'warn' | 'error'
} | null

/**
 * What an AI agent may reach on the network, which credentials it may use and which MCP tools it may call. What is not allowed is denied.
 */
export interface GovernancePolicy {
  /**
   * The version of the policy language.
   */
  apiVersion: 'ai.docker.com/v1'
  kind: 'GovernancePolicy'
  metadata: {
    /**
     * The policy's name, a DNS label. Decisions are recorded under it.
     */
    name: string
    description?: string
    labels?: {
      [k: string]: string
    }
  }
  spec: {
    /**
     * monitor decides and records but blocks nothing except credentials.
     */
    mode?: 'enforce' | 'monitor'
    network?: Network
    credentials?: Credentials
    mcp?: Mcp
    audit?: Audit
  }
}
export interface Binding {
  /**
   * @minItems 1
   */
  hosts: [string, ...string[]]
  /**
   * Only in this header. Without it: in any header, also inside Basic.
   */
  header?: string
  /**
   * Also in this query parameter.
   */
  query?: string
  /**
   * Also in this top-level member of a JSON body.
   */
  body?: string
  /**
   * @minItems 1
   */
  methods?: [
    'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS',
    ...('GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS')[]
  ]
  /**
   * @minItems 1
   */
  paths?: [Path, ...Path[]]
  /**
   * Requests to the hosts that do not carry a lease of the key are refused: nobody uses a key of their own there.
   */
  require?: boolean
}
export interface ArgumentRule {
  /**
   * A regular expression, matched anywhere in the text unless it begins with ^ and ends with $. Matched in linear time: no look-around, no back references.
   */
  pattern?: string
  /**
   * @minItems 1
   */
  enum?: [unknown, ...unknown[]]
  maxLength?: number
  minimum?: number
  maximum?: number
  required?: boolean
  forbidden?: true
}

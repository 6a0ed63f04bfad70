// Generated from schemas/ by `npm run generate`. Do not edit.

export type Server =
  | {
      service: string
      port: number
      path?: string
    }
  | {
      url: string
    }
  | {
      /**
       * @minItems 1
       */
      command: [string, ...string[]]
      image?: string
    }

/**
 * x-docker-ai-governance, at the top level of a Compose file.
 */
export interface ComposeExtension {
  /**
   * Path of a policy file, or several: something is allowed when every policy allows it.
   */
  policy: string | [string, ...string[]]
  /**
   * The governed services. Default: every service.
   *
   * @minItems 1
   */
  services?: [string, ...string[]]
  /**
   * How far a governed container is hardened.
   */
  profile?: 'baseline' | 'strict'
  mcp?: {
    servers?: {
      [k: string]: Server
    }
  }
  /**
   * service → the reason why it is left alone.
   */
  exempt?: {
    [k: string]: string
  }
  exceptions?: {
    rule: string
    service: string
    reason: string
  }[]
  /**
   * The way out of the proxy, where it is not simply the internet.
   */
  egress?: {
    /**
     * A network of this file through which the proxy goes out.
     */
    network?: string
    /**
     * A PEM file of further authorities that the proxy trusts upstream.
     */
    certificates?: string
  }
}

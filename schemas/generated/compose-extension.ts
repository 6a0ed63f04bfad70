// Generated from schemas/ by `npm run generate`. Do not edit.

export type Server =
  | {
      service: string
      port: number
      path?: string
      pin?: Pin
    }
  | {
      url: string
      /**
       * A key that the policy allows and binds to this host. The gateway presents a lease of it, and the agent has none.
       */
      credential?: string
      pin?: Pin
    }
  | {
      /**
       * A server that speaks over its standard input and output, with all its arguments.
       *
       * @minItems 1
       */
      command: [string, ...string[]]
      /**
       * Where the command runs, in a container of its own. Default: the image of the sidecars, which holds Node.
       */
      image?: string
      /**
       * A service of this file in which the command runs, instead of an image.
       */
      service?: string
      /**
       * Variables of a server with an image. Keys that the policy allows become leases.
       */
      environment?: {
        [k: string]: string | number | boolean | null
      }
      pin?: Pin
    }
/**
 * What the server says of its tools, prompts and resources counts as it was first seen. What has changed is blocked until somebody accepts it: governance mcp pins.
 */
export type Pin = boolean

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

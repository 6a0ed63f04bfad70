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
 * A variable where the command is called.
 */
export type Variable = string
/**
 * A file of the caller's. Relative to this file; ~ is the caller's home.
 */
export type SecretFile = string
/**
 * A command of the caller's that prints the secret. Run without a shell, in the caller's home.
 *
 * @minItems 1
 */
export type SecretCommand = [string, ...string[]]
/**
 * An address that gives tokens. The broker reaches its host and no other.
 */
export type TokenServer = string
/**
 * http://HOST:PORT or https://HOST:PORT, without user and password. With https:// the proxy is spoken to over TLS and verified against the public roots and egress.certificates.
 */
export type ProxyUrl = string

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
  credentials?: {
    /**
     * key → where its secret comes from. Default: the variable of the same name where the command is called.
     */
    sources?: {
      [k: string]: Source
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
   * How long the trail of this project is kept.
   */
  audit?: {
    /**
     * Events older than this are removed, which is itself recorded. Default: kept until maxMegabytes are reached.
     */
    retentionDays?: number
    /**
     * The most that one sidecar's events may take. The oldest go first, none younger than a day: then the agent is stopped instead.
     */
    maxMegabytes?: number
  }
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
    /**
     * The HTTP proxy of your own network. Everything public goes through it, by CONNECT to the address that was checked.
     */
    upstreamProxy?:
      | ProxyUrl
      | {
          url: ProxyUrl
          /**
           * It takes names alone. It then chooses the address itself: the guard over addresses checks one that need not be the one that is reached.
           */
          names?: boolean
          /**
           * A key whose secret is USER:PASSWORD, for Basic: your variable of that name, or what credentials.sources says of it. Only the proxy uses it, and only there. No policy may allow this key.
           */
          credential?: string
        }
  }
}
/**
 * Where the secret of a key comes from: one of these.
 */
export interface Source {
  environment?: Variable
  file?: SecretFile
  command?: SecretCommand
  /**
   * An entry of the top-level secrets of this file. The broker alone gets it.
   */
  secret?: string
  /**
   * Installation tokens of a GitHub App: one hour each, renewed early.
   */
  githubApp?: {
    appId: string | number
    installationId: string | number
    privateKey: HeldSecret
    /**
     * @minItems 1
     */
    repositories?: [string, ...string[]]
    permissions?: {
      [k: string]: 'read' | 'write' | 'admin'
    }
    apiUrl?: TokenServer
  }
  /**
   * Access tokens by the OAuth 2.0 client credentials grant.
   */
  clientCredentials?: {
    tokenUrl: TokenServer
    clientId: string
    clientSecret: HeldSecret
    scope?: string
    audience?: string
    authentication?: 'header' | 'body'
  }
}
export interface HeldSecret {
  environment?: Variable
  file?: SecretFile
  command?: SecretCommand
}

import type { CompiledPolicy } from '../schemas/generated/configuration.ts'
import type { Binding } from './credential-bindings.ts'
import type { Decision } from './decision.ts'
import type { CanonicalHost } from './host.ts'

export type CredentialSurface = 'header' | 'basic' | 'query' | 'body'

/** One use of a credential: the request that carries its lease, and where in the request it stands. */
export interface CredentialTarget {
  host: CanonicalHost
  port: number
  method: string
  /** Canonical, see `canonicalPath`. */
  path: string
  surface: CredentialSurface
  /** Name of the header, query parameter or body member. */
  name?: string
}

/** The combined policies of one service as an immutable object that answers questions. */
export interface Decisions {
  readonly name: string
  readonly digest: string
  readonly mode: 'enforce' | 'monitor'
  readonly maxExpirationHours: number | undefined
  readonly allowedKeys: ReadonlySet<string>
  readonly allowedLocal: readonly { readonly host: CanonicalHost; readonly port: number }[]
  readonly audit: {
    readonly enabled: boolean
    readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
  }
  /** Verdict before the name is resolved. */
  host(host: CanonicalHost, port: number): Decision
  /** For a name server: allowed when the host is allowed on at least one port. */
  resolve(host: CanonicalHost): Decision
  /** Verdict on the address that is about to be dialled for a host that `host` allowed. */
  address(ip: string, host: CanonicalHost, port: number): Decision
  intercepts(host: CanonicalHost, port: number): boolean
  request(host: CanonicalHost, port: number, method: string, path: string): Decision
  key(key: string): Decision
  bindings(key: string): readonly Binding[]
  credential(key: string, target: CredentialTarget): Decision
  tool(server: string, tool: string): Decision
  toolCall(server: string, tool: string, args: unknown): Decision
}

export function createDecisions(_compiled: CompiledPolicy): Decisions {
  throw new Error('not yet')
}

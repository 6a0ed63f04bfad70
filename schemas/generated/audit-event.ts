// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * One decision, or one turn in the life of a sidecar. Never a secret, never a tool argument's value.
 */
export interface AuditEvent {
  /**
   * Unique; quoted to the agent as auditId.
   */
  id: string
  /**
   * RFC 3339, UTC, milliseconds.
   */
  time: string
  /**
   * Name of the policy that decided; several joined by a comma.
   */
  policy: string
  /**
   * sha256: and hex of the compiled policy.
   */
  policyDigest: string
  project: string
  /**
   * The governed service on whose behalf; empty for lifecycle events of a sidecar.
   */
  service: string
  kind: 'network' | 'credential' | 'mcp' | 'lifecycle'
  /**
   * connect, request, resolve; issue, exchange, renew, revoke, expire; tool-call, tool-list; start, stop, reload.
   */
  action: string
  /**
   * host:port, key name, server/tool, sidecar name.
   */
  resource: string
  decision: 'allowed' | 'blocked' | 'would-block'
  /**
   * Path of the policy entry that decided, such as network.allowedDomains[0].
   */
  rule: string
  reason: string
  /**
   * Shapes and digests that help to understand the event.
   */
  details?: {
    [k: string]: string | number | boolean
  }
  /**
   * Which chain the event belongs to.
   */
  writer?: string
  seq: number
  /**
   * hash of the event before it in this chain; 64 zeros for the first.
   */
  prev: string
  /**
   * SHA-256 over the event without hash, in canonical JSON (RFC 8785).
   */
  hash: string
}

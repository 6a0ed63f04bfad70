import type { EventDraft } from './event.ts'

/** `spec.audit` of a policy, or what several of them come to. */
export interface AuditLevel {
  enabled: boolean
  logLevel: 'debug' | 'info' | 'warn' | 'error'
}

/**
 * What a policy wants on record. `debug` and `info` keep every decision, `warn` those that a policy speaks against
 * (blocked and would-block), `error` those that were blocked. The life of sidecars and leases is always on record, and
 * so is what no policy decided.
 *
 * @param levels digest of a compiled policy → its level
 */
export function keepByLevel(
  levels: ReadonlyMap<string, AuditLevel>,
): (draft: EventDraft) => boolean {
  return (draft) => {
    const level = levels.get(draft.policyDigest)
    if (level === undefined || draft.kind === 'lifecycle') return true
    if (draft.kind === 'credential' && draft.action !== 'exchange') return true
    if (!level.enabled) return false
    if (level.logLevel === 'error') return draft.decision === 'blocked'
    if (level.logLevel === 'warn') return draft.decision !== 'allowed'
    return true
  }
}

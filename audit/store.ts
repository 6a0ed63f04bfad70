import type { AuditEvent, EventDraft } from './event.ts'

/** What the caller learns of a recorded event; the id is quoted to the agent as `auditId`. */
export type Receipt = Pick<AuditEvent, 'id' | 'time'>

/** The end of a chain to which one process appends. */
export interface AuditStore {
  /**
   * Resolves once the event is in the file. It survives the process being killed; a flush to the disk itself follows
   * within a fraction of a second. Rejects with `AuditUnavailable` when it could not be written: then the thing must
   * not be done.
   */
  append(draft: EventDraft): Promise<Receipt>
  /** Writes what is pending, flushes to disk and lets go of the chain. */
  close(): Promise<void>
}

export interface StoreOptions {
  /** The trail: one directory for all projects. */
  directory: string
  project: string
  /** Name of the chain: `proxy`, `gateway`, `broker`. */
  writer: string
  /** The wall clock, in milliseconds since 1970. */
  now?: () => number
}

/** An event could not be written, so what it was to record must not happen. */
export class AuditUnavailable extends Error {
  override name = 'AuditUnavailable'
}

/**
 * Opens a chain for appending, and goes on where it ended.
 *
 * @throws AuditUnavailable when the chain is open elsewhere, or cannot be written
 */
export async function openStore(_options: StoreOptions): Promise<AuditStore> {
  throw new AuditUnavailable('Not built yet.')
}

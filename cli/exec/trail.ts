import { ChainHeld } from '../../audit/chain-lock.ts'
import {
  type AuditStore,
  AuditUnavailable,
  openStore,
  type StoreOptions,
} from '../../audit/store.ts'

/** Commands of one project that can run at a time, each with chains of its own. */
const AT_ONCE = 64

/**
 * Opens a chain for a sidecar. A chain has one writer: where another command of the same project runs at the moment,
 * the next free chain is taken.
 *
 * @throws AuditUnavailable: then nothing may be run
 */
export async function openFreeChain(options: StoreOptions): Promise<AuditStore> {
  for (let number = 1; ; number++) {
    const writer = number === 1 ? options.writer : `${options.writer}-${number}`
    try {
      return await openStore({ ...options, writer })
    } catch (error) {
      const held = error instanceof AuditUnavailable && error.cause instanceof ChainHeld
      if (!held || number === AT_ONCE) throw error
    }
  }
}

import type { Finding } from '../../policy/finding.ts'
import type { Plan } from '../roles/plan.ts'
import type { Draft } from './draft.ts'

/** A key that a governed service holds as a lease. */
export interface LeasedKey {
  /** The service whose network identity uses the lease. */
  service: string
  key: string
  /** The variable of the emitted file that takes the lease. */
  variable: string
  range: Finding['range']
  file: string
}

/** What the passes hand on to each other and to the caller, besides the model. */
export interface Ledger {
  findings: Finding[]
  keys: LeasedKey[]
  /** Key → the real secret. It goes to the broker and nowhere else. */
  secrets: Map<string, string>
  /** Rules that an exception in the Compose file sets aside, as `rule@service`. */
  excepted: ReadonlySet<string>
}

/** One step of hardening: it has one reason to exist, and its name says it. */
export type Pass = (draft: Draft, plan: Plan, ledger: Ledger) => void

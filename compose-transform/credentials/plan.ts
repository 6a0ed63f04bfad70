import type { Finding } from '../../policy/finding.ts'
import type { Plan } from '../roles/plan.ts'
import type { PolicyShelf } from '../roles/policies.ts'
import type { TransformOptions } from '../transform.ts'
import { readSources } from './sources.ts'
import { planTokenWay } from './token-servers.ts'

/** Where the secrets of keys come from, and how the broker gets to those that it has to ask for outside. */
export async function planCredentials(
  plan: Plan,
  shelf: PolicyShelf,
  findings: Finding[],
  options: TransformOptions,
): Promise<NonNullable<Plan['credentials']>> {
  const sources = readSources(plan, findings)
  const { baseline = [], engine } = options
  const tokens = await planTokenWay(plan, sources, baseline, shelf, findings, engine?.networks)
  return { sources, ...(tokens && { tokens }) }
}

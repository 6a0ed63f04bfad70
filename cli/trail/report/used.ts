import { OTHERS, type TallyRow } from '../../../audit/tally.ts'
import type { UsageRecord } from '../../../policy/edits/index.ts'

/** Looking a name up is no use of a permission, and prompts and resources need none. */
const USES: ReadonlySet<TallyRow['what']> = new Set(['host', 'local', 'key', 'tool'])

/** What rows say was used, as the comparison with a policy wants it. */
export function usedIn(rows: readonly TallyRow[]): UsageRecord {
  return {
    of: (policy) =>
      rows
        .filter(
          ({ what, allowed, policies }) =>
            USES.has(what) && allowed > 0 && policies.includes(policy),
        )
        .map(({ kind, resource, allowed, first, last }) => ({
          ...{ kind, resource, count: allowed, first, last },
        })),
    isComplete: () => rows.every(({ resource }) => resource !== OTHERS),
  }
}

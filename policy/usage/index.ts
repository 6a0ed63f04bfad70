export {
  OTHERS,
  type PolicyVersion,
  refused,
  Tally,
  type TallyRow,
  totalsOf,
} from './tally.ts'
export { Usage, type UsageRecord, type Use, usedIn } from './usage.ts'

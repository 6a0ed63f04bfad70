export { allowEdit } from './allow-edit.ts'
export type { PolicyEdit, Proposal } from './edit.ts'
export { judgeAgain, type Occurrence } from './occurrence.ts'
export { type Permission, permissionsOf, removeEdit } from './permissions.ts'
export { rulePlace } from './rule-place.ts'
export { unifiedDiff } from './unified-diff.ts'
export {
  permissionUse,
  Usage,
  type UsageRecord,
  type Use,
  type UsedPermission,
  unusedPermissions,
} from './usage.ts'

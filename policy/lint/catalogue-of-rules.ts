import type { CheckedRule } from './rule.ts'
import { ambiguousNumber } from './rules/ambiguous-number.ts'
import { ambiguousText } from './rules/ambiguous-text.ts'
import { auditDisabled } from './rules/audit-disabled.ts'
import { bindingOutsideAllowedDomains } from './rules/binding-outside-allowed-domains.ts'
import { contradictoryEntry } from './rules/contradictory-entry.ts'
import { deniedPortGap } from './rules/denied-port-gap.ts'
import { destructiveTool } from './rules/destructive-tool.ts'
import { duplicateEntry } from './rules/duplicate-entry.ts'
import { emptyDeniedTools } from './rules/empty-denied-tools.ts'
import { hostAnyoneCanWrite } from './rules/host-anyone-can-write.ts'
import { httpRuleOutsideAllowedDomains } from './rules/http-rule-outside-allowed-domains.ts'
import { impossibleArgumentRule } from './rules/impossible-argument-rule.ts'
import { localHostInAllowedDomains } from './rules/local-host-in-allowed-domains.ts'
import { localNetworkOpen } from './rules/local-network-open.ts'
import { longExpiration } from './rules/long-expiration.ts'
import { metadataServiceAllowed } from './rules/metadata-service-allowed.ts'
import { missingExpiration } from './rules/missing-expiration.ts'
import { monitorMode } from './rules/monitor-mode.ts'
import { permissiveWildcard } from './rules/permissive-wildcard.ts'
import { privateSuffixWildcard } from './rules/private-suffix-wildcard.ts'
import { shadowedEntry } from './rules/shadowed-entry.ts'
import { unanchoredArgumentPattern } from './rules/unanchored-argument-pattern.ts'
import { unencryptedBinding } from './rules/unencrypted-binding.ts'
import { unusedArgumentRule } from './rules/unused-argument-rule.ts'
import { unusedBinding } from './rules/unused-binding.ts'
import { wildcardTool } from './rules/wildcard-tool.ts'

/** All rules that look for something themselves. A new one is a new file and a line here. */
export const checkedRules: readonly CheckedRule[] = [
  ambiguousNumber,
  ambiguousText,
  auditDisabled,
  bindingOutsideAllowedDomains,
  contradictoryEntry,
  deniedPortGap,
  destructiveTool,
  duplicateEntry,
  emptyDeniedTools,
  hostAnyoneCanWrite,
  httpRuleOutsideAllowedDomains,
  impossibleArgumentRule,
  localHostInAllowedDomains,
  localNetworkOpen,
  longExpiration,
  metadataServiceAllowed,
  missingExpiration,
  monitorMode,
  permissiveWildcard,
  privateSuffixWildcard,
  shadowedEntry,
  unanchoredArgumentPattern,
  unencryptedBinding,
  unusedArgumentRule,
  unusedBinding,
  wildcardTool,
]

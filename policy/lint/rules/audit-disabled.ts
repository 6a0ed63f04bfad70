import { at } from '../context.ts'
import { replaceValue } from '../fixes.ts'
import type { CheckedRule } from '../rule.ts'

export const auditDisabled: CheckedRule = {
  id: 'audit-disabled',
  severity: 'warning',
  summary: 'the audit trail is turned off',
  help: 'Set audit.enabled to true, or leave it out.',
  docs: {
    reason:
      'Without the trail nobody can tell what an agent did, and nothing shows which entries of the policy are used and which could go.',
    bad: `spec:
  audit:
    enabled: false
`,
    good: `spec:
  audit:
    enabled: true
`,
  },
  *check({ document, value }) {
    if (value(at.auditEnabled) !== false) return
    yield {
      range: document.locate(at.auditEnabled),
      message: 'the audit trail is off, so nobody can tell later what the agent did',
      fix: replaceValue(document, at.auditEnabled, 'true'),
    }
  },
}

import { at } from '../context.ts'
import { replaceValue } from '../fixes.ts'
import type { CheckedRule } from '../rule.ts'

export const monitorMode: CheckedRule = {
  id: 'monitor-mode',
  severity: 'info',
  summary: 'the policy only watches',
  help: 'Set mode to enforce once the audit trail shows nothing unexpected.',
  docs: {
    reason:
      'In monitor mode everything is decided and recorded, but only credentials and cloud metadata are really kept back. It is meant for the days in which a policy is being written.',
    bad: `spec:
  mode: monitor
`,
    good: `spec:
  mode: enforce
`,
  },
  *check({ document, value }) {
    if (value(at.mode) !== 'monitor') return
    yield {
      range: document.locate(at.mode),
      message: 'monitor mode blocks nothing but credentials and cloud metadata',
      fix: replaceValue(document, at.mode, 'enforce'),
    }
  },
}

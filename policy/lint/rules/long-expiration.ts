import { at } from '../context.ts'
import { replaceValue } from '../fixes.ts'
import type { CheckedRule } from '../rule.ts'

const longest = 24

export const longExpiration: CheckedRule = {
  id: 'long-expiration',
  severity: 'warning',
  summary: 'maxExpirationHours is more than a day',
  help: 'Set maxExpirationHours to 24 or less; governance compose up issues a new lease when one has ended.',
  docs: {
    reason:
      'A lease should live about as long as the work it is for. Between 8 and 24 hours covers a working day; more only gives a leaked lease more time.',
    bad: `spec:
  credentials:
    maxExpirationHours: 720
`,
    good: `spec:
  credentials:
    maxExpirationHours: 8
`,
  },
  *check({ document, value }) {
    const hours = value(at.maxExpirationHours)
    if (typeof hours !== 'number' || hours <= longest) return
    yield {
      range: document.locate(at.maxExpirationHours),
      message: `leases live ${hours} hours; more than ${longest} gives a leaked one time to be used`,
      fix: replaceValue(document, at.maxExpirationHours, String(longest)),
    }
  },
}

import type { Rule } from '../rule.ts'

export const wrongValue: Rule = {
  id: 'wrong-value',
  severity: 'error',
  summary: 'a value is of the right kind and still not possible',
  help: 'Write one of the values that the key takes.',
  docs: {
    reason:
      'A value outside of what a key takes has no meaning; maxExpirationHours: 0 would be a lease that has ended before it begins.',
    bad: `spec:
  credentials:
    maxExpirationHours: 0
`,
    good: `spec:
  credentials:
    maxExpirationHours: 8
`,
  },
}

import type { Rule } from '../rule.ts'

export const wrongType: Rule = {
  id: 'wrong-type',
  severity: 'error',
  summary: 'a value is of the wrong kind',
  help: 'Write a value of the kind that the key takes.',
  docs: {
    reason:
      'Text where a list belongs, or yes where true belongs, is read differently by different readers. The policy language takes one kind in each place.',
    bad: `spec:
  audit:
    enabled: yes
`,
    good: `spec:
  audit:
    enabled: true
`,
  },
}

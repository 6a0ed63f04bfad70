import type { Rule } from '../rule.ts'

export const conflictMarkers: Rule = {
  id: 'conflict-markers',
  severity: 'error',
  summary: 'the file holds an unresolved merge conflict',
  help: 'Keep one side and delete the marker lines.',
  docs: {
    reason:
      'Between the markers stand two versions of the policy. Neither is the one that someone decided on.',
    bad: `spec:
<<<<<<< HEAD
  mode: enforce
=======
  mode: monitor
>>>>>>> branch
`,
    good: `spec:
  mode: enforce
`,
  },
}

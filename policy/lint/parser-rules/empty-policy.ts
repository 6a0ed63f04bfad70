import type { Rule } from '../rule.ts'

export const emptyPolicy: Rule = {
  id: 'empty-policy',
  severity: 'error',
  summary: 'the file is empty',
  help: 'Write a policy; spec: {} denies everything.',
  docs: {
    reason: 'An empty file has no name to be recorded under. To deny everything, say so.',
    bad: `# to be written
`,
    good: `spec: {}
`,
  },
}

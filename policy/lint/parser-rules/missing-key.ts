import type { Rule } from '../rule.ts'

export const missingKey: Rule = {
  id: 'missing-key',
  severity: 'error',
  summary: 'a key is missing that has to be there',
  help: 'Add the key.',
  docs: {
    reason:
      'A policy is found in the audit trail by its name, and read by its apiVersion and kind. A binding needs its hosts.',
    bad: `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: {}
spec: {}
`,
    good: `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: example }
spec: {}
`,
  },
}

import type { Rule } from '../rule.ts'

export const severalDocuments: Rule = {
  id: 'several-documents',
  severity: 'error',
  summary: 'the file holds several YAML documents',
  help: 'Put each policy in a file of its own.',
  docs: {
    reason:
      'A policy file holds one policy. Of several documents all but one would be left out, and what they deny would be allowed.',
    bad: `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: one }
spec: {}
---
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: two }
spec: {}
`,
    good: `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: one }
spec: {}
`,
  },
}

import type { Rule } from '../rule.ts'

export const duplicateKey: Rule = {
  id: 'duplicate-key',
  severity: 'error',
  summary: 'a key stands twice in the same map',
  help: 'Keep one of the two.',
  docs: {
    reason:
      'Some readers of YAML take the first of two equal keys, some the last, some neither. A policy must not depend on that.',
    bad: `spec:
  mcp:
    allowedTools: [read_file]
    allowedTools: [write_file]
`,
    good: `spec:
  mcp:
    allowedTools: [read_file, write_file]
`,
  },
}

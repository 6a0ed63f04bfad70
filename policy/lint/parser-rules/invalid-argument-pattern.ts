import type { Rule } from '../rule.ts'

export const invalidArgumentPattern: Rule = {
  id: 'invalid-argument-pattern',
  severity: 'error',
  summary: 'the pattern of an argument is not one that can be run safely',
  help: 'Write a regular expression without look-around and back references.',
  docs: {
    reason:
      'Patterns run over what an agent sends. They are matched in linear time, so that none can make the gateway hang; look-around and back references cannot be had that way.',
    bad: `spec:
  mcp:
    allowedTools: [read_file]
    arguments:
      read_file: { path: { pattern: "^/workspace/(?!secret)" } }
`,
    good: `spec:
  mcp:
    allowedTools: [read_file]
    arguments:
      read_file: { path: { pattern: "^/workspace/(src|docs)/" } }
`,
  },
}

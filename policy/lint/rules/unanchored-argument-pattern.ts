import { at } from '../context.ts'
import { replaceValue } from '../fixes.ts'
import type { CheckedRule } from '../rule.ts'

export const unanchoredArgumentPattern: CheckedRule = {
  id: 'unanchored-argument-pattern',
  severity: 'warning',
  summary: 'the pattern of an argument matches anywhere in the value',
  help: 'Begin the pattern with ^, and end it with $ where nothing may follow.',
  docs: {
    reason:
      'A pattern without ^ is satisfied by a match anywhere: /workspace/ also matches /etc/passwd?x=/workspace/.',
    bad: `spec:
  mcp:
    allowedTools: [read_file]
    arguments:
      read_file: { path: { pattern: "/workspace/" } }
`,
    good: `spec:
  mcp:
    allowedTools: [read_file]
    arguments:
      read_file: { path: { pattern: "^/workspace/" } }
`,
  },
  *check({ document, names, value }) {
    for (const tool of names(at.arguments)) {
      for (const argument of names([...at.arguments, tool])) {
        const path = [...at.arguments, tool, argument, 'pattern']
        const pattern = value(path)
        if (typeof pattern !== 'string' || /^\(*(?:\?:)?\^/.test(pattern)) continue
        const simple = !pattern.includes('|')
        yield {
          range: document.locate(path),
          message: `the pattern matches anywhere in '${argument}', so a value that merely contains it passes`,
          fix: simple ? replaceValue(document, path, JSON.stringify(`^${pattern}`)) : undefined,
        }
      }
    }
  },
}

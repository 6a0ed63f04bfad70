import { nearest } from '../../nearest.ts'
import { hasWildcard, matchesTool, parseToolPattern } from '../../tool-pattern.ts'
import { at } from '../context.ts'
import type { CheckedRule } from '../rule.ts'

export const unusedArgumentRule: CheckedRule = {
  id: 'unused-argument-rule',
  severity: 'warning',
  summary: 'arguments are restricted for a tool that is not allowed',
  help: 'Add the tool to allowedTools, or mend its name.',
  docs: {
    reason:
      'A rule for arguments restricts calls of an allowed tool; it allows nothing itself. A misspelt name leaves the real tool unrestricted.',
    bad: `spec:
  mcp:
    allowedTools: [read_file]
    arguments:
      readfile: { path: { pattern: "^/workspace/" } }
`,
    good: `spec:
  mcp:
    allowedTools: [read_file]
    arguments:
      read_file: { path: { pattern: "^/workspace/" } }
`,
  },
  *check({ document, names, tools }) {
    const allowed = tools(at.allowedTools)
    for (const name of names(at.arguments)) {
      const result = parseToolPattern(name)
      if (!result.ok || hasWildcard(result.pattern)) continue
      const { server, name: segments } = result.pattern
      const meant = allowed.some(({ pattern }) =>
        server === undefined
          ? matchesTool({ name: pattern.name }, '', segments.join('/'))
          : matchesTool(pattern, server, segments.join('/')),
      )
      if (meant) continue
      const guess = nearest(
        name,
        allowed.map(({ text }) => text),
      )
      yield {
        range: document.locateKey([...at.arguments, name]),
        message: `the rule has no effect: '${name}' is not among the allowed tools${guess ? `; is '${guess}' meant?` : ''}`,
      }
    }
  },
}

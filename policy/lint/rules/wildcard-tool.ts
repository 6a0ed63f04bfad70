import { at } from '../context.ts'
import type { CheckedRule } from '../rule.ts'

export const wildcardTool: CheckedRule = {
  id: 'wildcard-tool',
  severity: 'warning',
  summary: 'a wildcard allows tools of every kind and nothing is denied',
  help: 'Name the tools, begin the wildcard with what they do (read_*), or deny the destructive ones.',
  docs: {
    reason:
      'A name that begins with a star allows tools that delete and send as much as those that read, also tools that the server gets with its next version. Beside such a wildcard, deniedTools should say what must never be called.',
    bad: `spec:
  mcp:
    allowedTools: ["github/*"]
`,
    good: `spec:
  mcp:
    allowedTools: ["github/*"]
    deniedTools: ["github/delete_*", "github/merge_*"]
`,
  },
  *check({ document, tools, entries }) {
    if (entries(at.deniedTools).length > 0) return
    for (const { pattern, path, text } of tools(at.allowedTools)) {
      const onlyStar = pattern.server === undefined && pattern.name.join('/') === '*'
      if (onlyStar || text === '*/*' || !pattern.name.at(-1)?.startsWith('*')) continue
      yield {
        range: document.locate(path),
        message: `'${text}' allows destructive tools too, and deniedTools names none`,
      }
    }
  },
}

import { at } from '../context.ts'
import type { CheckedRule } from '../rule.ts'

const destructive =
  /^(?:delete|drop|destroy|remove|purge|truncate|wipe|erase|terminate|kill|revoke|reset|force_push|transfer_funds|pay)(?:[_.-]|[A-Z]|$)/

export const destructiveTool: CheckedRule = {
  id: 'destructive-tool',
  severity: 'info',
  summary: 'a tool that destroys something is allowed',
  help: 'Make sure that the agent needs it; restrict its arguments, or move it to deniedTools.',
  docs: {
    reason:
      'What a tool deletes may be gone for good, and an agent can be talked into calling it. A rule for its arguments keeps the damage small.',
    bad: `spec:
  mcp:
    allowedTools: [read_file, delete_file]
`,
    good: `spec:
  mcp:
    allowedTools: [read_file, delete_file]
    arguments:
      delete_file: { path: { pattern: "^/workspace/tmp/", required: true } }
`,
  },
  *check({ document, tools, names }) {
    const restricted = names(at.arguments)
    for (const { pattern, path, text } of tools(at.allowedTools)) {
      const name = pattern.name.at(-1) ?? ''
      if (!destructive.test(name) || restricted.includes(text) || restricted.includes(name))
        continue
      yield {
        range: document.locate(path),
        message: `'${text}' destroys something by its name, and any arguments are allowed`,
      }
    }
  },
}

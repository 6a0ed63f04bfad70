import { at } from '../context.ts'
import type { CheckedRule } from '../rule.ts'

export const emptyDeniedTools: CheckedRule = {
  id: 'empty-denied-tools',
  severity: 'warning',
  summary: 'deniedTools is there and names no tool',
  help: 'Name the tools that must never be called, or take the line out.',
  docs: {
    reason:
      'An empty deniedTools reads as if someone had thought about it and denied nothing. Deny wins over allow, also over what is allowed later, so destructive tools belong here even when they are not allowed today.',
    bad: `spec:
  mcp:
    allowedTools: [read_file]
    deniedTools: []
`,
    good: `spec:
  mcp:
    allowedTools: [read_file]
    deniedTools: [delete_production_db, send_email]
`,
  },
  *check({ document, value, names }) {
    if (!names(at.deniedTools.slice(0, -1)).includes('deniedTools')) return
    const tools = value(at.deniedTools)
    if (tools !== null && !(Array.isArray(tools) && tools.length === 0)) return
    yield {
      range: document.locate(at.deniedTools),
      message: 'deniedTools is empty: no tool is ruled out whatever is allowed later',
    }
  },
}

import type { Rule } from '../rule.ts'

export const invalidTool: Rule = {
  id: 'invalid-tool',
  severity: 'error',
  summary: 'a text is no tool',
  help: 'Write the name of a tool, or server/tool.',
  docs: {
    reason:
      'Names of tools are compared byte for byte. White space around one, an empty segment or two stars match no tool that exists.',
    bad: `spec:
  mcp:
    allowedTools: ["github/"]
    deniedTools: [send_email]
`,
    good: `spec:
  mcp:
    allowedTools: ["github/create_issue"]
    deniedTools: [send_email]
`,
  },
}

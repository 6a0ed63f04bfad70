import { at } from '../context.ts'
import type { CheckedRule } from '../rule.ts'

export const permissiveWildcard: CheckedRule = {
  id: 'permissive-wildcard',
  severity: 'warning',
  summary: "'*' among the allowed domains or tools allows everything",
  help: 'Name what the agent needs; the audit trail shows what it uses.',
  docs: {
    reason:
      'A lone star allows every public host, or every tool that any server offers now or later. The policy then restricts nothing: an agent that was talked into it can send what it reads anywhere. Begin with little and widen as needed.',
    bad: `spec:
  network:
    allowedDomains: ["*"]
  mcp:
    allowedTools: ["*"]
    deniedTools: [send_email]
`,
    good: `spec:
  network:
    allowedDomains: ["*.github.com", "api.openai.com"]
  mcp:
    allowedTools: [read_file, "github/*"]
    deniedTools: [send_email]
`,
  },
  *check({ document, domains, tools }) {
    for (const { pattern, path } of domains(at.allowedDomains)) {
      if (pattern.kind !== 'any') continue
      const message = "'*' allows every public host, so the network is not restricted at all"
      yield { range: document.locate(path), message }
    }
    for (const { pattern, path, text } of tools(at.allowedTools)) {
      const everyServer = pattern.server === undefined || pattern.server === '*'
      if (!everyServer || !pattern.name.every((part) => part === '*')) continue
      const message = `'${text}' allows every tool of every server, those that come later too`
      yield { range: document.locate(path), message }
    }
  },
}

import type { Rule } from '../rule.ts'

export const invalidDomain: Rule = {
  id: 'invalid-domain',
  severity: 'error',
  summary: 'a text is no domain',
  help: 'Write host, host:port, *.host, *.host:port or "*".',
  docs: {
    reason:
      'A pattern is a host, perhaps with a port; not a URL, not a range, and a star stands only for the whole first label. What is written otherwise would be read otherwise by every tool.',
    bad: `spec:
  network:
    allowedDomains: ["https://api.openai.com/v1"]
`,
    good: `spec:
  network:
    allowedDomains: [api.openai.com]
`,
  },
}

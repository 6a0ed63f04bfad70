import type { Rule } from '../rule.ts'

export const tabIndentation: Rule = {
  id: 'tab-indentation',
  severity: 'error',
  summary: 'tabs are used as indentation',
  help: 'Indent with spaces.',
  docs: {
    reason:
      'YAML does not allow tabs as indentation. Readers that go on all the same put what follows in the wrong place.',
    bad: `spec:
  network:
\t\tallowedDomains: [api.openai.com]
`,
    good: `spec:
  network:
    allowedDomains: [api.openai.com]
`,
  },
}

import type { Rule } from '../rule.ts'

export const yamlSyntax: Rule = {
  id: 'yaml-syntax',
  severity: 'error',
  summary: 'the file is not valid YAML',
  help: 'Mend the syntax at the place shown.',
  docs: {
    reason:
      'A file that YAML readers cannot read, or read in different ways, is no policy. Nothing else is said of such a file, because its meaning would be a guess.',
    bad: `spec:
  network:
    allowedDomains: [api.openai.com
`,
    good: `spec:
  network:
    allowedDomains: [api.openai.com]
`,
  },
}

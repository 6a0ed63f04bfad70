import type { Rule } from '../rule.ts'

export const unquotedWildcard: Rule = {
  id: 'unquoted-wildcard',
  severity: 'error',
  summary: 'a wildcard without quotes, which YAML reads as an alias',
  help: 'Put the wildcard in quotes.',
  docs: {
    reason:
      'In YAML an unquoted star begins a reference to an anchor. Depending on the reader, - *.github.com is an error, null, or silently nothing.',
    bad: `spec:
  network:
    allowedDomains:
      - *.github.com
`,
    good: `spec:
  network:
    allowedDomains:
      - "*.github.com"
`,
  },
}

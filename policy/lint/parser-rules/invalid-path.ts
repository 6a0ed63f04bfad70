import type { Rule } from '../rule.ts'

export const invalidPath: Rule = {
  id: 'invalid-path',
  severity: 'error',
  summary: 'a path could be read in different ways',
  help: 'Write a canonical path, without query and without . and .. segments.',
  docs: {
    reason:
      'Paths are compared in one canonical form. One that holds dot segments, a query or half a wildcard has none.',
    bad: `spec:
  network:
    allowedDomains: [api.github.com]
    http:
      - { host: api.github.com, paths: ["/repos/../admin"] }
`,
    good: `spec:
  network:
    allowedDomains: [api.github.com]
    http:
      - { host: api.github.com, paths: ["/repos/acme/**"] }
`,
  },
}

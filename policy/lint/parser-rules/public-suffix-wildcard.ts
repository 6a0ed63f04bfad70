import type { Rule } from '../rule.ts'

export const publicSuffixWildcard: Rule = {
  id: 'public-suffix-wildcard',
  severity: 'error',
  summary: 'a wildcard covers a whole public suffix such as com or co.uk',
  help: 'Name the domains that are meant.',
  docs: {
    reason:
      'Below a public suffix anyone can register a name within minutes, so such a wildcard allows everyone.',
    bad: `spec:
  network:
    allowedDomains: ["*.co.uk"]
`,
    good: `spec:
  network:
    allowedDomains: ["*.example.co.uk"]
`,
  },
}

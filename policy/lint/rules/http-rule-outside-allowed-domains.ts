import { patternsMeet } from '../../domain-pattern.ts'
import { at } from '../context.ts'
import type { CheckedRule } from '../rule.ts'

export const httpRuleOutsideAllowedDomains: CheckedRule = {
  id: 'http-rule-outside-allowed-domains',
  severity: 'warning',
  summary: 'an http rule is about a host that is not allowed',
  help: 'Add the host to allowedDomains, or take the rule out.',
  docs: {
    reason:
      'An http rule restricts requests to a host that is allowed; it allows no host itself. A rule about another host has no effect.',
    bad: `spec:
  network:
    allowedDomains: [api.github.com]
    http:
      - host: api.gitlab.com
        methods: [GET]
`,
    good: `spec:
  network:
    allowedDomains: [api.github.com]
    http:
      - host: api.github.com
        methods: [GET]
`,
  },
  *check({ document, domains, names, value }) {
    const rules = value(at.http)
    const open = [...domains(at.allowedDomains), ...domains(at.allowedLocal)]
    for (const index of Array.isArray(rules) ? rules.keys() : []) {
      for (const { pattern, path, text } of domains([...at.http, index, 'host'])) {
        if (open.some((entry) => patternsMeet(entry.pattern, pattern))) continue
        if (!names([...at.http, index]).includes('host')) continue
        yield {
          range: document.locate(path),
          message: `the rule has no effect: '${text}' is not among the allowed domains`,
        }
      }
    }
  },
}

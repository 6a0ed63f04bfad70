import { publicSuffixOf } from '../../public-suffix.ts'
import { at } from '../context.ts'
import type { CheckedRule } from '../rule.ts'

export const privateSuffixWildcard: CheckedRule = {
  id: 'private-suffix-wildcard',
  severity: 'warning',
  summary: 'a wildcard covers names that a provider hands out to anyone',
  help: 'Name the sites that are meant.',
  docs: {
    reason:
      'Below domains such as github.io or pages.dev each name belongs to another stranger, who got it for free. A wildcard there allows sites of people that nobody knows, and data can be sent to them.',
    bad: `spec:
  network:
    allowedDomains: ["*.github.io"]
`,
    good: `spec:
  network:
    allowedDomains: [acme.github.io]
`,
  },
  *check({ document, domains }) {
    for (const { pattern, path, text } of domains(at.allowedDomains)) {
      if (pattern.kind !== 'below' || publicSuffixOf(pattern.host) !== 'private') continue
      yield {
        range: document.locate(path),
        message: `'${text}' covers sites of strangers: anyone can have a name below ${pattern.host}`,
      }
    }
  },
}

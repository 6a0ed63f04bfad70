import { at } from '../context.ts'
import { samePattern } from '../domain-lookup.ts'
import { removeEntry } from '../fixes.ts'
import type { CheckedRule } from '../rule.ts'

export const shadowedEntry: CheckedRule = {
  id: 'shadowed-entry',
  severity: 'info',
  summary: 'an entry says nothing that a wider one beside it does not say',
  help: 'Take it out, or narrow the wider entry.',
  docs: {
    reason:
      'An entry that a wildcard beside it covers has no effect. It makes the policy look narrower than it is, and taking it out later changes nothing.',
    bad: `spec:
  network:
    allowedDomains: ["*.github.com", api.github.com]
`,
    good: `spec:
  network:
    allowedDomains: ["*.github.com"]
`,
  },
  *check({ document, domains, lookup }) {
    for (const list of [at.allowedDomains, at.deniedDomains]) {
      const { covering } = lookup(list)
      for (const entry of domains(list)) {
        const wider = covering(entry.pattern).find(
          ({ pattern }) => !samePattern(pattern, entry.pattern),
        )
        if (wider === undefined) continue
        yield {
          range: document.locate(entry.path),
          message: `'${entry.text}' has no effect: '${wider.text}' covers it`,
          fix: removeEntry(document, entry.path),
          related: [
            { message: 'the wider entry', file: document.file, range: document.locate(wider.path) },
          ],
        }
      }
    }
  },
}

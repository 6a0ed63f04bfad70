import { formatDomainPattern } from '../../domain-pattern.ts'
import { at } from '../context.ts'
import { removeEntry } from '../fixes.ts'
import type { CheckedRule } from '../rule.ts'

const domainLists = [at.allowedDomains, at.deniedDomains]
const plainLists = [at.allowedLocal, at.allowedKeys, at.allowedTools, at.deniedTools]

export const duplicateEntry: CheckedRule = {
  id: 'duplicate-entry',
  severity: 'warning',
  summary: 'an entry stands twice in the same list',
  help: 'Keep one of the two.',
  docs: {
    reason:
      'Two spellings of one entry look like two rules. Whoever takes one out later believes it gone, while the other still holds.',
    bad: `spec:
  network:
    allowedDomains: [api.openai.com, API.OpenAI.com.]
`,
    good: `spec:
  network:
    allowedDomains: [api.openai.com]
`,
  },
  *check({ document, domains, entries }) {
    const lists = [
      ...domainLists.map((list) =>
        domains(list).map(({ text, path, pattern }) => ({
          text,
          path,
          form: formatDomainPattern(pattern),
        })),
      ),
      ...plainLists.map((list) => entries(list).map((entry) => ({ ...entry, form: entry.text }))),
    ]
    for (const list of lists) {
      const seen = new Map<string, (typeof list)[number]>()
      for (const entry of list) {
        const first = seen.get(entry.form)
        if (first === undefined) {
          seen.set(entry.form, entry)
          continue
        }
        yield {
          range: document.locate(entry.path),
          message: `'${entry.text}' says the same as '${first.text}' above`,
          fix: removeEntry(document, entry.path),
          related: [
            { message: 'the same entry', file: document.file, range: document.locate(first.path) },
          ],
        }
      }
    }
  },
}

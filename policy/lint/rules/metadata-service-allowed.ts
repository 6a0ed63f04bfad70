import { isMetadataHost } from '../../network-judge.ts'
import { at } from '../context.ts'
import { removeEntry } from '../fixes.ts'
import type { CheckedRule } from '../rule.ts'

export const metadataServiceAllowed: CheckedRule = {
  id: 'metadata-service-allowed',
  severity: 'warning',
  summary: 'a cloud metadata service is allowed, which it never is',
  help: 'Take the entry out.',
  docs: {
    reason:
      "Cloud metadata services hand out the machine's own credentials to whoever asks from it. No policy can open them, so an entry for one has no effect.",
    bad: `spec:
  network:
    allowedLocal: ["169.254.169.254:80"]
`,
    good: `spec:
  network:
    allowedLocal: ["postgres:5432"]
`,
  },
  *check({ document, domains }) {
    for (const { pattern, path, text } of [
      ...domains(at.allowedDomains),
      ...domains(at.allowedLocal),
    ]) {
      if (pattern.kind === 'any' || !isMetadataHost(pattern.host)) continue
      yield {
        range: document.locate(path),
        message: `'${text}' is a cloud metadata service; it stays closed whatever a policy says`,
        fix: removeEntry(document, path),
      }
    }
  },
}

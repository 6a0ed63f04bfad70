import { at } from '../context.ts'
import { addMember } from '../fixes.ts'
import type { CheckedRule } from '../rule.ts'

export const missingExpiration: CheckedRule = {
  id: 'missing-expiration',
  severity: 'warning',
  summary: 'keys are allowed and maxExpirationHours is missing',
  help: 'Set maxExpirationHours to 24 or less.',
  docs: {
    reason:
      'A lease lives as long as maxExpirationHours says. Without it a lease has no end, so one that leaks (into a log, a cache, an image) can be used through the proxy for ever.',
    bad: `spec:
  credentials:
    allowedKeys: [GITHUB_TOKEN]
  network:
    allowedDomains: ["*.github.com"]
`,
    good: `spec:
  credentials:
    maxExpirationHours: 8
    allowedKeys: [GITHUB_TOKEN]
  network:
    allowedDomains: ["*.github.com"]
`,
  },
  *check({ document, names, entries }) {
    if (entries(at.allowedKeys).length === 0) return
    if (names(at.credentials).includes('maxExpirationHours')) return
    yield {
      range: document.locateKey(at.credentials),
      message: 'maxExpirationHours is missing, so leases of these keys never end',
      fix: addMember(document, at.credentials, 'maxExpirationHours: 24'),
    }
  },
}

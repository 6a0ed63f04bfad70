import type { Rule } from '../rule.ts'

export const keyWithoutBinding: Rule = {
  id: 'key-without-binding',
  severity: 'error',
  summary: 'a key is allowed and nobody knows where it may go',
  help: 'Write a binding with the hosts that take the key.',
  docs: {
    reason:
      'A lease is swapped for the real secret only at the hosts its key is bound to. Well-known keys have a built-in binding; every other key needs one in the policy.',
    bad: `spec:
  network:
    allowedDomains: [api.example.com]
  credentials:
    maxExpirationHours: 8
    allowedKeys: [INTERNAL_API_KEY]
`,
    good: `spec:
  network:
    allowedDomains: [api.example.com]
  credentials:
    maxExpirationHours: 8
    allowedKeys: [INTERNAL_API_KEY]
    bindings:
      INTERNAL_API_KEY: { hosts: [api.example.com], header: X-Api-Key }
`,
  },
}

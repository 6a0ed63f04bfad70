import type { Rule } from '../rule.ts'

export const bindingToEverything: Rule = {
  id: 'binding-to-everything',
  severity: 'error',
  summary: 'a key is bound to every host',
  help: 'Name the hosts that take the key.',
  docs: {
    reason:
      'A binding to * sends the real secret to whatever host the agent asks for, which is what leases are there to prevent.',
    bad: `spec:
  network:
    allowedDomains: [api.example.com]
  credentials:
    maxExpirationHours: 8
    allowedKeys: [INTERNAL_API_KEY]
    bindings:
      INTERNAL_API_KEY: { hosts: ["*"] }
`,
    good: `spec:
  network:
    allowedDomains: [api.example.com]
  credentials:
    maxExpirationHours: 8
    allowedKeys: [INTERNAL_API_KEY]
    bindings:
      INTERNAL_API_KEY: { hosts: [api.example.com] }
`,
  },
}

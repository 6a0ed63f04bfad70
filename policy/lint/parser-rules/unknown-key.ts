import type { Rule } from '../rule.ts'

export const unknownKey: Rule = {
  id: 'unknown-key',
  severity: 'error',
  summary: 'a key that the policy language does not know',
  help: 'Write a key of the policy language, or leave it out.',
  docs: {
    reason:
      'A key that nobody reads protects nothing: a policy with a misspelt deniedDomains denies nothing. So every unknown key is an error, with the nearest known one named.',
    bad: `spec:
  network:
    allowedDomain: [api.openai.com]
`,
    good: `spec:
  network:
    allowedDomains: [api.openai.com]
`,
  },
}

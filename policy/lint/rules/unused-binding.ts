import { nearest } from '../../nearest.ts'
import { at } from '../context.ts'
import type { CheckedRule } from '../rule.ts'

export const unusedBinding: CheckedRule = {
  id: 'unused-binding',
  severity: 'warning',
  summary: 'a binding is written for a key that is not allowed',
  help: 'Add the key to allowedKeys, or take its binding out.',
  docs: {
    reason:
      'A binding says where a key may go; it does not allow the key. One for a key that is not in allowedKeys is a leftover or a slip of typing.',
    bad: `spec:
  credentials:
    maxExpirationHours: 8
    bindings:
      INTERNAL_API_KEY: { hosts: [api.example.com] }
`,
    good: `spec:
  network:
    allowedDomains: [api.example.com]
  credentials:
    allowedKeys: [INTERNAL_API_KEY]
    maxExpirationHours: 8
    bindings:
      INTERNAL_API_KEY: { hosts: [api.example.com] }
`,
  },
  *check({ document, names, entries }) {
    const allowed = entries(at.allowedKeys).map(({ text }) => text)
    for (const key of names(at.bindings)) {
      if (allowed.includes(key)) continue
      const guess = nearest(key, allowed)
      yield {
        range: document.locateKey([...at.bindings, key]),
        message: `${key} has a binding and is not in allowedKeys${guess ? `; is ${guess} meant?` : ''}`,
      }
    }
  },
}

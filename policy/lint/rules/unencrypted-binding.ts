import { bindingPorts } from '../../credential-bindings.ts'
import { at } from '../context.ts'
import type { CheckedRule } from '../rule.ts'

export const unencryptedBinding: CheckedRule = {
  id: 'unencrypted-binding',
  severity: 'warning',
  summary: 'a key is bound to port 80',
  help: 'Leave the port out: the secret then travels over TLS alone.',
  docs: {
    reason:
      'On port 80 requests are not encrypted, so the real secret can be read by everyone between the proxy and the host.',
    bad: `spec:
  network:
    allowedDomains: [api.example.com]
  credentials:
    allowedKeys: [INTERNAL_API_KEY]
    maxExpirationHours: 8
    bindings:
      INTERNAL_API_KEY: { hosts: ["api.example.com:80"] }
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
  *check({ document, names, domains }) {
    for (const key of names(at.bindings)) {
      for (const { pattern, path, text } of domains([...at.bindings, key, 'hosts'], bindingPorts)) {
        if (!pattern.ports.includes(80)) continue
        yield {
          range: document.locate(path),
          message: `the secret of ${key} is sent unencrypted to '${text}'`,
        }
      }
    }
  },
}

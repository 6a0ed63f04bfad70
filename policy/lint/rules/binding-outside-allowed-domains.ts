import { patternsMeet } from '../../domain-pattern.ts'
import { at } from '../context.ts'
import type { CheckedRule } from '../rule.ts'

export const bindingOutsideAllowedDomains: CheckedRule = {
  id: 'binding-outside-allowed-domains',
  severity: 'warning',
  summary: 'a key is allowed and none of its hosts is',
  help: "Add the key's host to allowedDomains, or take the key out of allowedKeys.",
  docs: {
    reason:
      'A lease is worth something only at the hosts its key is bound to. When the policy allows none of them, the key cannot be used, and the agent holds a lease for nothing.',
    bad: `spec:
  network:
    allowedDomains: ["*.github.com"]
  credentials:
    allowedKeys: [GITHUB_TOKEN, OPENAI_API_KEY]
    maxExpirationHours: 8
`,
    good: `spec:
  network:
    allowedDomains: ["*.github.com", api.openai.com]
  credentials:
    allowedKeys: [GITHUB_TOKEN, OPENAI_API_KEY]
    maxExpirationHours: 8
`,
  },
  *check({ document, domains, entries, boundHosts }) {
    const keys = entries(at.allowedKeys)
    const open = keys.length > 0 ? [...domains(at.allowedDomains), ...domains(at.allowedLocal)] : []
    for (const { text, path } of keys) {
      const hosts = boundHosts(text)
      if (hosts.length === 0) continue
      if (hosts.some((host) => open.some(({ pattern }) => patternsMeet(host, pattern)))) continue
      const names = hosts.map((host) => (host.kind === 'any' ? '*' : host.host)).join(', ')
      yield {
        range: document.locate(path),
        message: `${text} cannot be used: it is bound to ${names}, which is not among the allowed domains`,
      }
    }
  },
}

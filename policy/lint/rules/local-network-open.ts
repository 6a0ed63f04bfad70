import { at } from '../context.ts'
import { replaceValue } from '../fixes.ts'
import type { CheckedRule } from '../rule.ts'

export const localNetworkOpen: CheckedRule = {
  id: 'local-network-open',
  severity: 'warning',
  summary: 'denyLocalNetwork is false',
  help: 'Set denyLocalNetwork to true, and open single services with allowedLocal.',
  docs: {
    reason:
      'With denyLocalNetwork false, any allowed name may lead to a private address: whoever controls the name (or its DNS server) can point the agent at routers, databases and admin pages of the local network. allowedLocal opens the one service that is needed.',
    bad: `spec:
  network:
    denyLocalNetwork: false
`,
    good: `spec:
  network:
    denyLocalNetwork: true
    allowedLocal: ["postgres:5432"]
`,
  },
  *check({ document, value }) {
    if (value(at.denyLocalNetwork) !== false) return
    yield {
      range: document.locate(at.denyLocalNetwork),
      message: 'allowed names may lead into the local network: one changed DNS record is enough',
      fix: replaceValue(document, at.denyLocalNetwork, 'true'),
    }
  },
}

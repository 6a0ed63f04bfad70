import { classifyAddress } from '../../address.ts'
import { isPublicName } from '../../domain-pattern.ts'
import { isAddress } from '../../host.ts'
import { isMetadataHost } from '../../network-judge.ts'
import { at } from '../context.ts'
import type { CheckedRule } from '../rule.ts'

export const localHostInAllowedDomains: CheckedRule = {
  id: 'local-host-in-allowed-domains',
  severity: 'warning',
  summary: 'a private service stands among the allowed domains',
  help: 'Move it to allowedLocal, with its port.',
  docs: {
    reason:
      'Names without a dot, .local names and private addresses lead into the local network, which denyLocalNetwork keeps closed. allowedLocal is what opens one port of one such service.',
    bad: `spec:
  network:
    allowedDomains: ["*.github.com", "postgres:5432"]
`,
    good: `spec:
  network:
    allowedDomains: ["*.github.com"]
    allowedLocal: ["postgres:5432"]
`,
  },
  *check({ document, domains, value }) {
    if (value(at.denyLocalNetwork) === false) return
    for (const { pattern, path, text } of domains(at.allowedDomains)) {
      if (pattern.kind !== 'exact' || isMetadataHost(pattern.host)) continue
      const isLocal = isAddress(pattern.host)
        ? !classifyAddress(pattern.host).public
        : !isPublicName(pattern.host)
      if (!isLocal) continue
      yield {
        range: document.locate(path),
        message: `'${text}' is local, and denyLocalNetwork keeps it closed here`,
      }
    }
  },
}

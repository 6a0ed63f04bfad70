import { coversPattern, type DomainPattern } from '../../domain-pattern.ts'
import { at } from '../context.ts'
import type { CheckedRule } from '../rule.ts'

export const deniedPortGap: CheckedRule = {
  id: 'denied-port-gap',
  severity: 'warning',
  summary: 'a host is denied on some ports and allowed on another',
  help: 'Add the denied host once more, with the port.',
  docs: {
    reason:
      'A pattern without a port means 80 and 443, in deniedDomains too. Where an allowed entry names another port, the denied host stays open on it.',
    bad: `spec:
  network:
    allowedDomains: ["*.example.com:8443"]
    deniedDomains: [secret.example.com]
`,
    good: `spec:
  network:
    allowedDomains: ["*.example.com:8443"]
    deniedDomains: ["secret.example.com:8443"]
`,
  },
  *check({ document, domains, lookup }) {
    const denied = lookup(at.deniedDomains)
    const allowed = lookup(at.allowedDomains)
    for (const { pattern, path, text } of domains(at.deniedDomains)) {
      // Other entries that deny the same hosts, each on ports of its own.
      const closed = new Set(
        denied
          .touching(pattern)
          .filter((other) => coversHosts(other.pattern, pattern))
          .flatMap((other) => other.pattern.ports),
      )
      for (const entry of allowed.touching(pattern)) {
        const open = entry.pattern.ports.filter((port) => !closed.has(port))
        if (open.length === 0) continue
        yield {
          range: document.locate(path),
          message: `'${text}' stays open on port ${open.join(' and ')}: '${entry.text}' allows it there`,
          related: [
            { message: 'allowed here', file: document.file, range: document.locate(entry.path) },
          ],
        }
      }
    }
  },
}

function coversHosts(outer: DomainPattern, inner: DomainPattern): boolean {
  return coversPattern(outer, { ...inner, ports: [] })
}

import { coversHost, type DomainPattern } from '../../domain-pattern.ts'
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
  *check({ document, domains }) {
    const denied = domains(at.deniedDomains)
    for (const entry of denied) {
      for (const allowed of domains(at.allowedDomains)) {
        if (!overlap(entry.pattern, allowed.pattern)) continue
        const open = allowed.pattern.ports.filter(
          (port) =>
            !denied.some(
              (other) => other.pattern.ports.includes(port) && covers(other.pattern, entry.pattern),
            ),
        )
        if (open.length === 0) continue
        yield {
          range: document.locate(entry.path),
          message: `'${entry.text}' stays open on port ${open.join(' and ')}: '${allowed.text}' allows it there`,
          related: [
            { message: 'allowed here', file: document.file, range: document.locate(allowed.path) },
          ],
        }
      }
    }
  },
}

function covers(outer: DomainPattern, inner: DomainPattern): boolean {
  return inner.kind === 'any' ? outer.kind === 'any' : coversHost(outer, inner.host)
}

function overlap(a: DomainPattern, b: DomainPattern): boolean {
  return covers(a, b) || covers(b, a)
}

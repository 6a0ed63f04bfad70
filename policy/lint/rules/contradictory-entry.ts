import { hasWildcard, matchesTool } from '../../tool-pattern.ts'
import { at } from '../context.ts'
import { removeEntry } from '../fixes.ts'
import type { CheckedRule } from '../rule.ts'

export const contradictoryEntry: CheckedRule = {
  id: 'contradictory-entry',
  severity: 'warning',
  summary: 'an entry is allowed and denied at once',
  help: 'Decide which is meant: deny wins, so the allowed entry has no effect.',
  docs: {
    reason:
      'Deny wins over allow. An allowed entry that a denied one covers never allows anything, so either the agent misses something it was meant to have, or the entry is left over from a time before it was denied.',
    bad: `spec:
  mcp:
    allowedTools: [read_file, send_email]
    deniedTools: [send_email]
`,
    good: `spec:
  mcp:
    allowedTools: [read_file]
    deniedTools: [send_email]
`,
  },
  *check({ document, domains, tools, lookup }) {
    const { covering } = lookup(at.deniedDomains)
    for (const entry of domains(at.allowedDomains)) {
      const [denied] = covering(entry.pattern)
      if (denied) yield report(entry, denied)
    }
    const deniedTools = tools(at.deniedTools)
    for (const entry of deniedTools.length > 0 ? tools(at.allowedTools) : []) {
      const name = entry.pattern.name.join('/')
      const denied = deniedTools.find(
        (other) =>
          other.text === entry.text ||
          (!hasWildcard(entry.pattern) &&
            (other.pattern.server === undefined || entry.pattern.server !== undefined) &&
            matchesTool(other.pattern, entry.pattern.server ?? '', name)),
      )
      if (denied) yield report(entry, denied)
    }

    function report(
      entry: { text: string; path: readonly (string | number)[] },
      denied: { text: string; path: readonly (string | number)[] },
    ) {
      return {
        range: document.locate(entry.path),
        message: `'${entry.text}' is allowed here and never will be: '${denied.text}' denies it`,
        fix: removeEntry(document, entry.path),
        related: [
          { message: 'denied here', file: document.file, range: document.locate(denied.path) },
        ],
      }
    }
  },
}

import type { Range } from '../../finding.ts'
import { type AmbiguousText, ambiguousTexts } from '../ambiguous-texts.ts'
import { at } from '../context.ts'
import type { CheckedRule, Report } from '../rule.ts'

/** Where names stand that people choose; elsewhere the schema says what is meant. */
const places = [
  ['metadata'],
  at.allowedDomains,
  at.deniedDomains,
  at.allowedLocal,
  at.allowedKeys,
  at.bindings,
  at.allowedTools,
  at.deniedTools,
  at.arguments,
]

export const ambiguousText: CheckedRule = {
  id: 'ambiguous-text',
  severity: 'warning',
  summary: 'YAML readers disagree on whether this is text',
  help: 'Put it in quotes.',
  docs: {
    reason:
      'For a YAML 1.1 reader, as in Ansible and many libraries, an unquoted no, on or y is true or false, 22:30 is the number 1350 and 2026-01-31 is a date. Another tool that reads the policy may see another name.',
    bad: `spec:
  mcp:
    allowedTools: [read_file, on]
`,
    good: `spec:
  mcp:
    allowedTools: [read_file, "on"]
`,
  },
  *check({ document }) {
    for (const path of places)
      for (const found of ambiguousTexts(document.part(path)?.node)) {
        const range = document.source.rangeOf(found.node)
        if (range) yield ambiguousReport(found, range)
      }
  },
}

/** How an ambiguous text is reported, wherever it stands. */
export function ambiguousReport({ text, meaning }: AmbiguousText, range: Range): Report {
  const newText = JSON.stringify(text)
  return {
    range,
    message: `${text} is text here, and ${meaning} to readers of YAML 1.1`,
    fix: { title: `Write ${newText}`, edits: [{ range, newText }] },
  }
}

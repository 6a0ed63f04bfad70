import type { Finding } from '../../policy/finding.ts'
import { summarize } from './summary.ts'

/** The formats of `check` and `lint`. */
export const findingFormats = ['stylish', 'json', 'sarif', 'github', 'junit'] as const
export type FindingFormat = (typeof findingFormats)[number]

/**
 * Renders findings. `checked` names every file that was looked at, so that a report can tell
 * "nothing wrong" from "nothing looked at". Formats are loaded when asked for.
 */
export async function formatFindings(
  findings: readonly Finding[],
  format: FindingFormat,
  checked: readonly string[],
): Promise<string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ findings, summary: summarize(findings) }, null, 2)}\n`
    case 'sarif':
      return (await import('./sarif.ts')).formatSarif(findings)
    case 'github':
      return (await import('./github.ts')).formatGithub(findings)
    case 'junit':
      return (await import('./junit.ts')).formatJunit(findings, checked)
    case 'stylish':
      return (await import('./stylish.ts')).formatStylish(findings, checked)
  }
}

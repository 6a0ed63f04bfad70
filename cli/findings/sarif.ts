import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Log, ReportingDescriptor, Result } from 'sarif'
import type { Finding, Severity } from '../../policy/finding.ts'
import { version } from '../version.ts'

const level: Record<Severity, Result.level> = { error: 'error', warning: 'warning', info: 'note' }

/** SARIF 2.1.0, one run; lines and columns count from one, columns in UTF-16 code units. */
export function formatSarif(findings: readonly Finding[]): string {
  const rules = [...new Set(findings.map((finding) => finding.rule))].sort()
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'governance',
            semanticVersion: version,
            rules: rules.map((id): ReportingDescriptor => ({ id, name: id })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => toResult(finding, rules.indexOf(finding.rule))),
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function toResult(finding: Finding, ruleIndex: number): Result {
  const { start, end } = finding.range
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: level[finding.severity],
    message: { text: finding.help ? `${finding.message} ${finding.help}` : finding.message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: toUri(finding.file) },
          region: {
            startLine: start.line + 1,
            startColumn: start.character + 1,
            endLine: end.line + 1,
            endColumn: end.character + 1,
          },
        },
      },
    ],
  }
}

/** A relative path stays relative to the root of the checkout, as code scanning wants it. */
function toUri(file: string): string {
  return isAbsolute(file)
    ? pathToFileURL(file).href
    : file.split('/').map(encodeURIComponent).join('/')
}

import { createHash } from 'node:crypto'
import { isAbsolute, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Location, Log, ReportingDescriptor, Result } from 'sarif'
import type { Finding, Severity } from '../../policy/finding.ts'
import type { Rule } from '../../policy/lint/index.ts'
import { allRules } from '../../server/rules.ts'
import { version } from '../version.ts'

const level: Record<Severity, Result.level> = { error: 'error', warning: 'warning', info: 'note' }
/** GitHub refuses a run with more results, and shows fewer still: the grave ones come first. */
const mostResults = 25_000
const gravity: readonly Severity[] = ['error', 'warning', 'info']

/**
 * SARIF 2.1.0, one run; lines and columns count from one, columns in UTF-16 code units. Paths are relative to the
 * working folder, which is the root of the checkout where code scanning is to find them.
 */
export function formatSarif(findings: readonly Finding[]): string {
  const results = gravity
    .flatMap((one) => findings.filter(({ severity }) => severity === one))
    .slice(0, mostResults)
  const ids = [...new Set(results.map((finding) => finding.rule))].sort()
  const indexes = new Map(ids.map((id, index) => [id, index]))
  const fingerprint = createFingerprints()
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'governance', semanticVersion: version, rules: ids.map(toRule) } },
        columnKind: 'utf16CodeUnits',
        results: results.map((finding) => ({
          ruleId: finding.rule,
          ruleIndex: indexes.get(finding.rule) ?? -1,
          level: level[finding.severity],
          message: {
            text: finding.help ? `${finding.message} ${finding.help}` : finding.message,
          },
          locations: [toLocation(finding)],
          ...(finding.related && { relatedLocations: finding.related.map(toRelated) }),
          partialFingerprints: { primaryLocationLineHash: fingerprint(finding) },
        })),
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

const rules = new Map<string, Rule>(allRules.map((rule) => [rule.id, rule]))

/** What code scanning shows beside a finding; a rule of a Compose file may have a finding and no page. */
function toRule(id: string): ReportingDescriptor {
  const rule = rules.get(id)
  if (!rule) return { id, name: id, shortDescription: { text: id }, help: { text: id } }
  const { summary, help, severity, docs } = rule
  const code = (text: string) => `\`\`\`yaml\n${text.trimEnd()}\n\`\`\``
  return {
    id,
    name: id,
    shortDescription: { text: summary },
    fullDescription: { text: docs.reason },
    help: {
      text: `${docs.reason} ${help}`,
      markdown: `${docs.reason}\n\n${help}\n\n**Bad**\n\n${code(docs.bad)}\n\n**Good**\n\n${code(docs.good)}\n`,
    },
    defaultConfiguration: { level: level[severity] },
    properties: { tags: ['security'], precision: 'high' },
  }
}

function toLocation({ file, range: { start, end } }: Pick<Finding, 'file' | 'range'>): Location {
  return {
    physicalLocation: {
      artifactLocation: toArtifact(file),
      region: {
        startLine: start.line + 1,
        startColumn: start.character + 1,
        endLine: end.line + 1,
        endColumn: end.character + 1,
      },
    },
  }
}

function toRelated(
  { message, ...place }: NonNullable<Finding['related']>[number],
  index: number,
): Location {
  return { id: index, message: { text: message }, ...toLocation(place) }
}

/** Relative where the file lies below the working folder, as code scanning wants it. */
function toArtifact(file: string): { uri: string; uriBaseId?: string } {
  const path = isAbsolute(file) ? relative(process.cwd(), file) : file
  if (isAbsolute(path) || path.split(sep)[0] === '..') return { uri: pathToFileURL(file).href }
  return { uri: path.split(sep).map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' }
}

/** Names a finding by what it says and where, without its line: it stays the same when lines above it come or go. */
function createFingerprints(): (finding: Finding) => string {
  const seen = new Map<string, number>()
  return ({ rule, file, message, service = '' }) => {
    const hash = createHash('sha256')
      .update(JSON.stringify([rule, toArtifact(file).uri, message, service]))
      .digest('hex')
      .slice(0, 16)
    const count = (seen.get(hash) ?? 0) + 1
    seen.set(hash, count)
    return `${hash}:${count}`
  }
}

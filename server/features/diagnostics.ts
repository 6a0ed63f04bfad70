import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-types'
import type { Finding, Range, Severity } from '../../policy/finding.ts'
import { crossFileFindings } from '../cross-file.ts'
import { lint } from '../lint.ts'
import type { SourceFile } from '../model/file.ts'
import type { Project } from '../project.ts'
import { rulePage } from '../rule-pages.ts'
import type { Settings } from '../settings.ts'
import { pathOf, uriOf } from '../uri.ts'

/** Under this name findings stand in every editor. */
export const diagnosticSource = 'governance'
/** The rule that carries the parser's own errors. */
export const syntaxRule = 'yaml-syntax'

/** The findings of a file, and of the file with those that it goes together with, as the protocol wants them. */
export async function diagnostics(
  file: SourceFile,
  settings: Settings,
  project: Project,
  ofProject: readonly Finding[] = [],
): Promise<Diagnostic[]> {
  const own = [...lint(file), ...(await crossFileFindings(file, project))]
  const findings = [...own, ...ofProject.filter((finding) => !isSaid(finding, own))]
  return visible(findings, settings).map(({ finding, severity }) =>
    diagnosticOf(file, finding, severity),
  )
}

/** What the transformer and the cross-file findings call by different names. */
const sameMatter = new Map([
  ['missing-policy', 'policy-file-missing'],
  ['invalid-policy', 'policy-file-invalid'],
])

/** Whether a finding of the whole project says what one of the file alone says already. */
function isSaid({ rule, range }: Finding, own: readonly Finding[]): boolean {
  return own.some(
    (other) =>
      other.range.start.line === range.start.line &&
      (other.rule === rule || other.rule === sameMatter.get(rule)),
  )
}

/** Findings that the settings let through, with the severity they are to have. */
export function visibleFindings(file: SourceFile, settings: Settings): VisibleFinding[] {
  return visible(lint(file), settings)
}

interface VisibleFinding {
  finding: Finding
  severity: Severity
}

function visible(findings: readonly Finding[], settings: Settings): VisibleFinding[] {
  const hidesSyntax =
    settings.syntaxErrors === 'off' ||
    (settings.syntaxErrors === 'auto' && settings.otherYamlServer)
  return findings.flatMap((finding) => {
    if (hidesSyntax && finding.rule === syntaxRule) return []
    const severity = settings.severities.get(finding.rule) ?? finding.severity
    return severity === 'off' ? [] : [{ finding, severity }]
  })
}

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
}

function diagnosticOf(file: SourceFile, finding: Finding, severity: Severity): Diagnostic {
  const page = rulePage(finding.rule)
  const related = (finding.related ?? []).map(({ message, file: path, range }) => ({
    message,
    location: { uri: path === file.path ? file.uri : uriFor(path), range },
  }))
  return {
    range: within(file, finding.range),
    severity: severities[severity],
    code: finding.rule,
    source: diagnosticSource,
    message: finding.help ? `${finding.message}\n${finding.help}` : finding.message,
    ...(page && { codeDescription: { href: page } }),
    ...(related.length > 0 && { relatedInformation: related }),
  }
}

/** A finding may name a path or, for a file that is on no disk, a URI. */
function uriFor(path: string): string {
  return pathOf(path) === undefined && /^[a-z][\w+.-]+:/i.test(path) ? path : uriOf(path)
}

/** Clients refuse ranges outside the text; a finding about the end of a file must not become one. */
function within({ source }: SourceFile, range: Range): Range {
  return source.rangeBetween(source.offsetAt(range.start), source.offsetAt(range.end))
}

import type { GovernancePolicy } from '../schemas/generated/policy.ts'
import { entryFindings } from './entry-findings.ts'
import type { Finding, Range } from './finding.ts'
import { type PolicyDocument, readPolicyDocument } from './policy-document.ts'
import { schemaFindings } from './schema-findings.ts'

export interface ParsedPolicy {
  /** Present only when there is no error: the schema is met, and all patterns, keys and bindings are good. */
  policy?: GovernancePolicy
  findings: Finding[]
  /** The range of the value at a path, or of the nearest thing above it that exists. */
  locate(path: readonly (string | number)[]): Range
}

/**
 * Reads a policy file. Never throws: whatever is wrong with the text is a finding with its place.
 *
 * @param text the file's content.
 * @param file its name, as findings are to give it.
 */
export function parsePolicy(text: string, file: string): ParsedPolicy {
  const document = readPolicyDocument(text, file)
  const findings = documentFindings(document)
  const good = !findings.some((finding) => finding.severity === 'error')
  return {
    ...(good && { policy: document.value as GovernancePolicy }),
    findings,
    locate: document.locate,
  }
}

/** Everything that makes a document no policy, in the order of the text, each mistake once. */
export function documentFindings(document: PolicyDocument): Finding[] {
  const findings = [...document.findings]
  if (!document.damaged) {
    const broken = document.findings.filter((finding) => finding.rule === 'yaml-syntax')
    const lines = new Set(broken.map((finding) => finding.range.start.line))
    const more = [...schemaFindings(document), ...entryFindings(document)]
    findings.push(...more.filter((finding) => !lines.has(finding.range.start.line)))
  }
  return inOrder(findings)
}

/** Sorted by place, without repetitions such as an anchor's mistakes at each of its uses. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const unique = new Map(
    findings.map((finding) => [
      JSON.stringify([finding.rule, finding.range, finding.message]),
      finding,
    ]),
  )
  return [...unique.values()].sort(
    (a, b) =>
      a.range.start.line - b.range.start.line ||
      a.range.start.character - b.range.start.character ||
      (a.rule < b.rule ? -1 : 1),
  )
}

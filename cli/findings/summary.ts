import type { Finding } from '../../policy/finding.ts'

/** Groups findings by their file, in the order in which files first appear. */
export function byFile(findings: readonly Finding[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const group = groups.get(finding.file)
    if (group) group.push(finding)
    else groups.set(finding.file, [finding])
  }
  return groups
}

/** Counts by severity; `info` is neither. */
export interface Summary {
  errors: number
  warnings: number
}

/** Counts errors and warnings. */
export function summarize(findings: readonly Finding[]): Summary {
  return {
    errors: findings.filter((finding) => finding.severity === 'error').length,
    warnings: findings.filter((finding) => finding.severity === 'warning').length,
  }
}

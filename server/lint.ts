import { lintComposeFile } from '../compose-transform/lint.ts'
import type { Finding } from '../policy/finding.ts'
import { lintPolicy } from '../policy/lint/index.ts'
import { applySuppressions } from '../policy/suppressions.ts'
import type { SourceFile } from './model/file.ts'

const known = new WeakMap<SourceFile, readonly Finding[]>()

/** The findings of one version of a file, by the same rules as `governance lint`; found once. */
export function lint(file: SourceFile): readonly Finding[] {
  let findings = known.get(file)
  if (!findings) {
    findings = lintText(file, file.text)
    known.set(file, findings)
  }
  return findings
}

/** The same for a text that is not in any file yet. */
export function lintText(file: SourceFile, text: string): readonly Finding[] {
  return applySuppressions(text, file.path, findingsOf(file, text))
}

function findingsOf({ kind, path }: SourceFile, text: string): readonly Finding[] {
  if (kind === 'policy') return lintPolicy(text, path)
  return kind === 'compose' ? lintComposeFile(text, path) : []
}

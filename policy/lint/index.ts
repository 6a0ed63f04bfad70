import type { Finding } from '../finding.ts'
import { documentFindings } from '../parse.ts'
import { readPolicyDocument } from '../policy-document.ts'

/** Everything that is wrong or doubtful about a policy file, in the order of the text. */
export function lintPolicy(text: string, file: string): Finding[] {
  return documentFindings(readPolicyDocument(text, file))
}

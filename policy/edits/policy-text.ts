import type { GovernancePolicy } from '../../schemas/generated/policy.ts'
import { canonicalJson } from '../canonical-json.ts'
import { compilePolicies } from '../compile.ts'
import { createDecisions, type Decisions } from '../decisions.ts'
import type { TextEdit } from '../finding.ts'
import { documentFindings } from '../parse.ts'
import { type PolicyDocument, readPolicyDocument } from '../policy-document.ts'

/** A good policy as text, as places and as decisions. */
export interface PolicyText {
  readonly document: PolicyDocument
  readonly name: string
  readonly decisions: Decisions
}

/** Reads a policy for an edit. Undefined when it has errors: what they mean is a guess, and so would be the edit. */
export function readPolicyText(text: string, file: string): PolicyText | undefined {
  const document = readPolicyDocument(text, file)
  if (documentFindings(document).some(({ severity }) => severity === 'error')) return undefined
  const policy = document.value as GovernancePolicy
  const decisions = createDecisions(compilePolicies([policy]))
  return { document, name: policy.metadata.name, decisions }
}

/** Whether a text is a policy without errors that says exactly what is expected of it. */
export function says(text: string, file: string, expected: unknown): boolean {
  const read = readPolicyText(text, file)
  return read !== undefined && canonicalJson(read.document.value) === canonicalJson(expected)
}

/** The one edit that turns a text into another, and leaves alone what both begin and end with. */
export function editBetween({ text, source }: PolicyDocument, after: string): TextEdit {
  let start = 0
  const shorter = Math.min(text.length, after.length)
  while (start < shorter && text[start] === after[start]) start += 1
  let end = 0
  while (end < shorter - start && text[text.length - 1 - end] === after[after.length - 1 - end])
    end += 1
  return {
    range: source.rangeBetween(start, text.length - end),
    newText: after.slice(start, after.length - end),
  }
}

import type { Finding } from '../finding.ts'
import { documentFindings, inOrder } from '../parse.ts'
import { type PolicyDocument, readPolicyDocument } from '../policy-document.ts'
import { parserRules } from './catalogue-of-parser-rules.ts'
import { checkedRules } from './catalogue-of-rules.ts'
import { createRuleContext } from './context.ts'
import type { CheckedRule, Report, Rule } from './rule.ts'

export { type CheckedRule, type Rule, type RuleDocumentation, wholeExample } from './rule.ts'

/** Everything that can be found in a policy, by the parser or by a rule of its own, in the order of the ids. */
export const rules: readonly Rule[] = [...parserRules, ...checkedRules].sort((a, b) =>
  a.id < b.id ? -1 : 1,
)

const helpOf = new Map(rules.map((rule) => [rule.id, rule.help]))

/**
 * Everything that is wrong or doubtful about a policy file, in the order of the text.
 *
 * @param text the file's content.
 * @param file its name, as findings are to give it.
 */
export function lintPolicy(text: string, file: string): Finding[] {
  return lintDocument(readPolicyDocument(text, file))
}

/** As `lintPolicy`, for a document that has been read already. */
export function lintDocument(document: PolicyDocument): Finding[] {
  const findings = documentFindings(document).map(withHelp)
  if (document.damaged) return findings
  const context = createRuleContext(document)
  const reports = checkedRules.flatMap((rule) =>
    [...rule.check(context)].map((report) => findingOf(rule, document.file, report)),
  )
  return inOrder([...findings, ...reports])
}

function withHelp(finding: Finding): Finding {
  const help = finding.help ?? helpOf.get(finding.rule)
  return help === undefined ? finding : { ...finding, help }
}

function findingOf(
  { id, severity, help }: CheckedRule,
  file: string,
  { range, message, fix, related }: Report,
): Finding {
  const base = { rule: id, severity, message, file, range, help }
  return { ...base, ...(fix && { fix }), ...(related && { related }) }
}

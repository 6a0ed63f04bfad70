import type { Finding, Fix, Range, Severity } from '../finding.ts'
import type { RuleContext } from './context.ts'

/** What `governance explain` and a rule's page tell. Both examples are run by a test. */
export interface RuleDocumentation {
  /** Why it matters, in a few sentences. */
  readonly reason: string
  /** The rule finds something in it. From `spec:` on, or a whole file where it does not begin so: see `wholeExample`. */
  readonly bad: string
  /** The same, mended: nothing is found in it. */
  readonly good: string
}

/** One thing that can be wrong with a policy. */
export interface Rule {
  /** In kebab case; a contract once published. */
  readonly id: string
  readonly severity: Severity
  /** What it finds, in one line. */
  readonly summary: string
  /** What to do about it, as an instruction. */
  readonly help: string
  readonly docs: RuleDocumentation
}

/** A rule that looks for something itself; the others are found by the parser. */
export interface CheckedRule extends Rule {
  readonly check: (context: RuleContext) => Iterable<Report>
}

/** What a rule finds at one place. */
export interface Report {
  readonly range: Range
  readonly message: string
  readonly fix?: Fix | undefined
  readonly related?: Finding['related']
}

/** An example of a rule as a whole policy file. */
export function wholeExample(example: string): string {
  if (!example.startsWith('spec:')) return example
  return `apiVersion: ai.docker.com/v1\nkind: GovernancePolicy\nmetadata:\n  name: example\n${example}`
}

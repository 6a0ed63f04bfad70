import type { GovernancePolicy } from '../../schemas/generated/policy.ts'
import type { Finding, Fix, Range, Severity } from '../finding.ts'
import type { PolicyDocument } from '../policy-document.ts'

/** What `governance explain` and a rule's page tell. Both examples are run by a test. */
export interface RuleDocumentation {
  /** Why it matters, in a few sentences. */
  readonly reason: string
  /** From `spec:` on; or a whole file when it begins otherwise. The rule finds something in it. */
  readonly bad: string
  /** The same, mended: the rule finds nothing in it. */
  readonly good: string
}

/** One thing that the linter knows. */
export interface Rule {
  /** In kebab case; a contract once published. */
  readonly id: string
  readonly severity: Severity
  /** What it finds, in one line. */
  readonly summary: string
  /** What to do about it, as an instruction. */
  readonly help: string
  readonly docs: RuleDocumentation
  /** Absent where the parser itself finds it. */
  readonly check?: (context: RuleContext) => Iterable<Report>
}

/** What a rule looks at. */
export interface RuleContext {
  readonly document: PolicyDocument
  /** The spec as far as it can be read: members of the wrong kind are left out. */
  readonly spec: ReadableSpec
}

export type ReadableSpec = GovernancePolicy['spec']

/** What a rule finds at one place. */
export interface Report {
  readonly range: Range
  readonly message: string
  readonly fix?: Fix
  readonly related?: Finding['related']
}

import type { GovernancePolicy } from '../schemas/generated/policy.ts'
import type { Finding, Range } from './finding.ts'

export interface ParsedPolicy {
  /** Present only when the schema is met and all patterns, keys and bindings are good. */
  policy?: GovernancePolicy
  findings: Finding[]
  /** The range of the value at a path, or of the nearest thing that exists above it. */
  locate(path: readonly (string | number)[]): Range
}

export function parsePolicy(_text: string, _file: string): ParsedPolicy {
  throw new Error('not yet')
}

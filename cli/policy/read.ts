import {
  compilePolicies,
  createDecisions,
  type Decisions,
  parsePolicy,
} from '../../policy/index.ts'
import type { GovernancePolicy } from '../../schemas/generated/policy.ts'
import { CommandError } from '../exit.ts'
import { inOneLine } from '../findings/one-line.ts'
import { readText } from '../read-text.ts'

/**
 * Reads policy files into the object that answers for all of them.
 * Throws CommandError (exit 2) at the first error of a file: half a policy decides nothing.
 */
export async function readDecisions(files: readonly string[]): Promise<Decisions> {
  return createDecisions(compilePolicies(await Promise.all(files.map(readPolicy))))
}

/** Reads one policy; throws CommandError with its place where it is not good. */
export async function readPolicy(file: string): Promise<GovernancePolicy> {
  const { policy, findings } = parsePolicy(await readText(file), file)
  if (policy) return policy
  const finding = findings.find(({ severity }) => severity === 'error')
  if (!finding) throw new CommandError(`${file}: not a policy`)
  const { line, character } = finding.range.start
  throw new CommandError(inOneLine(finding), {
    place: `${file}:${line + 1}:${character + 1}`,
  })
}

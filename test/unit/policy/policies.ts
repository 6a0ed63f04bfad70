import { compilePolicies } from '../../../policy/compile.ts'
import { createDecisions, type Decisions } from '../../../policy/decisions.ts'
import { type CanonicalHost, canonicalHost } from '../../../policy/host.ts'
import type { GovernancePolicy } from '../../../schemas/generated/policy.ts'

export type Spec = GovernancePolicy['spec']

/** A policy with the given spec. */
export function policy(spec: Spec, name = 'test-policy'): GovernancePolicy {
  return { apiVersion: 'ai.docker.com/v1', kind: 'GovernancePolicy', metadata: { name }, spec }
}

/** The decisions of one policy, or of several combined. */
export function decide(...specs: Spec[]): Decisions {
  return createDecisions(compilePolicies(specs.map((spec, index) => policy(spec, `p${index}`))))
}

/** A host that the test knows to be one. */
export function host(text: string): CanonicalHost {
  const found = canonicalHost(text)
  if (found === undefined) throw new Error(`not a host: ${text}`)
  return found
}

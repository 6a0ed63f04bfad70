import type { CompiledPolicy } from '../schemas/generated/configuration.ts'
import type { GovernancePolicy } from '../schemas/generated/policy.ts'

export function compilePolicies(_policies: readonly GovernancePolicy[]): CompiledPolicy {
  throw new Error('not yet')
}

export function policyDigest(_compiled: CompiledPolicy): string {
  throw new Error('not yet')
}

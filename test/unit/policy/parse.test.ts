import { expect, it } from 'vitest'
import type { Finding } from '../../../policy/finding.ts'
import { parsePolicy } from '../../../policy/parse.ts'
import { guidePolicy } from './guide-policy.ts'

const head = 'apiVersion: ai.docker.com/v1\nkind: GovernancePolicy\nmetadata: { name: p }\n'

/** Findings of a policy of which only the spec matters. */
function findingsOf(spec: string): Finding[] {
  return parsePolicy(head + spec, 'policy.yaml').findings
}

/** The text that a finding marks. */
function marked(text: string, { range }: Finding): string {
  const lines = text.split('\n')
  if (range.start.line !== range.end.line) return lines.slice(range.start.line).join('\n')
  return (lines[range.start.line] ?? '').slice(range.start.character, range.end.character)
}

it('accepts the policy of the guide as it stands', () => {
  const { policy, findings } = parsePolicy(guidePolicy, 'governance-policy.yaml')
  expect(findings).toEqual([])
  expect(policy?.metadata.name).toBe('agent-policy-001')
  expect(policy?.spec.credentials?.maxExpirationHours).toBe(24)
})

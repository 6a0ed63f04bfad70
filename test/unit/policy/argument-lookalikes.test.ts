import { describe, expect, it } from 'vitest'
import { compilePolicies } from '../../../policy/compile.ts'
import { createDecisions } from '../../../policy/decisions.ts'

const decisions = createDecisions(
  compilePolicies([
    {
      apiVersion: 'ai.docker.com/v1',
      kind: 'GovernancePolicy',
      metadata: { name: 'p' },
      spec: {
        mcp: {
          allowedTools: ['read_file'],
          arguments: { read_file: { path: { pattern: '^/workspace/' } } },
        },
      },
    },
  ]),
)

describe('a rule for an argument', () => {
  it.each(['Path', 'PATH', 'pa\u200bth', 'path\0', ' path', '\uff50ath'])(
    'is not passed by spelling the argument %j',
    (name) => {
      const call = decisions.toolCall('files', 'read_file', { [name]: '/etc/passwd' })
      expect(call).toMatchObject({ decision: 'blocked', rule: 'mcp.arguments.read_file.path' })
    },
  )

  it('leaves other arguments alone', () => {
    for (const args of [{ paths: 1 }, { path: '/workspace/a', other: 1 }, {}]) {
      expect(decisions.toolCall('files', 'read_file', args).decision).toBe('allowed')
    }
  })
})

import type { Rule } from '../rule.ts'

export const invalidLocal: Rule = {
  id: 'invalid-local',
  severity: 'error',
  summary: 'an entry of allowedLocal is not one service with a port',
  help: 'Write host:port.',
  docs: {
    reason:
      'The list allowedLocal is the one way into the local network, so it opens exactly one port of one service at a time.',
    bad: `spec:
  network:
    allowedLocal: [postgres]
`,
    good: `spec:
  network:
    allowedLocal: ["postgres:5432"]
`,
  },
}

import type { Rule } from '../rule.ts'

export const noSecretInEnvironment: Rule = {
  id: 'no-secret-in-environment',
  severity: 'warning',
  action: 'rewrite',
  reason: 'A credential that no policy allows has no business in a governed container.',
  mend: 'Name the key under credentials.allowedKeys: the container then gets a lease. If it is no credential, make an exception.',
  bad: `services:
  agent:
    image: agent
    environment: ['SLACK_TOKEN=xoxb-0123456789-abcdef']
`,
  good: `services:
  agent:
    image: agent
    environment: ['LOG_LEVEL=debug']
`,
  roles: 'governed',
  exceptable: true,
  check() {
    // Found, told and taken out by harden/environment.ts, which reads the env files as well.
  },
}

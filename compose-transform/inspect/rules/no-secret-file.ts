import { itemsAt, textAt } from '../../load/node.ts'
import type { Rule } from '../rule.ts'

export const noSecretFile: Rule = {
  id: 'no-secret-file',
  severity: 'error',
  action: 'refuse',
  reason:
    'A secret that is mounted is the real credential, for anything in the container to read and send away.',
  mend: 'Allow the key in the policy and hand it over as an environment variable: the container then gets a lease. One that counts within this project alone (the password of a database) can have an exception that says so.',
  bad: `services:
  agent: { image: agent, secrets: [token] }
secrets:
  token: { environment: GITHUB_TOKEN }
`,
  good: `services:
  agent:
    image: agent
    environment: [GITHUB_TOKEN]
`,
  roles: 'governed',
  exceptable: true,
  check({ name, node }, report) {
    for (const grant of itemsAt(node, 'secrets'))
      report(grant, `${name} would hold the secret ${textAt(grant, 'source')} itself.`)
  },
}

import { localDrivers } from '../../harden/baseline.ts'
import { knownSecrets } from '../../harden/known-secrets.ts'
import { itemsAt, type Node, textAt } from '../../load/node.ts'
import { type Rule, resource } from '../rule.ts'
import { isHarmlessValue, looksSecretName, looksSecretValue } from '../secret-shapes.ts'

export const noSecretElsewhere: Rule = {
  id: 'no-secret-elsewhere',
  severity: 'error',
  action: 'refuse',
  reason:
    'A credential in a command, a label or a build argument is in the container, in docker inspect or in the image, where no lease can stand for it.',
  mend: 'Hand it over as an environment variable whose key the policy allows.',
  bad: `services:
  agent:
    image: agent
    command: ['agent', '--token', '\${GITHUB_TOKEN}']
`,
  good: `services:
  agent:
    image: agent
    environment: [GITHUB_TOKEN]
    command: ['agent']
`,
  roles: 'governed',
  exceptable: true,
  check(view, report) {
    const values = knownSecrets(view.whole)
    const allowed = view.plan.policy?.decisions.allowedKeys
    const visit = (node: Node, path: string) => {
      if (node.kind === 'map')
        for (const [key, value] of node.entries) visit(value, `${path}.${key}`)
      else if (node.kind === 'list') for (const item of node.items) visit(item, path)
      else if (typeof node.value === 'string' && node.value !== '') {
        const text = node.value
        const used = node.references?.find((name) => looksSecretName(name) || allowed?.has(name))
        if (used !== undefined && !isHarmlessValue(text))
          report(node, `${view.name} has the value of ${used} in ${path}.`)
        else if (looksSecretValue(text) || values.some((value) => text.includes(value))) {
          report(node, `${view.name} has a credential in ${path}.`)
        }
      }
    }
    const driver = textAt(view.node, 'logging', 'driver')
    const replaced = driver !== undefined && !localDrivers.has(driver)
    for (const [key, value] of view.node.entries) {
      if (key === 'logging' && replaced) continue
      if (key !== 'environment') visit(value, key)
    }
    for (const grant of itemsAt(view.node, 'configs')) {
      const content = resource(view, 'configs', textAt(grant, 'source') ?? '')?.entries.get(
        'content',
      )
      if (content) visit(content, 'configs')
    }
  },
}

import { filesWithSecrets } from '../../harden/own-files.ts'
import { isOn, itemsAt, textAt } from '../../load/node.ts'
import { classifyHostPath } from '../host-paths.ts'
import { type Rule, resource } from '../rule.ts'
import { looksSecretName } from '../secret-shapes.ts'

export const noHostConfig: Rule = {
  id: 'no-host-config',
  severity: 'error',
  action: 'refuse',
  reason: 'A config brings a file of the host, or the value of a variable, into the container.',
  mend: 'Use a file of the project that holds no credential.',
  bad: `services:
  agent: { image: agent, configs: [hosts] }
configs:
  hosts: { file: /etc/shadow }
`,
  good: `services:
  agent: { image: agent, configs: [settings] }
configs:
  settings: { content: "verbose: true" }
`,
  roles: 'governed',
  exceptable: true,
  check(view, report) {
    const { directory, home } = view.whole.project
    const secrets = filesWithSecrets(view.whole)
    for (const grant of itemsAt(view.node, 'configs')) {
      const config = resource(view, 'configs', textAt(grant, 'source') ?? '')
      const file = textAt(config, 'file')
      const variable = textAt(config, 'environment')
      if (isOn(config?.entries.get('external')))
        report(grant, `${view.name} would get an external config.`)
      if (variable !== undefined && looksSecretName(variable))
        report(grant, `${view.name} would get the value of ${variable}.`)
      if (file === undefined) continue
      const kinds = [file, view.real(file)].map((path) => classifyHostPath(path, directory, home))
      if (secrets.has(file) || kinds.some((kind) => kind !== 'inside'))
        report(grant, `${view.name} would get ${file} of the host.`)
    }
  },
}

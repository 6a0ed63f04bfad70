import { isOn, itemsAt, textAt } from '../../load/node.ts'
import { type Rule, resource } from '../rule.ts'

export const noExternalVolume: Rule = {
  id: 'no-external-volume',
  severity: 'error',
  action: 'refuse',
  reason:
    'What an external volume is, and who else writes into it, cannot be known from this file.',
  mend: 'Use a volume of this project, or make an exception that says what it is.',
  bad: `services:
  agent:
    image: agent
    volumes: [data:/data]
volumes:
  data: { external: true }
`,
  good: `services:
  agent:
    image: agent
    volumes: [data:/data]
volumes:
  data: {}
`,
  roles: 'governed',
  exceptable: true,
  check(view, report) {
    for (const mount of itemsAt(view.node, 'volumes')) {
      const name = textAt(mount, 'type') === 'volume' ? textAt(mount, 'source') : undefined
      const volume = name === undefined ? undefined : resource(view, 'volumes', name)
      if (isOn(volume?.entries.get('external')))
        report(mount, `${view.name} would mount the external volume ${name}.`)
    }
  },
}

import { at, isOn, itemsAt, textAt } from '../../load/node.ts'
import type { Plan } from '../../roles/plan.ts'
import { type Rule, resource } from '../rule.ts'
import { volumeName } from '../sharing.ts'

/** What Compose makes for this project is called after a volume of its file; anything else may have been there before. */
function isOwn(plan: Plan, volume: string): boolean {
  const { name, root } = plan.project
  const key = volume.startsWith(`${name}_`) ? volume.slice(name.length + 1) : undefined
  return key !== undefined && at(root, 'volumes', key) !== undefined
}

export const noExternalVolume: Rule = {
  id: 'no-external-volume',
  severity: 'error',
  action: 'refuse',
  reason:
    'What an external volume is, and who else writes into it, cannot be known from this file.',
  mend: 'Use a volume of this project without a name of its own, or make an exception that says what it is.',
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
      else if (
        name !== undefined &&
        resource(view, 'volumes', name)?.entries.has('name') &&
        !isOwn(view.whole, volumeName(view.whole, name))
      ) {
        report(
          mount,
          `${view.name} would mount ${volumeName(view.whole, name)}, which may be the volume of another project: Compose takes the one that is there.`,
        )
      }
    }
  },
}

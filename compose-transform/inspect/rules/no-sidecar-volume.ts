import { itemsAt, textAt } from '../../load/node.ts'
import { holdsVolumes } from '../host-paths.ts'
import { hostPathsOf } from '../mounts.ts'
import { isReserved } from '../reserved.ts'
import { type Rule, resource } from '../rule.ts'

export const noSidecarVolume: Rule = {
  id: 'no-sidecar-volume',
  severity: 'error',
  action: 'refuse',
  reason:
    'The trail, the leases and the key of the authority are in volumes of the sidecars. Nobody else mounts them, nor the folder where the engine keeps them.',
  mend: 'Choose another volume. Exempt a service that has to look after all volumes of the machine.',
  bad: `services:
  agent:
    image: agent
    volumes: [trail:/trail]
volumes:
  trail: { name: docker-ai-governance-audit, external: true }
`,
  good: `services:
  agent:
    image: agent
    volumes: [trail:/trail]
volumes:
  trail: {}
`,
  roles: 'all',
  check(view, report) {
    for (const { node, path } of view.plan.role === 'exempt' ? [] : hostPathsOf(view)) {
      if ([path, view.real(path)].some((one) => holdsVolumes(one)))
        report(node, `${view.name} would see ${path}, where the engine keeps volumes.`)
    }
    for (const mount of itemsAt(view.node, 'volumes')) {
      const key = textAt(mount, 'source')
      if (textAt(mount, 'type') !== 'volume' || key === undefined) continue
      const name = textAt(resource(view, 'volumes', key), 'name') ?? key
      const own = name.startsWith('docker-ai-governance') || name.includes('_governance-')
      if (own || isReserved(key) || isReserved(name))
        report(mount, `${view.name} would mount ${name}, which belongs to the sidecars.`)
    }
  },
}

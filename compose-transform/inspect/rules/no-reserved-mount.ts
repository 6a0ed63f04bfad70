import { posix } from 'node:path'
import { itemsAt, textAt } from '../../load/node.ts'
import { within } from '../host-paths.ts'
import type { Rule } from '../rule.ts'

function placed(folder: string, target: string | undefined): string | undefined {
  return target === undefined ? undefined : posix.resolve(folder, target)
}

export const noReservedMount: Rule = {
  id: 'no-reserved-mount',
  severity: 'error',
  action: 'refuse',
  reason:
    '/run/governance holds the authority that the service is to trust; a mount there would put another in its place.',
  mend: 'Mount it somewhere else.',
  bad: `services:
  agent:
    image: agent
    volumes: ['./certs:/run/governance/certificates']
`,
  good: `services:
  agent:
    image: agent
    volumes: ['./certs:/certs']
`,
  roles: 'governed',
  check({ name, node }, report) {
    const mounts = [
      ...itemsAt(node, 'volumes').map((mount) => [textAt(mount, 'target'), mount] as const),
      ...itemsAt(node, 'tmpfs').map(
        (mount) => [placed('/', textAt(mount)?.split(':')[0]), mount] as const,
      ),
      // A target that is no path is one below the folder where Compose puts them.
      ...itemsAt(node, 'secrets').map(
        (grant) => [placed('/run/secrets', textAt(grant, 'target')), grant] as const,
      ),
      ...itemsAt(node, 'configs').map(
        (grant) => [placed('/', textAt(grant, 'target')), grant] as const,
      ),
    ]
    for (const [target, mount] of mounts) {
      if (target !== undefined && within(posix.normalize(target), '/run/governance')) {
        report(mount, `${name} would mount over ${target}.`)
      }
    }
  },
}

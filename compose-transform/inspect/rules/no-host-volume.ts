import { itemsAt, mapAt, textAt } from '../../load/node.ts'
import { type Rule, resource } from '../rule.ts'

/** What a file system in memory may be told. `bind` among its options would make a folder of the host of it. */
const memoryOptions =
  /^(?:(?:(?:size|mode|uid|gid|nr_inodes|nr_blocks)=[0-9]+[kmg%]?|no(?:exec|suid|dev|atime)|rw|ro)(?:,|$))*$/i

export const noHostVolume: Rule = {
  id: 'no-host-volume',
  severity: 'error',
  action: 'refuse',
  reason:
    'A volume with driver options can be a folder of the host or a share of another machine under another name.',
  mend: 'Use a plain named volume.',
  bad: `services:
  agent:
    image: agent
    volumes: [data:/data]
volumes:
  data:
    driver_opts: { type: none, o: bind, device: / }
`,
  good: `services:
  agent:
    image: agent
    volumes: [data:/data]
volumes:
  data: {}
`,
  roles: 'contained',
  exceptable: true,
  check(view, report) {
    for (const mount of itemsAt(view.node, 'volumes')) {
      if (textAt(mount, 'type') !== 'volume') continue
      const name = textAt(mount, 'source')
      const volume = name === undefined ? undefined : resource(view, 'volumes', name)
      const driver = textAt(volume, 'driver') ?? 'local'
      const options = mapAt(volume, 'driver_opts')
      const memory =
        textAt(options, 'type') === 'tmpfs' &&
        textAt(options, 'device') === 'tmpfs' &&
        memoryOptions.test(textAt(options, 'o') ?? '')
      if (driver !== 'local' && driver !== '')
        report(mount, `${view.name} would mount ${name}, whose driver is ${driver}.`)
      else if (options && options.entries.size > 0 && !memory) {
        report(
          mount,
          `${view.name} would mount ${name}, which is ${textAt(options, 'device') ?? 'something else'} under another name.`,
        )
      }
    }
  },
}

import { isReadOnly, itemsAt, type Node, textAt } from '../load/node.ts'
import { isWindowsPath } from '../load/paths.ts'
import { resource, type ServiceView } from './rule.ts'

export interface HostMount {
  node: Node
  /** A config or a secret that is a file of the host is mounted like any other path. */
  grant?: boolean
  path: string
  readOnly: boolean
}

/**
 * Every path of the host that a service sees: binds, volumes that are binds by another name, files of configs and
 * secrets, and what `watch` copies in while somebody develops.
 */
export function* hostPathsOf(view: ServiceView): Iterable<HostMount> {
  for (const node of itemsAt(view.node, 'develop', 'watch')) {
    const path = textAt(node, 'path')
    if (path?.startsWith('/') && textAt(node, 'action')?.startsWith('sync'))
      yield { node, path, readOnly: true }
  }
  for (const section of ['configs', 'secrets']) {
    for (const node of itemsAt(view.node, section)) {
      const path = textAt(resource(view, section, textAt(node, 'source') ?? ''), 'file')
      if (path?.startsWith('/')) yield { node, path, readOnly: true, grant: true }
    }
  }
  for (const node of itemsAt(view.node, 'volumes')) {
    const source = textAt(node, 'source')
    const readOnly = isReadOnly(node)
    const type = textAt(node, 'type')
    if (type === 'bind' && source !== undefined && !isWindowsPath(source)) {
      yield { node, path: source, readOnly }
    }
    if (type !== 'volume' || source === undefined) continue
    const device = textAt(resource(view, 'volumes', source), 'driver_opts', 'device')
    if (device?.startsWith('/')) yield { node, path: device, readOnly }
  }
}

import { posix } from 'node:path'
import { isOn, itemsAt, type Node, textAt } from '../load/node.ts'
import { isWindowsPath } from '../load/paths.ts'
import type { Plan } from '../roles/plan.ts'
import { within } from './host-paths.ts'
import { resource, type ServiceView } from './rule.ts'

export interface HostMount {
  node: Node
  path: string
  readOnly: boolean
}

/** Every path of the host that a service mounts: binds, and volumes that are binds by another name. */
export function* hostPathsOf(view: ServiceView): Iterable<HostMount> {
  for (const node of itemsAt(view.node, 'volumes')) {
    const source = textAt(node, 'source')
    const readOnly = node.kind === 'map' && isOn(node.entries.get('read_only'))
    const type = textAt(node, 'type')
    if (type === 'bind' && source !== undefined && !isWindowsPath(source)) {
      yield { node, path: source, readOnly }
    }
    if (type !== 'volume' || source === undefined) continue
    const device = textAt(resource(view, 'volumes', source), 'driver_opts', 'device')
    if (device?.startsWith('/')) yield { node, path: device, readOnly }
  }
}

/** The exempt service that mounts the same volume or the same part of the host, if there is one. */
export function sharedWithExempt(plan: Plan, mount: Node): string | undefined {
  const type = textAt(mount, 'type')
  const source = textAt(mount, 'source')
  if (source === undefined) return undefined
  for (const [name, service] of plan.services) {
    if (service.role !== 'exempt') continue
    for (const other of itemsAt(plan.project.root, 'services', name, 'volumes')) {
      const theirs = textAt(other, 'source')
      if (textAt(other, 'type') !== type || theirs === undefined) continue
      const same = type === 'bind' ? overlap(source, theirs) : source === theirs
      if (same) return name
    }
  }
  return undefined
}

function overlap(left: string, right: string): boolean {
  const [a, b] = [posix.normalize(left), posix.normalize(right)]
  return a !== '/dev/null' && (within(a, b) || within(b, a))
}

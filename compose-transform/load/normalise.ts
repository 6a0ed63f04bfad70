import { entriesAt, itemsAt, type Mapping, mapAt, mapping, scalar, textAt, textOf } from './node.ts'
import { cleanPath } from './paths.ts'

/** Writes down what a file leaves implied: the default network, and what has to start first. */
export function normalise(root: Mapping): void {
  let usesDefault = false
  for (const [, service] of entriesAt(root, 'services')) {
    if (service.kind !== 'map') continue
    if (addDefaultNetwork(service)) usesDefault = true
    addImpliedDependencies(service)
    cleanTargets(service)
    const policy = service.entries.get('pull_policy')
    if (policy && textOf(policy) === 'if_not_present') {
      service.entries.set('pull_policy', { ...policy, value: 'missing' } as typeof policy)
    }
  }
  if (!usesDefault) return
  const networks = mapAt(root, 'networks') ?? mapping([], root.place)
  if (!networks.entries.has('default')) networks.entries.set('default', scalar(null, root.place))
  root.entries.set('networks', networks)
}

/** Whether the service is on the network `default`. */
function addDefaultNetwork(service: Mapping): boolean {
  if (service.entries.has('provider') || service.entries.has('network_mode')) return false
  const networks = mapAt(service, 'networks')
  if (networks && networks.entries.size > 0) return networks.entries.has('default')
  const place = service.entries.get('networks')?.place ?? service.place
  service.entries.set('networks', mapping([['default', scalar(null, place)]], place))
  return true
}

/** A mount goes where its target leads, without detours; the short form is cleaned when it is read. */
function cleanTargets(service: Mapping): void {
  for (const mount of itemsAt(service, 'volumes')) {
    const target = mapAt(mount)?.entries.get('target')
    if (target?.kind !== 'scalar' || typeof target.value !== 'string') continue
    const clean = cleanPath(target.value)
    if (clean !== target.value) mapAt(mount)?.entries.set('target', { ...target, value: clean })
  }
}

function addImpliedDependencies(service: Mapping): void {
  const dependsOn = mapAt(service, 'depends_on') ?? mapping([], service.place)
  const add = (name: string, restart: boolean) => {
    if (dependsOn.entries.has(name)) return
    const entries = [
      ['condition', scalar('service_started', service.place)],
      ['restart', scalar(restart, service.place)],
      ['required', scalar(true, service.place)],
    ] as const
    dependsOn.entries.set(name, mapping(entries, service.place))
  }
  for (const link of itemsAt(service, 'links')) {
    const parts = (textOf(link) ?? '').split(':')
    add((parts.length === 2 ? parts[0] : textOf(link)) ?? '', true)
  }
  for (const key of ['network_mode', 'ipc', 'pid', 'uts', 'cgroup']) {
    const value = textAt(service, key)
    if (value?.startsWith('service:')) add(value.slice('service:'.length), true)
  }
  for (const source of itemsAt(service, 'volumes_from')) {
    const text = textOf(source) ?? ''
    if (!text.startsWith('container:')) add(text.split(':')[0] ?? '', false)
  }
  if (dependsOn.entries.size > 0) service.entries.set('depends_on', dependsOn)
}

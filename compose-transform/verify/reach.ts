import { type EmittedFile, mountsOf, networksOf, texts } from './file.ts'

export const sidecarNames: ReadonlySet<string> = new Set([
  'governance-proxy',
  'governance-gateway',
  'governance-broker',
])

/** A forwarder for published ports: it passes connections inward and answers nothing else. */
export function isIngress(name: string): boolean {
  return name === 'governance-ingress' || name.startsWith('governance-ingress-')
}

/** The service whose network namespace a service lives in: itself, or the one it joins. */
export function networkHost(file: EmittedFile, name: string): string {
  const mode = file.services.get(name)?.get('network_mode')
  return typeof mode === 'string' && mode.startsWith('service:') ? mode.slice(8) : name
}

/** Who is on which network; those that join another's namespace count where that one is. */
export function membersByNetwork(file: EmittedFile): Map<string, Set<string>> {
  const members = new Map<string, Set<string>>()
  for (const name of file.services.keys()) {
    const host = networkHost(file, name)
    for (const network of networksOf(file.services.get(host)).keys()) {
      const present = members.get(network) ?? new Set<string>()
      present.add(name)
      members.set(network, present)
    }
  }
  return members
}

/**
 * Every service that a service can exchange data with, directly or through others: over shared networks, shared
 * namespaces and shared files. The sidecars and the forwarders are where it ends, because they judge what passes.
 */
export function reachable(file: EmittedFile, start: string): Map<string, string> {
  const networks = membersByNetwork(file)
  const reached = new Map<string, string>([[start, '']])
  const queue = [start]
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    for (const [other, how] of neighbours(file, networks, name)) {
      if (reached.has(other)) continue
      reached.set(other, how)
      if (!sidecarNames.has(other) && !isIngress(other)) queue.push(other)
    }
  }
  reached.delete(start)
  return reached
}

function* neighbours(
  file: EmittedFile,
  networks: ReadonlyMap<string, ReadonlySet<string>>,
  name: string,
): Iterable<[string, string]> {
  for (const [network, members] of networks) {
    if (!members.has(name)) continue
    for (const other of members) if (other !== name) yield [other, `the network ${network}`]
  }
  for (const other of file.services.keys()) {
    if (other === name) continue
    const how = namespace(file, name, other) ?? namespace(file, other, name)
    if (how) yield [other, how]
  }
}

function namespace(file: EmittedFile, name: string, other: string): string | undefined {
  const service = file.services.get(name)
  for (const key of ['network_mode', 'pid', 'ipc', 'uts', 'cgroup']) {
    if (service?.get(key) === `service:${other}`) return `${key} of ${other}`
  }
  for (const from of texts(service?.get('volumes_from'))) {
    if (from.split(':')[0] === other) return `the volumes of ${other}`
  }
  return undefined
}

/** Names of volumes and host paths that a service shares with others, with who they are. */
export function sharedFiles(file: EmittedFile, name: string): Map<string, string[]> {
  const shared = new Map<string, string[]>()
  for (const mount of mountsOf(file.services.get(name))) {
    const { source } = mount
    if (source === undefined || source === '/dev/null') continue
    for (const [other, service] of file.services) {
      if (other === name) continue
      const same = mountsOf(service).some(
        (theirs) =>
          theirs.type === mount.type &&
          theirs.source !== undefined &&
          overlaps(theirs.source, source),
      )
      if (same) shared.set(source, [...(shared.get(source) ?? []), other])
    }
  }
  return shared
}

function overlaps(left: string, right: string): boolean {
  return left === right || left.startsWith(`${right}/`) || right.startsWith(`${left}/`)
}

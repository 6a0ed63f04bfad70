import { posix } from 'node:path'
import { type EmittedFile, mountsOf, networksOf, settings, texts } from './file.ts'

export const sidecarNames: ReadonlySet<string> = new Set([
  'governance-proxy',
  'governance-gateway',
  'governance-broker',
])

/** A forwarder for published ports: it passes connections inward and answers nothing else. */
export function isIngress(name: string): boolean {
  return name === 'governance-ingress' || name.startsWith('governance-ingress-')
}

export const namespaces = ['network_mode', 'pid', 'ipc', 'uts', 'cgroup'] as const

/** Who meets whom in a file: over networks, in namespaces, through files. Worked out once for all services. */
export class Surroundings {
  /** Network → its members; those that join another's namespace count where that one is. */
  readonly members = new Map<string, Set<string>>()
  private readonly networks = new Map<string, string[]>()
  /** Service → those with which it shares a namespace or all mounts, in either direction. */
  private readonly shared = new Map<string, Map<string, string>>()
  private readonly users = new Map<string, Set<string>>()
  /** Folder of the host → who mounts something from inside it. */
  private readonly inside = new Map<string, Set<string>>()
  private readonly file: EmittedFile

  constructor(file: EmittedFile) {
    this.file = file
    for (const name of file.services.keys()) this.add(name)
  }

  /** The service whose network namespace a service lives in: itself, or the one it joins. */
  host(name: string): string {
    const mode = this.file.services.get(name)?.get('network_mode')
    return typeof mode === 'string' && mode.startsWith('service:') ? mode.slice(8) : name
  }

  /** Services that share a namespace or mounts with one, and how. */
  sharing(name: string): ReadonlyMap<string, string> {
    return this.shared.get(name) ?? new Map()
  }

  /**
   * Every service that a service can exchange data with, directly or through others: over networks and in shared
   * namespaces. The sidecars and the forwarders are where it ends, because they judge what passes.
   */
  reachable(start: string): Map<string, string> {
    const reached = new Map<string, string>([[start, '']])
    const queue = [start]
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      for (const [other, how] of this.neighbours(name)) {
        if (reached.has(other)) continue
        reached.set(other, how)
        if (!sidecarNames.has(other) && !isIngress(other)) queue.push(other)
      }
    }
    reached.delete(start)
    return reached
  }

  /** Volumes and host paths that a service shares with others, with who they are. */
  sharedFiles(name: string): Map<string, Set<string>> {
    const found = new Map<string, Set<string>>()
    for (const { type, source } of mountsOf(this.file.services.get(name))) {
      if (source === undefined || source === '/dev/null') continue
      const others = new Set(this.users.get(`${type}:${source}`))
      if (type === 'bind') {
        for (const user of this.inside.get(source) ?? []) others.add(user)
        for (const path of foldersAbove(source)) {
          for (const user of this.users.get(`bind:${path}`) ?? []) others.add(user)
        }
      }
      others.delete(name)
      if (others.size > 0) found.set(source, others)
    }
    return found
  }

  private add(name: string): void {
    const service = this.file.services.get(name)
    const networks = [...networksOf(this.file.services.get(this.host(name))).keys()]
    this.networks.set(name, networks)
    for (const network of networks) addTo(this.members, network, name)
    for (const key of namespaces) {
      const value = service?.get(key)
      if (typeof value !== 'string' || !value.startsWith('service:')) continue
      this.share(name, value.slice('service:'.length), `its ${key}`)
    }
    for (const from of texts(service?.get('volumes_from'))) {
      if (!from.startsWith('container:')) this.share(name, from.split(':')[0] ?? '', 'its mounts')
    }
    this.useMounts(name, name, new Set())
  }

  /** What a service mounts itself, by another one, and as a config. */
  private useMounts(user: string, name: string, seen: Set<string>): void {
    if (seen.has(name)) return
    seen.add(name)
    const service = this.file.services.get(name)
    for (const { type, source } of mountsOf(service)) {
      this.use(user, type, source)
      const device = settings(this.file.volumes.get(source ?? '')?.get('driver_opts')).get('device')
      if (type === 'volume' && typeof device === 'string') this.use(user, 'bind', device)
    }
    const configs = service?.get('configs')
    for (const grant of Array.isArray(configs) ? configs : []) {
      const key = grant instanceof Map ? grant.get('source') : grant
      const path = this.file.configs.get(String(key))?.get('file')
      if (path !== undefined) this.use(user, 'bind', String(path))
    }
    for (const from of texts(service?.get('volumes_from'))) {
      this.useMounts(user, from.split(':')[0] ?? '', seen)
    }
  }

  private share(one: string, other: string, how: string): void {
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      const present = this.shared.get(from) ?? new Map<string, string>()
      present.set(to, how)
      this.shared.set(from, present)
    }
  }

  private use(name: string, type: string, source: string | undefined): void {
    if (source === undefined) return
    addTo(this.users, `${type}:${source}`, name)
    // Whoever mounts a folder sees what others mount from inside it.
    if (type === 'bind') for (const path of foldersAbove(source)) addTo(this.inside, path, name)
  }

  private *neighbours(name: string): Iterable<[string, string]> {
    for (const network of this.networks.get(name) ?? []) {
      for (const other of this.members.get(network) ?? []) {
        if (other === name) continue
        const together = this.host(other) === this.host(name)
        yield [other, together ? 'its network namespace' : `the network ${network}`]
      }
    }
    yield* this.sharing(name)
  }
}

function* foldersAbove(path: string): Iterable<string> {
  let below = path
  for (let folder = posix.dirname(path); folder !== below; folder = posix.dirname(folder)) {
    yield folder
    below = folder
  }
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const present = map.get(key) ?? new Set<string>()
  present.add(value)
  map.set(key, present)
}

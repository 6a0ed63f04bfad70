import { posix } from 'node:path'
import { entriesAt, isReadOnly, itemsAt, mapAt, type Node, textAt, textOf } from '../load/node.ts'
import { isGoverned, type Plan } from '../roles/plan.ts'

/**
 * How a service comes by what others can write: it mounts it, is handed a copy (a config, `watch`), or is built from it.
 */
export type How = 'mount' | 'copy' | 'build'

/** One thing that a service gets from outside its image. */
interface Source {
  how: How
  kind: 'volume' | 'path'
  /** Name of the volume at the engine, or path of the host. */
  name: string
}

/** Every service that gets the same volume or the same part of the host, the one that is asked about included, and how. */
export function sharing(plan: Plan, mount: Node): ReadonlyMap<string, How> {
  const writes = !isReadOnly(mount)
  const found = new Map<string, How>()
  for (const source of sourcesOfMount(plan, mount)) {
    for (const [name, how] of usersOf(plan).of(source)) {
      // Who only reads learns nothing of one that only reads.
      if (how === 'mount' || writes) note(found, name, how)
    }
  }
  return found
}

/**
 * How a governed service can have a hand in what a companion does: by files that it reads, or by a port that a policy
 * opens. What shares files or a namespace with such a companion is as exposed as that one is.
 */
export type Exposure = 'files' | 'network'

/** What a companion is exposed to; undefined for one that is not, and for services of other roles. */
export function exposureOf(plan: Plan, name: string): Exposure | undefined {
  const present = exposures.get(plan) ?? findExposed(plan)
  exposures.set(plan, present)
  return present.get(name)
}

const exposures = new WeakMap<Plan, ReadonlyMap<string, Exposure>>()

function findExposed(plan: Plan): Map<string, Exposure> {
  const governed = [...plan.services.values()].filter((service) => isGoverned(service))
  const byFiles = governed.flatMap(({ name }) =>
    itemsAt(plan.project.root, 'services', name, 'volumes').flatMap((mount) => [
      ...sharing(plan, mount).keys(),
    ]),
  )
  const exposed = new Map<string, Exposure>()
  const together = namespacesOf(plan)
  const spread = (starts: Iterable<string>, exposure: Exposure) => {
    const queue = [...starts]
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      if (plan.services.get(name)?.role !== 'companion' || exposed.has(name)) continue
      exposed.set(name, exposure)
      queue.push(...(together.get(name) ?? []))
      for (const source of sourcesOf(plan, name)) {
        if (source.how === 'mount') queue.push(...usersOf(plan).of(source).keys())
      }
    }
  }
  spread(byFiles, 'files')
  spread(plan.locals.keys(), 'network')
  return exposed
}

/** Service → those that it shares a namespace with, in either direction. */
function namespacesOf(plan: Plan): Map<string, string[]> {
  const together = new Map<string, string[]>()
  const add = (one: string, other: string) =>
    together.set(one, [...(together.get(one) ?? []), other])
  for (const name of plan.services.keys()) {
    for (const key of ['network_mode', 'pid', 'ipc']) {
      const value = textAt(plan.project.root, 'services', name, key)
      if (!value?.startsWith('service:')) continue
      add(name, value.slice('service:'.length))
      add(value.slice('service:'.length), name)
    }
  }
  return together
}

/** The name of a volume at the engine. Two keys may have one. */
export function volumeName(plan: Plan, key: string): string {
  const given = textAt(plan.project.root, 'volumes', key, 'name')
  return given ?? `${plan.project.name}_${key}`
}

/**
 * The service of this project whose container a name could mean: its `container_name`, or what Compose calls it. Where
 * several could be meant, one that is not exempt.
 */
export function serviceOfContainer(plan: Plan, container: string): string | undefined {
  const prefix = new RegExp(`^${plan.project.name}[-_]`)
  const meant = [...plan.services.values()].filter(({ name }) => {
    const given = textAt(plan.project.root, 'services', name, 'container_name')
    const rest = container.replace(prefix, '')
    return given === container || (rest !== container && rest.startsWith(name))
  })
  return (meant.find(({ role }) => role !== 'exempt') ?? meant[0])?.name
}

function* sourcesOf(plan: Plan, name: string, seen = new Set<string>()): Iterable<Source> {
  if (seen.has(name)) return
  seen.add(name)
  const service = mapAt(plan.project.root, 'services', name)
  for (const mount of itemsAt(service, 'volumes')) yield* sourcesOfMount(plan, mount)
  for (const from of itemsAt(service, 'volumes_from')) {
    const text = textOf(from) ?? ''
    const container = text.startsWith('container:') ? text.split(':')[1] : undefined
    const other = container === undefined ? text.split(':')[0] : serviceOfContainer(plan, container)
    if (other !== undefined) yield* sourcesOf(plan, other, seen)
  }
  for (const grant of itemsAt(service, 'configs')) {
    yield* path(
      'copy',
      plan,
      textAt(plan.project.root, 'configs', textAt(grant, 'source') ?? '', 'file'),
    )
  }
  for (const watch of itemsAt(service, 'develop', 'watch')) {
    yield* path('copy', plan, textAt(watch, 'path'))
  }
  yield* path('build', plan, textAt(service, 'build', 'context'))
  for (const [, context] of entriesAt(service, 'build', 'additional_contexts'))
    yield* path('build', plan, textOf(context))
}

function* sourcesOfMount(plan: Plan, mount: Node): Iterable<Source> {
  const source = textAt(mount, 'source')
  const type = textAt(mount, 'type')
  if (source === undefined) return
  if (type === 'bind') yield* path('mount', plan, source)
  if (type !== 'volume') return
  yield { how: 'mount', kind: 'volume', name: volumeName(plan, source) }
  yield* path('mount', plan, textAt(plan.project.root, 'volumes', source, 'driver_opts', 'device'))
}

/** A path as it is written, and where it really leads. */
function* path(how: How, plan: Plan, text: string | undefined): Iterable<Source> {
  if (!text?.startsWith('/') || text === '/dev/null') return
  const written = posix.normalize(text)
  yield { how, kind: 'path', name: written }
  const real = plan.realPaths?.get(text)
  if (real !== undefined && real !== written) yield { how, kind: 'path', name: real }
}

/** Who gets what in a project. Worked out once for all services. */
class Users {
  readonly #volumes = new Map<string, Map<string, How>>()
  readonly #paths = new Map<string, Map<string, How>>()
  /** Folder → who gets something from inside it. */
  readonly #inside = new Map<string, Map<string, How>>()

  constructor(plan: Plan) {
    for (const name of plan.services.keys()) {
      for (const source of sourcesOf(plan, name)) this.#add(name, source)
    }
  }

  of({ kind, name }: Source): ReadonlyMap<string, How> {
    if (kind === 'volume') return this.#volumes.get(name) ?? new Map()
    const found = new Map([...(this.#paths.get(name) ?? [])])
    const folders = [...foldersAbove(name)].map((folder) => this.#paths.get(folder))
    for (const users of [this.#inside.get(name), ...folders]) {
      for (const [user, how] of users ?? []) note(found, user, how)
    }
    return found
  }

  #add(user: string, { how, kind, name }: Source): void {
    if (kind === 'volume') addTo(this.#volumes, name, user, how)
    else {
      addTo(this.#paths, name, user, how)
      for (const folder of foldersAbove(name)) addTo(this.#inside, folder, user, how)
    }
  }
}

const users = new WeakMap<Plan, Users>()

function usersOf(plan: Plan): Users {
  const present = users.get(plan) ?? new Users(plan)
  users.set(plan, present)
  return present
}

/** Every folder above a path, up to the root. */
function* foldersAbove(path: string): Iterable<string> {
  let below = path
  for (let folder = posix.dirname(path); folder !== below; folder = posix.dirname(folder)) {
    yield folder
    below = folder
  }
}

const order: readonly How[] = ['build', 'copy', 'mount']

/** Of several ways the closest counts. */
function note(found: Map<string, How>, user: string, how: How): void {
  const known = found.get(user)
  if (known === undefined || order.indexOf(known) < order.indexOf(how)) found.set(user, how)
}

function addTo(map: Map<string, Map<string, How>>, key: string, user: string, how: How): void {
  const present = map.get(key) ?? new Map<string, How>()
  note(present, user, how)
  map.set(key, present)
}

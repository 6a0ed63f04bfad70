import { posix } from 'node:path'
import { itemsAt, type Node, textAt } from '../load/node.ts'
import type { Plan } from '../roles/plan.ts'

/** The exempt service that mounts the same volume or the same part of the host, if there is one. */
export function sharedWithExempt(plan: Plan, mount: Node): string | undefined {
  return sharing(plan, mount).find((name) => plan.services.get(name)?.role === 'exempt')
}

/** Every service that mounts the same volume or the same part of the host, the one that is asked about included. */
export function sharing(plan: Plan, mount: Node): string[] {
  return [...usersOf(plan).of(plan, mount)]
}

/** The name of a volume at the engine. Two keys may have one. */
export function volumeName(plan: Plan, key: string): string {
  const given = textAt(plan.project.root, 'volumes', key, 'name')
  return given ?? `${plan.project.name}_${key}`
}

/** Who mounts what in a project. Worked out once for all services. */
class Users {
  readonly #volumes = new Map<string, Set<string>>()
  readonly #paths = new Map<string, Set<string>>()
  /** Folder → who mounts something from inside it. */
  readonly #inside = new Map<string, Set<string>>()

  constructor(plan: Plan) {
    for (const name of plan.services.keys()) {
      for (const mount of itemsAt(plan.project.root, 'services', name, 'volumes')) {
        const source = textAt(mount, 'source')
        const type = textAt(mount, 'type')
        if (source === undefined) continue
        if (type === 'volume') addTo(this.#volumes, volumeName(plan, source), name)
        else if (type === 'bind' && source !== '/dev/null') {
          const path = posix.normalize(source)
          addTo(this.#paths, path, name)
          for (const folder of foldersAbove(path)) addTo(this.#inside, folder, name)
        }
      }
    }
  }

  of(plan: Plan, mount: Node): Set<string> {
    const source = textAt(mount, 'source')
    const type = textAt(mount, 'type')
    if (source === undefined || source === '/dev/null') return new Set()
    if (type === 'volume') return this.#volumes.get(volumeName(plan, source)) ?? new Set()
    if (type !== 'bind') return new Set()
    const path = posix.normalize(source)
    const found = new Set([...(this.#paths.get(path) ?? []), ...(this.#inside.get(path) ?? [])])
    for (const folder of foldersAbove(path)) {
      for (const user of this.#paths.get(folder) ?? []) found.add(user)
    }
    return found
  }
}

const users = new WeakMap<Plan, Users>()

function usersOf(plan: Plan): Users {
  const present = users.get(plan) ?? new Users(plan)
  users.set(plan, present)
  return present
}

/** Every folder above a path, up to the root. */
export function* foldersAbove(path: string): Iterable<string> {
  let below = path
  for (let folder = posix.dirname(path); folder !== below; folder = posix.dirname(folder)) {
    yield folder
    below = folder
  }
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const present = map.get(key) ?? new Set<string>()
  map.set(key, present.add(value))
}

import { posix } from 'node:path'
import { type Node, type Scalar, scalar, textAt } from './node.ts'
import { pathTable, rewrite } from './path-table.ts'

/** A path in a container without detours and without a slash at its end, as Go's path.Clean gives it. */
export function cleanPath(path: string): string {
  return posix.normalize(path).replace(/(.)\/$/, '$1')
}

type Resolve = (node: Node, base: string, home: string) => Node

const resolveText =
  (leaveAlone: (text: string) => boolean = (text) => text === ''): Resolve =>
  (node, base, home) => {
    if (node.kind !== 'scalar' || typeof node.value !== 'string') return node
    if (leaveAlone(node.value)) return node
    const resolved = absolute(node.value, base, home)
    if (resolved === node.value) return node
    const result: Scalar = scalar(resolved, node.place, node)
    if (node.key) result.key = node.key
    return result
  }

const file = resolveText()
const mountSource = resolveText(isWindowsPath)
const context = resolveText(
  (text) =>
    text === '' ||
    text.includes('://') ||
    text.startsWith('service:') ||
    /^(?:https?:\/\/|git:\/\/|ssh:\/\/|github\.com\/|git@)/.test(text),
)
const localFile = resolveText(
  (text) => text === '' || isWindowsPath(text) || /^(?:https?|git|oci):/.test(text),
)

const bindSource: Resolve = (node, base, home) => {
  if (node.kind === 'map' && textAt(node, 'type') === 'bind')
    inner(node, 'source', mountSource, base, home)
  return node
}

const driverDevice: Resolve = (node, base, home) => {
  if (node.kind === 'map' && textAt(node, 'driver') === 'local') {
    const opts = node.entries.get('driver_opts')
    if (opts?.kind === 'map' && textAt(opts, 'o') === 'bind') {
      inner(opts, 'device', mountSource, base, home)
    }
  }
  return node
}

function inner(node: Node, key: string, resolve: Resolve, base: string, home: string): void {
  if (node.kind !== 'map') return
  const value = node.entries.get(key)
  if (value) node.entries.set(key, resolve(value, base, home))
}

const rules = pathTable<Resolve>([
  ['configs.*.file', mountSource],
  ['secrets.*.file', mountSource],
  ['services.*.build.context', context],
  ['services.*.build.additional_contexts.*', context],
  ['services.*.build.ssh.*', mountSource],
  ['services.*.develop.watch.*.path', file],
  ['services.*.env_file.*.path', file],
  ['services.*.extends.file', localFile],
  ['services.*.label_file.*', file],
  ['services.*.volumes.*', bindSource],
  ['services.*.x-docker-ai-governance.policy.*', file],
  ['volumes.*', driverDevice],
])

/** Makes every relative path of a model absolute, from `base`; `~` is the home of the caller. */
export function resolvePaths(root: Node, base: string, home: string): Node {
  return rewrite(root, [rules], (resolve, node) => resolve(node, base, home))
}

/** A path of this machine in one spelling. */
export function absolute(path: string, base: string, home: string): string {
  const expanded = path === '~' || path.startsWith('~/') ? posix.join(home, path.slice(1)) : path
  if (posix.isAbsolute(expanded)) return expanded
  return posix.join(base, expanded).replace(/(.)\/+$/, '$1')
}

export function isWindowsPath(text: string): boolean {
  return /^[a-zA-Z]:/.test(text) || text.startsWith('\\\\')
}

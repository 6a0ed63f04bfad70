import { looksSecretName, looksSecretValue } from '../inspect/secret-shapes.ts'
import {
  at,
  fromData,
  list,
  type Mapping,
  mapping,
  type Node,
  type Path,
  type Place,
} from '../load/node.ts'

/** One thing that hardening did, for `diff` and for the comments of the emitted file. */
export interface Change {
  path: string[]
  service?: string
  /** Absent for what was added. Never a secret: those are shown as the name of their variable only. */
  before?: unknown
  /** Absent for what was removed. */
  after?: unknown
  reason: string
}

/** Options of one edit. */
interface Edit {
  /** Keeps the values out of the change record. */
  hidden?: boolean
}

/**
 * A model that is being rewritten. The model it was made from stays as it is: what is touched is copied first.
 */
export class Draft {
  readonly changes: Change[] = []
  private root: Mapping
  private readonly owned = new WeakSet<Node>()

  constructor(root: Mapping) {
    this.root = root
  }

  get model(): Mapping {
    return this.root
  }

  get(...path: (string | number)[]): Node | undefined {
    return at(this.root, ...path)
  }

  /** Puts a value at a path, which may be new. `value` is data or a finished node. */
  set(
    path: readonly string[],
    value: unknown,
    place: Place,
    reason: string,
    edit: Edit = {},
  ): void {
    const parent = this.writable(path.slice(0, -1), place)
    const key = path.at(-1) ?? ''
    const before = parent.entries.get(key)
    const node = isNode(value) ? value : fromData(value, place)
    node.why = reason
    if (before?.key && !node.key) node.key = before.key
    parent.entries.set(key, node)
    this.note(path, before, node, reason, edit)
  }

  /** Adds to a list, which may be new. */
  append(path: readonly string[], value: unknown, place: Place, reason: string): void {
    const parent = this.writable(path.slice(0, -1), place)
    const key = path.at(-1) ?? ''
    const before = parent.entries.get(key)
    const node = isNode(value) ? value : fromData(value, place)
    node.why = reason
    const items = before?.kind === 'list' ? before.items : []
    const grown = list([...items, node], before?.place ?? place)
    if (before?.key) grown.key = before.key
    if (before?.why) grown.why = before.why
    parent.entries.set(key, grown)
    this.note([...path, String(items.length)], undefined, node, reason, {})
  }

  remove(path: readonly string[], reason: string, edit: Edit = {}): void {
    const before = this.get(...path)
    if (!before) return
    const parent = this.writable(path.slice(0, -1), before.place)
    const key = path.at(-1) ?? ''
    parent.entries.delete(key)
    parent.removed = [...(parent.removed ?? []), { key, why: reason }]
    this.note(path, before, undefined, reason, edit)
  }

  /** The mapping at a path as one that this draft may change; made when there is none. */
  private writable(path: readonly string[], place: Place): Mapping {
    this.root = this.own(this.root)
    let here = this.root
    for (const step of path) {
      const next = here.entries.get(step)
      const copy = next?.kind === 'map' ? this.own(next) : this.own(mapping([], place))
      if (next?.key && !copy.key) copy.key = next.key
      here.entries.set(step, copy)
      here = copy
    }
    return here
  }

  private own(node: Mapping): Mapping {
    if (this.owned.has(node)) return node
    const copy: Mapping = { ...node, entries: new Map(node.entries) }
    this.owned.add(copy)
    return copy
  }

  private note(
    path: Path,
    before: Node | undefined,
    after: Node | undefined,
    reason: string,
    { hidden }: Edit,
  ): void {
    const change: Change = { path: path.map(String), reason }
    if (path[0] === 'services' && path[1] !== undefined) change.service = String(path[1])
    const key = String(path.at(-1))
    if (before) change.before = hidden ? masked : shown(before, key)
    if (after) change.after = hidden ? masked : shown(after, key)
    this.changes.push(change)
  }
}

const masked = '(hidden)'

/** A value for people to read: what may be a credential by its key, its source or its shape is not shown. */
function shown(node: Node, key: string): unknown {
  if (node.kind === 'list') return node.items.map((item) => shown(item, key))
  if (node.kind === 'map') {
    return Object.fromEntries([...node.entries].map(([name, value]) => [name, shown(value, name)]))
  }
  const secret =
    looksSecretName(key) ||
    node.references?.some(looksSecretName) ||
    (typeof node.value === 'string' && looksSecretValue(node.value))
  return secret && node.value !== null ? masked : node.value
}

function isNode(value: unknown): value is Node {
  const kind = (value as { kind?: unknown } | null)?.kind
  return (
    (kind === 'scalar' || kind === 'list' || kind === 'map') &&
    (value as { place?: unknown }).place !== undefined
  )
}

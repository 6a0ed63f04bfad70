import {
  list,
  type Mapping,
  type Node,
  type Path,
  type Scalar,
  scalar,
  textAt,
} from '../load/node.ts'

/**
 * The short form of a value, where it means exactly the same to Compose and reads better. Anything unusual stays
 * long.
 */
export function shortForm(node: Node, path: Path): Node {
  if (node.kind !== 'map' || path[0] !== 'services') return node
  const key = path[2]
  let short: Node | undefined
  if (path.length === 4 && key === 'volumes') short = shortMount(node)
  else if (path.length === 3 && key === 'depends_on') short = shortDependencies(node)
  else if (path.length === 4 && key === 'depends_on') short = shortDependency(node)
  else if (path.length === 3 && key === 'networks') short = shortNetworks(node)
  else if (path.length === 4 && (key === 'secrets' || key === 'configs'))
    short = only(node, 'source')
  else if (path.length === 3 && key === 'build') short = only(node, 'context')
  if (!short) return node
  if (node.why) short.why = node.why
  if (node.key) short.key = node.key
  return short
}

/** `volume:/target[:ro]` for a plain named volume whose name cannot be taken for a path or a drive. */
function shortMount(node: Mapping): Node | undefined {
  const source = textAt(node, 'source')
  const target = textAt(node, 'target')
  const known = ['type', 'source', 'target', 'read_only', 'volume']
  if (textAt(node, 'type') !== 'volume' || source === undefined || target === undefined)
    return undefined
  if (!/^[a-zA-Z0-9][a-zA-Z0-9._-]+$/.test(source) || !/^\/[^:,$\s]*$/.test(target))
    return undefined
  if (source.length + target.length < 4 || target.length < 2) return undefined
  for (const [key, value] of node.entries) {
    if (!known.includes(key) || value.why) return undefined
    if (key === 'volume' && (value.kind !== 'map' || value.entries.size > 0)) return undefined
  }
  const suffix = textAt(node, 'read_only') === 'true' ? ':ro' : ''
  return scalar(`${source}:${target}${suffix}`, node.place)
}

function shortDependencies(node: Mapping): Node | undefined {
  const items: Node[] = []
  for (const [name, value] of node.entries) {
    if (value.kind !== 'map' || value.why || value.entries.size !== 2) return undefined
    if (textAt(value, 'condition') !== 'service_started') return undefined
    if (textAt(value, 'required') !== 'true') return undefined
    items.push(scalar(name, value.place))
  }
  return node.removed || items.length === 0 ? undefined : list(items, node.place)
}

/** `required` is true where it is not said. */
function shortDependency(node: Mapping): Node | undefined {
  const required = node.entries.get('required')
  if (!required || required.why || textAt(required) !== 'true') return undefined
  const entries = [...node.entries].filter(([key]) => key !== 'required')
  return { ...node, entries: new Map(entries) }
}

function shortNetworks(node: Mapping): Node | undefined {
  if (node.removed || node.entries.size === 0) return undefined
  const items: Node[] = []
  for (const [name, value] of node.entries) {
    if (value.kind !== 'scalar' || value.value !== null || value.why) return undefined
    items.push(scalar(name, value.place))
  }
  return list(items, node.place)
}

function only(node: Mapping, key: string): Scalar | undefined {
  const value = node.entries.get(key)
  if (node.entries.size !== 1 || value?.kind !== 'scalar' || value.why) return undefined
  return { ...value }
}

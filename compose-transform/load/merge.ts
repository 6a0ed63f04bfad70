import { fail } from './failure.ts'
import { clone, goText, list, type Mapping, mapping, type Node, scalar } from './node.ts'
import { down, type PathTable, pathTable, ruleOf } from './path-table.ts'

type Merge = (base: Node, over: Node, tables: readonly PathTable<Merge>[], path: string) => Node

const replace: Merge = (_, over) => over

/** Both forms of a list of pairs as a list; a later entry wins when duplicates are taken out. */
const append: Merge = (base, over) =>
  list([...asItems(base), ...asItems(over)], over.kind === 'list' ? over.place : base.place)

const appendNew: Merge = (base, over) => {
  const present = asItems(base)
  const known = new Set(present.map(identity))
  return list(
    [...present, ...asItems(over).filter((item) => !known.has(identity(item)))],
    over.place,
  )
}

const startedDependency = (place: Node['place']) =>
  mapping(
    [
      ['condition', scalar('service_started', place)],
      ['required', scalar(true, place)],
    ],
    place,
  )

function asMappings(defaults: (place: Node['place']) => Node): Merge {
  return (base, over, tables, path) =>
    mergeMappings(asMapping(base, defaults), asMapping(over, defaults), tables, path)
}

const empty = (place: Node['place']) => scalar(null, place)

const logging: Merge = (base, over, tables, path) => {
  if (base.kind !== 'map' || over.kind !== 'map') return over
  const before = base.entries.get('driver')
  const after = over.entries.get('driver')
  if (before && after && identity(before) !== identity(after)) return over
  return mergeMappings(base, over, tables, path)
}

const build: Merge = (base, over, tables, path) =>
  mergeMappings(withContext(base), withContext(over), tables, path)

/** Address pools are matched by their subnet. */
const pools: Merge = (base, over, tables, path) => {
  const result: Mapping[] = []
  const subnet = (node: Node) =>
    node.kind === 'map' ? identity(node.entries.get('subnet') ?? empty(node.place)) : ''
  const put = (pool: Mapping) => {
    const at = result.findIndex((known) => subnet(known) === subnet(pool))
    if (at < 0) result.push(pool)
    else result[at] = pool
  }
  if (base.kind !== 'list' || over.kind !== 'list') return over
  for (const original of base.items) {
    for (const other of over.items) {
      if (original.kind !== 'map' || other.kind !== 'map') continue
      if (subnet(original) !== subnet(other)) {
        if (!result.some((known) => subnet(known) === subnet(other))) {
          result.push(other)
          continue
        }
      }
      put(mergeMappings(original, other, tables, path))
    }
  }
  return list(result, over.place)
}

const appended = [
  'networks.*.labels',
  'volumes.*.labels',
  ...['annotations', 'build.args', 'build.additional_contexts', 'build.labels', 'deploy.labels']
    .concat(['dns', 'dns_opt', 'dns_search', 'env_file', 'label_file', 'environment', 'labels'])
    .concat(['volumes.*.volume.labels', 'sysctls', 'tmpfs'])
    .concat(['x-docker-ai-governance.policy'])
    .map((key) => `services.*.${key}`),
]

const rules = pathTable<Merge>([
  ...appended.map((path) => [path, append] as const),
  ['networks.*.ipam.config', pools],
  ['services.*.build', build],
  ['services.*.build.extra_hosts', appendNew],
  ['services.*.command', replace],
  ['services.*.depends_on', asMappings(startedDependency)],
  ['services.*.entrypoint', replace],
  ['services.*.extra_hosts', appendNew],
  ['services.*.healthcheck.test', replace],
  ['services.*.logging', logging],
  ['services.*.models', asMappings(empty)],
  ['services.*.networks', asMappings(empty)],
  ['services.*.ulimits.*', replace],
])

/** Lays one tree over another by Compose's rules. Neither input is kept: parts of both end up in the result. */
export function merge(base: Node, over: Node, path: readonly string[] = []): Node {
  let tables: PathTable<Merge>[] = [rules]
  for (const step of path) tables = down(tables, step)
  return mergeNodes(base, over, tables, path.join('.'))
}

function mergeNodes(
  base: Node,
  over: Node,
  tables: readonly PathTable<Merge>[],
  path: string,
): Node {
  const rule = ruleOf(tables)
  if (rule) return keyed(rule(base, over, tables, path), over.key ?? base.key)
  if (isNull(over)) return base
  if (base.kind === 'map') {
    if (over.kind !== 'map') fail('type', `${path} cannot be overridden by this.`, over)
    return keyed(mergeMappings(base, over, tables, path), over.key ?? base.key)
  }
  if (base.kind === 'list') {
    if (over.kind !== 'list') fail('type', `${path} cannot be overridden by this.`, over)
    return keyed(list([...base.items, ...over.items], over.place), over.key ?? base.key)
  }
  return over
}

function mergeMappings(
  base: Mapping,
  over: Mapping,
  tables: readonly PathTable<Merge>[],
  path: string,
): Mapping {
  const entries = new Map(base.entries)
  for (const [key, value] of over.entries) {
    const present = entries.get(key)
    const here = path === '' ? key : `${path}.${key}`
    entries.set(key, present ? mergeNodes(present, value, down(tables, key), here) : value)
  }
  return { kind: 'map', entries, place: over.place }
}

function keyed(node: Node, key: Node['key']): Node {
  if (key && !node.key) node.key = key
  return node
}

const isNull = (node: Node) => node.kind === 'scalar' && node.value === null

function identity(node: Node): string {
  return node.kind === 'scalar' ? `${typeof node.value}:${String(node.value)}` : ''
}

function asItems(node: Node): Node[] {
  if (node.kind === 'list') return node.items
  if (node.kind === 'map') {
    return [...node.entries].flatMap(([key, value]) =>
      value.kind === 'list' ? value.items.map((item) => pair(key, item)) : [pair(key, value)],
    )
  }
  return isNull(node) ? [] : [node]
}

/** `KEY=value` for an entry of a mapping; it stays a reference when the value is one. */
function pair(key: string, value: Node): Node {
  if (value.kind !== 'scalar') return value
  const text = value.value === null ? key : `${key}=${goText(value.value)}`
  const node = scalar(text, value.place, value)
  if (value.key) node.key = value.key
  if (value.template !== undefined)
    node.template = `${key.replaceAll('$', '$$$$')}=${value.template}`
  return node
}

function asMapping(node: Node, defaults: (place: Node['place']) => Node): Mapping {
  if (node.kind === 'map') return node
  const entries = new Map<string, Node>()
  if (node.kind === 'list') {
    for (const item of node.items) {
      if (item.kind !== 'scalar') continue
      const value = defaults(item.place)
      value.key = item.place
      entries.set(String(item.value), value)
    }
  }
  return { kind: 'map', entries, place: node.place }
}

function withContext(node: Node): Mapping {
  if (node.kind === 'map') return node
  return mapping(isNull(node) ? [] : [['context', clone(node)]], node.place)
}

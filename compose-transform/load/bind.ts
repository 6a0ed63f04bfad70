import { fail } from './failure.ts'
import { switchWords } from './interpolate.ts'
import { goText, list, type Mapping, mapping, type Node, type Scalar, scalar } from './node.ts'
import { pathTable, rewrite } from './path-table.ts'

type Bind = (node: Node, path: string) => Node

/** `KEY=value` lists and mappings as one mapping of texts; null stays null only where it means something. */
const pairs =
  (keepNull: boolean): Bind =>
  (node) => {
    if (node.kind === 'map') {
      for (const [key, value] of node.entries) node.entries.set(key, asText(value, keepNull))
      return node
    }
    if (node.kind !== 'list') return node
    const entries = new Map<string, Node>()
    for (const item of node.items) {
      if (item.kind !== 'scalar') continue
      const text = item.value === null ? '' : goText(item.value)
      const cut = text.indexOf('=')
      const key = cut < 0 ? text : text.slice(0, cut)
      const value = scalar(cut < 0 ? (keepNull ? null : '') : text.slice(cut + 1), item.place, item)
      value.key = item.place
      const template = item.template
      const prefix = `${key.replaceAll('$', '$$$$')}=`
      if (template?.startsWith(prefix)) value.template = template.slice(prefix.length)
      entries.set(key, value)
    }
    return { ...node, kind: 'map', entries } as Mapping
  }

function asText(node: Node, keepNull: boolean): Node {
  if (node.kind !== 'scalar') return node
  if (node.value === null) return keepNull ? node : { ...node, value: '' }
  return typeof node.value === 'string' ? node : { ...node, value: goText(node.value) }
}

/** host → addresses, from `host:address`, `host=address`, a mapping or a mapping of lists. */
const hosts: Bind = (node) => {
  if (node.kind === 'scalar') return node
  const entries = new Map<string, Node>()
  const add = (host: string, address: Scalar) => {
    const known = entries.get(host)
    if (known?.kind === 'list') known.items.push(address)
    else {
      const fresh = list([address], address.place)
      fresh.key = address.key ?? address.place
      entries.set(host, fresh)
    }
  }
  if (node.kind === 'map') {
    for (const [host, value] of node.entries) {
      const values = value.kind === 'list' ? value.items : [value]
      for (const one of values) if (one.kind === 'scalar') add(host, bare(one))
    }
  } else {
    for (const item of node.items) {
      if (item.kind !== 'scalar') continue
      const text = item.value === null ? '' : goText(item.value)
      const cut = text.includes('=') ? text.indexOf('=') : text.indexOf(':')
      if (cut < 0) fail('type', `"${text}" must be HOST:ADDRESS.`, item)
      add(text.slice(0, cut), bare(scalar(text.slice(cut + 1), item.place, item)))
    }
  }
  return mapping(entries, node.place)
}

function bare(node: Scalar): Scalar {
  const text = node.value === null ? '' : goText(node.value).trim()
  return { ...node, value: /^\[.*\]$/.test(text) ? text.slice(1, -1) : text }
}

const listed: Bind = (node) =>
  node.kind === 'scalar' && node.value !== null ? list([node], node.place) : node

const truth: Bind = (node, path) => {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return node
  const value = switchWords.get(node.value.toLowerCase())
  if (value === undefined) return fail('type', `${path} cannot be "${node.value}".`, node)
  return { ...node, value }
}

const words: Bind = (node) => asText(node, true)

const healthTest: Bind = (node) => {
  if (node.kind !== 'scalar' || node.value === null) return node
  return list([scalar('CMD-SHELL', node.place), { ...node }], node.place)
}

const service = (keys: readonly string[], bind: Bind) =>
  keys.map((key) => [`services.*.${key}`, bind] as const)

const rules = pathTable<Bind>([
  ...service(['environment', 'build.args'], pairs(true)),
  ...service(['post_start.*.environment', 'pre_stop.*.environment'], pairs(true)),
  ...service(['develop.watch.*.exec.environment'], pairs(true)),
  ...service(['annotations', 'build.labels', 'deploy.labels', 'labels', 'sysctls'], pairs(false)),
  ...service(['build.ssh'], pairs(true)),
  ...service(
    ['volumes.*.volume.labels', 'logging.options', 'networks.*.driver_opts'],
    pairs(false),
  ),
  ...['networks', 'volumes', 'secrets', 'configs'].flatMap((section) => [
    [`${section}.*.labels`, pairs(false)] as const,
    [`${section}.*.driver_opts`, pairs(false)] as const,
  ]),
  ...service(['extra_hosts', 'build.extra_hosts'], hosts),
  ...service(['dns_search', 'tmpfs', 'label_file', 'build.no_cache_filter'], listed),
  ...service(['attach', 'build.no_cache', 'build.privileged', 'build.pull'], truth),
  ...service(['init', 'oom_kill_disable', 'privileged', 'read_only', 'stdin_open', 'tty'], truth),
  ...service(['use_api_socket', 'volumes.*.read_only', 'volumes.*.volume.nocopy'], truth),
  ...service(['volumes.*.bind.create_host_path', 'env_file.*.required'], truth),
  ...service(['depends_on.*.restart', 'depends_on.*.required', 'healthcheck.disable'], truth),
  ...service(['post_start.*.privileged', 'pre_stop.*.privileged'], truth),
  ...service(['develop.watch.*.exec.privileged'], truth),
  ...['internal', 'attachable', 'enable_ipv4', 'enable_ipv6'].map(
    (key) => [`networks.*.${key}`, truth] as const,
  ),
  ...['networks', 'volumes', 'secrets', 'configs'].map(
    (section) => [`${section}.*.external`, truth] as const,
  ),
  ...service(['ports.*.published', 'group_add.*', 'expose.*'], words),
  ...service(['healthcheck.test'], healthTest),
])

/** The last phase: values get the type that Compose binds them to, so that a check sees one form only. */
export function bindTypes(root: Node): Node {
  return rewrite(root, [rules], (bind, node, _below, path) => bind(node, path.join('.')))
}

import { fail } from './failure.ts'
import { goText, type Node, textAt, textOf } from './node.ts'
import { pathTable, rewrite } from './path-table.ts'
import { parseVolume } from './volume-syntax.ts'

type Identify = (node: Node, path: string) => string | undefined

const byName: Identify = (node) => textOf(node)?.split('=', 1)[0]
const byText: Identify = (node) => textOf(node)

const byTarget: Identify = (node, path) => {
  if (node.kind === 'map') {
    return textAt(node, 'target') ?? fail('type', `${path} needs a target.`, node)
  }
  const text = textOf(node) ?? ''
  return parseVolume(text)?.target ?? fail('type', `${path}: "${text}" is not a mount.`, node)
}

const byDevice: Identify = (node, path) => {
  if (node.kind === 'map') {
    return textAt(node, 'target') ?? fail('type', `${path} needs a target.`, node)
  }
  const parts = (textOf(node) ?? '').split(':')
  return parts[1] ?? parts[0]
}

const byGrant =
  (folder: string): Identify =>
  (node) => {
    if (node.kind === 'map')
      return textAt(node, 'target') ?? `${folder}/${textAt(node, 'source') ?? ''}`
    return `${folder}/${textOf(node) ?? ''}`
  }

const byPort: Identify = (node) => {
  if (node.kind !== 'map') return node.kind === 'scalar' ? goText(node.value) : undefined
  if (textAt(node, 'target') === undefined) return fail('type', 'A port needs a target.', node)
  const host = textAt(node, 'host_ip') ?? '0.0.0.0'
  // Compose tells a number from the same number as a text here, and binds both.
  const [published, target] = ['published', 'target'].map((key) => typed(node.entries.get(key)))
  return `${host}:${published}:${target}/${textAt(node, 'protocol') ?? 'tcp'}`
}

function typed(node: Node | undefined): string {
  if (node?.kind !== 'scalar') return ''
  return typeof node.value === 'string' ? JSON.stringify(node.value) : goText(node.value)
}

const byEnvFile: Identify = (node) => (node.kind === 'map' ? textAt(node, 'path') : textOf(node))

const services = (keys: readonly string[], identify: Identify) =>
  keys.map((key) => [`services.*.${key}`, identify] as const)

const rules = pathTable<Identify>([
  ['networks.*.labels', byName],
  ...services(
    ['annotations', 'build.args', 'build.additional_contexts', 'build.tags', 'build.labels']
      .concat(['cap_add', 'cap_drop', 'deploy.labels', 'dns', 'dns_opt', 'dns_search'])
      .concat(['environment', 'labels', 'links', 'networks.*.aliases', 'networks.*.link_local_ips'])
      .concat(['profiles', 'sysctls', 'tmpfs']),
    byName,
  ),
  ...services(['configs'], byGrant('')),
  ...services(['devices'], byDevice),
  ...services(['env_file'], byEnvFile),
  ...services(['expose'], byText),
  ...services(['ports'], byPort),
  ...services(['secrets'], byGrant('/run/secrets')),
  ...services(['volumes'], byTarget),
  ...services(['x-docker-ai-governance.policy'], byText),
])

/** Where a list may name each thing once, the last entry replaces the earlier one, at its position. */
export function unique(root: Node): Node {
  return rewrite(root, [rules], (identify, node, _below, path) => {
    if (node.kind !== 'list') return node
    const where = new Map<string, number>()
    const items: Node[] = []
    for (const item of node.items) {
      const name = identify(item, path.join('.'))
      const at = name === undefined ? undefined : where.get(name)
      if (at !== undefined) items[at] = item
      else {
        if (name !== undefined) where.set(name, items.length)
        items.push(item)
      }
    }
    return { ...node, items }
  })
}

import { type Mapping, type Node, scalar, textAt } from './node.ts'
import { pathTable, rewrite } from './path-table.ts'

const rules = pathTable<(node: Mapping) => void>([
  ['services.*.build', (node) => setDefault(node, 'context', '.')],
  [
    'services.*.secrets.*',
    (node) => setDefault(node, 'target', `/run/secrets/${textAt(node, 'source') ?? ''}`),
  ],
  [
    'services.*.ports.*',
    (node) => {
      setDefault(node, 'protocol', 'tcp')
      setDefault(node, 'mode', 'ingress')
    },
  ],
  ['services.*.deploy.resources.reservations.devices.*', deviceCount],
  ['services.*.gpus.*', deviceCount],
])

/** Fills in what the specification says where a file says nothing. */
export function setDefaults(root: Node): Node {
  return rewrite(root, [rules], (rule, node) => {
    if (node.kind === 'map') rule(node)
    return node
  })
}

function deviceCount(node: Mapping): void {
  if (!node.entries.has('device_ids')) setDefault(node, 'count', 'all')
}

function setDefault(node: Mapping, key: string, value: string | boolean): void {
  if (!node.entries.has(key)) node.entries.set(key, scalar(value, node.place))
}

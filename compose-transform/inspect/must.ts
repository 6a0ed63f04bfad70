import type { Mapping, Node } from '../load/node.ts'

/** The value of a setting that is known to be there; the mapping itself where it is not. */
export function must(node: Mapping, key: string): Node {
  return node.entries.get(key) ?? node
}

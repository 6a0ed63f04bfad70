import { type Document, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml'
import { keyOf, type YamlSource } from '../../policy/yaml-source.ts'

/** Keys and indices from the root of a document. */
export type Path = readonly (string | number)[]

/** What stands at an offset: the innermost node, and the way down to it. */
export interface Place {
  document: Document.Parsed
  /** Path of the node; for a key, the path of its value. */
  path: Path
  role: 'key' | 'value'
  /** The key or the value. */
  node: Node
  /** From the root down to the node, values only. */
  ancestors: Node[]
  /** The pair that the node is the key or the value of. */
  pair?: Pair<Node, Node | null>
}

/** The document that an offset is in: the last one that starts before it. */
export function documentAt(source: YamlSource, offset: number): Document.Parsed | undefined {
  let found = source.documents[0]
  for (const document of source.documents) if (document.range[0] <= offset) found = document
  return found
}

/** What stands at an offset; undefined in white space between nodes and in comments. */
export function placeAt(source: YamlSource, offset: number): Place | undefined {
  const document = documentAt(source, offset)
  if (!document) return undefined
  const path: (string | number)[] = []
  const ancestors: Node[] = []
  let node: Node | null = document.contents
  let pair: Pair<Node, Node | null> | undefined
  while (node && covers(node, offset)) {
    ancestors.push(node)
    const step = stepInto(node, offset)
    if (!step) {
      if (isMap(node) || isSeq(node)) return undefined
      return { document, path, role: 'value', node, ancestors, ...(pair && { pair }) }
    }
    path.push(step.key)
    if (step.onKey) {
      return {
        document,
        path,
        role: 'key',
        node: step.onKey,
        ancestors,
        ...(step.pair && { pair: step.pair }),
      }
    }
    node = step.value
    pair = step.pair
  }
  return undefined
}

/** The last child that starts before the offset: an earlier one may end where the next begins. */
function stepInto(
  node: Node,
  offset: number,
):
  | { key: string | number; onKey?: Node; value: Node | null; pair?: Pair<Node, Node | null> }
  | undefined {
  if (isMap(node)) {
    for (let index = node.items.length - 1; index >= 0; index -= 1) {
      const pair = node.items[index] as Pair<Node, Node | null>
      const key = keyOf(pair)
      if (key === undefined || !pair.key.range || pair.key.range[0] > offset) continue
      if (covers(pair.key, offset)) return { key, onKey: pair.key, value: null, pair }
      return pair.value && covers(pair.value, offset) ? { key, value: pair.value, pair } : undefined
    }
  } else if (isSeq(node)) {
    for (let index = node.items.length - 1; index >= 0; index -= 1) {
      const item = node.items[index] as Node | null
      if (item?.range && item.range[0] <= offset)
        return covers(item, offset) ? { key: index, value: item } : undefined
    }
  }
  return undefined
}

/** The end counts too: a cursor behind the last letter is still on the word. */
function covers(node: Node | null | undefined, offset: number): boolean {
  return !!node?.range && node.range[0] <= offset && offset <= node.range[1]
}

/** The node at a path, aliases not followed. */
export function nodeAt(root: Node | null | undefined, path: Path): Node | undefined {
  let node: Node | null | undefined = root
  for (const key of path) {
    if (isMap(node)) node = pairOf(node, key)?.value
    else if (isSeq(node) && typeof key === 'number') node = node.items[key] as Node | undefined
    else return undefined
  }
  return node ?? undefined
}

/** The pair under a key of a map; the last one where the key stands twice, as readers take it. */
export function pairOf(
  node: Node | null | undefined,
  key: string | number,
): Pair<Node, Node | null> | undefined {
  if (!isMap(node)) return undefined
  for (let index = node.items.length - 1; index >= 0; index -= 1) {
    const pair = node.items[index] as Pair<Node, Node | null>
    if (keyOf(pair) === String(key)) return pair
  }
  return undefined
}

/** The pairs of a map whose keys are plain texts. */
export function entriesOf(
  node: Node | null | undefined,
): { name: string; key: Scalar; value: Node | null }[] {
  if (!isMap(node)) return []
  return node.items.flatMap((item) => {
    const name = keyOf(item as Pair)
    return name === undefined || !isScalar(item.key)
      ? []
      : [{ name, key: item.key as Scalar, value: (item.value as Node | null) ?? null }]
  })
}

/** The scalars with a text in a list, or the one scalar where a single text may stand for a list. */
export function scalarsOf(node: Node | null | undefined): { value: string; node: Scalar }[] {
  const items = isSeq(node) ? node.items : [node]
  return items.flatMap((item) =>
    isScalar(item) && typeof item.value === 'string'
      ? [{ value: item.value, node: item as Scalar }]
      : [],
  )
}

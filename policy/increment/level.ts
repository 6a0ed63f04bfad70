import { isMap, isPair, isSeq, type Node, type Pair, YAMLMap, YAMLSeq } from 'yaml'
import { startOfLine } from './edit.ts'

export type Collection = YAMLMap<Node, Node | null> | YAMLSeq<Node | null>
export type Item = Node | null | Pair<Node, Node | null>
export type Offsets = readonly [start: number, valueEnd: number, nodeEnd: number]

/** A block collection around the edit, and which of its items the next one stands in. */
export interface Level {
  collection: Collection
  indent: number
  /** The last item that starts before the edit; -1: the edit is before all of them. */
  index: number
}

/** The block collections that hold an offset, from the outermost to the innermost. */
export function levelsAround(root: Node | null, text: string, offset: number): Level[] {
  const levels: Level[] = []
  let node: Node | null | undefined = root
  while (isBlock(node)) {
    const start = node.range?.[0] ?? 0
    const index = lastItemBefore(node, offset)
    levels.push({ collection: node, indent: start - startOfLine(text, start), index })
    const item: Item | undefined = node.items[index]
    node = isPair(item) ? (item.value as Node | null) : item
  }
  return levels
}

export function isBlock(node: unknown): node is Collection {
  return (
    (isMap(node) || isSeq(node)) &&
    !node.flow &&
    node.items.length > 0 &&
    (node.constructor === YAMLMap || node.constructor === YAMLSeq)
  )
}

function lastItemBefore(collection: Collection, offset: number): number {
  let low = -1
  let high = collection.items.length
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (startOfItem(collection, middle) <= offset) low = middle
    else high = middle
  }
  return low
}

function startOfItem(collection: Collection, index: number): number {
  const item = collection.items[index]
  const node = isPair(item) ? (item.key as Node | null) : item
  return node?.range?.[0] ?? Number.POSITIVE_INFINITY
}

export function endOfItem(collection: Collection, index: number): number {
  const item = collection.items[index]
  const node = isPair(item) ? ((item.value ?? item.key) as Node) : item
  return node?.range?.[2] ?? Number.POSITIVE_INFINITY
}

/** The start of the line that an item begins; undefined where something else stands before it on the line. */
export function lineOfItem(
  { collection, indent }: Level,
  index: number,
  text: string,
): number | undefined {
  const item = collection.items[index]
  if (isPair(item)) {
    const start = startOfItem(collection, index)
    if (!item.value || !Number.isFinite(start)) return undefined
    const line = startOfLine(text, start)
    return start - line === indent && beginsItem(text, line, indent, false) ? line : undefined
  }
  const from = startOfItem(collection, index)
  if (!Number.isFinite(from)) return undefined
  const before = index > 0 ? startOfItem(collection, index - 1) : -1
  let line = startOfLine(text, from)
  for (let tries = 0; tries < 16; tries += 1) {
    if (line <= before) return undefined
    if (line + indent <= from && beginsItem(text, line, indent, true)) return line
    if (line === 0) return undefined
    line = startOfLine(text, line - 1)
  }
  return undefined
}

/** Whether a line begins with an item at an indentation: a dash, or a key without anything before it. */
export function beginsItem(text: string, line: number, indent: number, isList: boolean): boolean {
  for (let offset = line; offset < line + indent; offset += 1)
    if (text.charCodeAt(offset) !== 32) return false
  const at = line + indent
  if (isList) return text[at] === '-' && /[ \r\n]/.test(text[at + 1] ?? '\n')
  return /[\w"'$./~<]/.test(text[at] ?? '') || (text[at] === '-' && /\w/.test(text[at + 1] ?? ''))
}

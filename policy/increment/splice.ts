import {
  Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  Pair,
  Scalar,
  YAMLMap,
  YAMLParseError,
  YAMLSeq,
} from 'yaml'
import { isLocal, type ParsedRegion } from './fragment.ts'
import type { Collection, Item, Level, Offsets } from './level.ts'
import type { Region } from './region.ts'

/** The old document with the region's new items in it, and everything behind them moved. */
export function splice(
  document: Document.Parsed,
  levels: readonly Level[],
  region: Region,
  parsed: ParsedRegion,
  delta: number,
): Document.Parsed | undefined {
  const errors = joinErrors(document.errors as YAMLParseError[], region, parsed, delta)
  const current = levels[region.level] as Level
  const { items: oldItems } = current.collection
  const items = [
    ...oldItems.slice(0, region.first),
    ...moved(parsed.items, parsed.shift),
    ...moved(oldItems.slice(region.after), delta),
  ]
  const endsHere = region.next !== region.level
  const [, end, nodeEnd] = endsHere
    ? offsets(parsed.range, parsed.shift)
    : offsets(current.collection.range as Offsets, delta)
  let node: Collection = withItems(current.collection, items, end, nodeEnd)
  for (let level = region.level - 1; level >= 0; level -= 1) {
    const { collection, index } = levels[level] as Level
    const last = index === collection.items.length - 1
    const around = [
      ...collection.items.slice(0, index),
      withValue(collection.items[index], node),
      ...moved(collection.items.slice(index + 1), delta),
    ]
    const [, oldEnd, oldNodeEnd] = collection.range as Offsets
    const newEnd: number = last ? (node.range as Offsets)[2] : oldEnd + delta
    node = withItems(
      collection,
      around,
      newEnd,
      oldNodeEnd > oldEnd ? Math.max(newEnd, oldNodeEnd + delta) : newEnd,
    )
  }
  if (!errors) return undefined
  const joined = Object.create(
    Object.getPrototypeOf(document),
    Object.getOwnPropertyDescriptors(document),
  ) as Document.Parsed
  joined.contents = node as Document.Parsed['contents']
  joined.errors = errors
  joined.range = [document.range[0], (node.range as Offsets)[2], document.range[2] + delta]
  return joined
}

/** Errors of the old text outside of the region, and those of the region; undefined where one crosses its border. */
function joinErrors(
  old: readonly YAMLParseError[],
  { start, end, next }: Region,
  { errors, shift }: ParsedRegion,
  delta: number,
): YAMLParseError[] | undefined {
  const before: YAMLParseError[] = []
  const behind: YAMLParseError[] = []
  for (const error of old) {
    const [from, to] = error.pos
    if (!isLocal(error.code, error.message)) return undefined
    if (to <= start && from < start) before.push(error)
    else if (from >= end && next !== undefined) behind.push(error)
    else if (from < start || to > end) return undefined
  }
  return [
    ...before,
    ...errors.map((error) => movedError(error, shift)),
    ...behind.map((error) => movedError(error, delta)),
  ]
}

function movedError(error: YAMLParseError, by: number): YAMLParseError {
  if (by === 0) return error
  return new YAMLParseError([error.pos[0] + by, error.pos[1] + by], error.code, error.message)
}

function offsets([start, end, nodeEnd]: Offsets, by: number): [number, number, number] {
  return [start + by, end + by, nodeEnd + by]
}

function withItems(
  collection: Collection,
  items: Item[],
  end: number,
  nodeEnd: number,
): Collection {
  const copy = copyOf(collection)
  copy.items = items as never
  copy.range = [(collection.range as Offsets)[0], end, nodeEnd]
  return copy
}

function withValue(item: Item | undefined, value: Collection): Item {
  return isPair(item) ? new Pair(item.key as Node, value as Node) : value
}

function moved(items: readonly Item[], by: number): Item[] {
  if (by === 0) return items as Item[]
  return items.map((item) =>
    isPair(item)
      ? new Pair(movedNode(item.key as Node, by), item.value && movedNode(item.value as Node, by))
      : item && movedNode(item, by),
  ) as Item[]
}

function movedNode(node: Node, by: number): Node {
  const copy = copyOf(node)
  if (copy.range) copy.range = offsets(copy.range, by)
  if (isMap(copy) || isSeq(copy)) copy.items = moved(copy.items as Item[], by) as never
  return copy
}

function copyOf<T extends Node>(node: T): T {
  const empty = isScalar(node)
    ? new Scalar(node.value)
    : isAlias(node)
      ? new Alias(node.source)
      : isMap(node)
        ? new YAMLMap(node.schema)
        : new YAMLSeq((node as unknown as YAMLSeq).schema)
  return Object.assign(empty, node) as unknown as T
}

import { type Document, isMap, isPair, isScalar, isSeq, type Node, type YAMLParseError } from 'yaml'
import {
  beginsItem,
  type Collection,
  endOfItem,
  type Item,
  isBlock,
  type Level,
  type Offsets,
} from './level.ts'
import type { Region } from './region.ts'

const documentMarker = /^(?:---|\.\.\.)(?:\s|$)/m
const tabIndented = /^ *\t/m

/** What the lines of a region are by themselves: items in place of the old ones, with offsets of the fragment. */
export interface ParsedRegion {
  items: readonly Item[]
  range: Offsets
  errors: YAMLParseError[]
  /** How far the fragment's offsets are from those of the new text. */
  shift: number
}

/** Parses the lines of a region between a key that opens and an item that ends the collection, as the text has them. */
export function parseRegion(
  levels: readonly Level[],
  region: Region,
  lines: string,
  parse: (text: string) => readonly Document.Parsed[],
): ParsedRegion | undefined {
  const { collection, indent } = levels[region.level] as Level
  const isList = isSeq(collection)
  if (!beginsItem(lines, 0, indent, isList)) return undefined
  if (region.next !== undefined && !lines.endsWith('\n')) return undefined
  if (documentMarker.test(lines) || tabIndented.test(lines)) return undefined
  if (indent > 0 && new RegExp(`^ {0,${indent - 1}}[^ \\r\\n]`, 'm').test(lines)) return undefined

  // What follows is an item of the same collection, or of one further out, or nothing.
  const outer = region.next === region.level ? undefined : levels[region.next ?? region.level - 1]
  if (
    outer &&
    outer.indent >= indent &&
    !(isList && isMap(outer.collection) && outer.indent === indent)
  )
    return undefined
  const frame = outer ?? (levels[region.level] as Level)
  const inMap = isMap(frame.collection)
  const margin = ' '.repeat(frame.indent)
  // An item before them makes a half-typed first line what it is: a key without a value, and no text.
  const opening = outer ? `${margin}${inMap ? 'a:' : '-'}\n` : ''
  const item = region.first > 0 ? `${' '.repeat(indent)}${isList ? '- 0' : 'b: 0'}\n` : ''
  const head = opening + item
  const tail = region.next === undefined ? '' : `${margin}${inMap ? 'z: 0' : '- 0'}\n`

  const documents = parse(head + lines + tail)
  const [document] = documents
  if (!document || documents.length > 1) return undefined
  const root: unknown = document.contents
  if (!isBlock(root) || isMap(root) !== inMap) return undefined
  const outermost = [...root.items]
  if (tail) {
    const end = outermost.pop()
    const node = isPair(end) ? (end.key as Node) : (end as Node | null)
    const place = head.length + lines.length + margin.length + (inMap ? 0 : 2)
    if (node?.range?.[0] !== place || !isScalar(node)) return undefined
  }
  let inner: Collection = root
  let items: Item[] = outermost
  if (outer) {
    const [only] = outermost
    const value = isPair(only) ? only.value : only
    if (outermost.length !== 1 || !isBlock(value) || value.tag || value.anchor) return undefined
    inner = value
    items = value.items
  }
  if (isList !== isSeq(inner) || inner.range?.[0] !== opening.length + indent) return undefined
  if (item && endOfItem(inner, 0) !== head.length) return undefined
  const limit =
    head.length +
    (region.untouched === undefined ? lines.length : lines.length - (region.end - region.untouched))
  const problems = [...document.errors, ...document.warnings] as YAMLParseError[]
  if (
    problems.some(
      ({ pos, code, message }) => pos[0] < head.length || pos[1] > limit || !isLocal(code, message),
    )
  )
    return undefined
  return {
    items: item ? items.slice(1) : items,
    range: inner.range as Offsets,
    errors: document.errors as YAMLParseError[],
    shift: region.start - head.length,
  }
}

const localErrors = new Set([
  'BAD_ALIAS',
  'BAD_DQ_ESCAPE',
  'BAD_SCALAR_START',
  'TAG_RESOLVE_FAILED',
])

/** Errors that are about one token: a half-typed key, an unquoted wildcard. Others may be far from their cause. */
export function isLocal(code: string, message: string): boolean {
  return localErrors.has(code) || message.startsWith('Implicit map keys')
}

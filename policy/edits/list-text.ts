import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml'
import type { Path } from '../located.ts'
import type { PolicyDocument } from '../policy-document.ts'
import { keyOf } from '../yaml-source.ts'
import { says } from './policy-text.ts'

/** What is to stand in a list: its value, and how it is written. `quote` writes a text as its neighbours are written. */
export interface NewEntry {
  readonly value: unknown
  /** In one line, as in `[…]`. */
  flow(quote: (text: string) => string): string
  /** In lines of its own after `- `. */
  block(quote: (text: string) => string): string[]
}

/** A text as an entry. */
export function textEntry(text: string): NewEntry {
  return { value: text, flow: (quote) => quote(text), block: (quote) => [quote(text)] }
}

/**
 * Adds an entry at the end of a list, in the style of what is there: indentation, quotes, block or flow, line ends.
 * Comments stay where they are. A list that is missing is made, with the maps above it.
 *
 * @param path of the list, such as spec, network, allowedDomains
 * @returns the new text; undefined where the list is shared through an anchor or written in a way that cannot be
 *   added to without touching something else
 */
export function withEntry(
  document: PolicyDocument,
  path: Path,
  entry: NewEntry,
): string | undefined {
  const expected = valueWith(document.value, path, entry.value)
  const quotes = [quoteLikeNeighbours(document, path), JSON.stringify]
  return quotes
    .map((quote) => new Writer(document, quote).add(path, entry))
    .find((text) => text !== undefined && says(text, document.file, expected))
}

/**
 * Takes an entry out of a list. Its line goes with the comment behind it; comments above it stay. The last entry
 * leaves an empty list behind, which allows nothing.
 *
 * @param path of the entry, the last part being its index
 */
export function withoutEntry(document: PolicyDocument, path: Path): string | undefined {
  const index = path.at(-1)
  const walk = walkTo(document, path.slice(0, -1))
  if (walk.rest.length > 0 || !isSeq(walk.node) || typeof index !== 'number') return undefined
  const { text } = document
  const items = walk.node.items as (Node | null)[]
  const range = items[index]?.range
  if (!range) return undefined
  const span = walk.node.flow ? flowSpan(text, items, index) : lineSpan(text, range)
  if (span === undefined) return undefined
  const isOnly = items.length === 1 && !walk.node.flow
  const colon = isOnly ? afterColon(text, walk.key) : undefined
  if (isOnly && colon === undefined) return undefined
  const removed =
    colon === undefined
      ? text.slice(0, span[0]) + text.slice(span[1])
      : `${text.slice(0, colon)} []${text.slice(colon, span[0])}${text.slice(span[1])}`
  return says(removed, document.file, valueWithout(document.value, path)) ? removed : undefined
}

/** How far a path leads into the text as it is written: anchors and merge keys are not followed. */
interface Walk {
  readonly node: Node | null
  /** The key under which the node stands. */
  readonly key: Node | undefined
  /** What of the path is not there. */
  readonly rest: Path
}

function walkTo(document: PolicyDocument, path: Path): Walk {
  let node: Node | null = document.source.documents[0]?.contents ?? null
  let key: Node | undefined
  for (const [depth, name] of path.entries()) {
    if (!isMap(node)) return { node, key, rest: path.slice(depth) }
    // The last of two equal keys would count; a policy with such is not edited.
    const pair = (node.items as Pair<Node, Node | null>[]).find((each) => keyOf(each) === name)
    if (!pair) return { node, key, rest: path.slice(depth) }
    key = pair.key
    node = pair.value
  }
  return { node, key, rest: [] }
}

class Writer {
  readonly #document: PolicyDocument
  readonly #text: string
  readonly #quote: (text: string) => string
  readonly #eol: string

  constructor(document: PolicyDocument, quote: (text: string) => string) {
    this.#document = document
    this.#text = document.text
    this.#quote = quote
    this.#eol = document.text.includes('\r\n') ? '\r\n' : '\n'
  }

  add(path: Path, entry: NewEntry): string | undefined {
    const { node, key, rest } = walkTo(this.#document, path)
    if (isAlias(node)) return undefined
    const isEmpty = node === null || (isScalar(node) && node.value === null) || isHollow(node)
    if (isEmpty) return this.#replace(node, key, this.#flow(rest, entry))
    if (isSeq(node) && rest.length === 0) {
      const last = node.items.at(-1) as Node | null
      return node.flow ? this.#addFlow(last, entry) : this.#addBlock(last, entry)
    }
    return isMap(node) && rest.length > 0 ? this.#addMember(node, rest, entry) : undefined
  }

  #flow(rest: Path, entry: NewEntry): string {
    return rest.reduceRight<string>(
      (inner, name) => `{ ${name}: ${inner} }`,
      `[${entry.flow(this.#quote)}]`,
    )
  }

  #insert(at: number, what: string): string {
    return this.#text.slice(0, at) + what + this.#text.slice(at)
  }

  /** Something where nothing stands: after the colon, or in the place of `null`, `[]` or `{}`. */
  #replace(node: Node | null, key: Node | undefined, what: string): string | undefined {
    const [start, end] = node?.range ?? []
    if (start !== undefined && end !== undefined && start !== end) {
      return this.#text.slice(0, start) + what + this.#text.slice(end)
    }
    const colon = afterColon(this.#text, key)
    return colon === undefined ? undefined : this.#insert(colon, ` ${what}`)
  }

  #addFlow(last: Node | null, entry: NewEntry): string | undefined {
    const [start, end] = last?.range ?? []
    if (start === undefined || end === undefined) return undefined
    const before = this.#text.slice(startOfLine(this.#text, start), start)
    const gap = /^[ \t]+$/.test(before) ? this.#eol + before : ' '
    return this.#insert(end, `,${gap}${entry.flow(this.#quote)}`)
  }

  #addBlock(last: Node | null, entry: NewEntry): string | undefined {
    const range = last?.range
    if (!range) return undefined
    const marker = this.#text.slice(startOfLine(this.#text, range[0]), range[0])
    if (!/^ *-[ ]+$/.test(marker)) return undefined
    const lines = isMap(last) && !last.flow ? entry.block(this.#quote) : [entry.flow(this.#quote)]
    const within = this.#eol + ' '.repeat(marker.length)
    const at = endOfLine(this.#text, lastOffset(last))
    return this.#insert(at, this.#eol + marker + lines.join(within))
  }

  #addMember(map: Node, rest: Path, entry: NewEntry): string | undefined {
    const pairs = isMap(map) ? (map.items as Pair<Node, Node | null>[]) : []
    const first = pairs[0]?.key.range?.[0]
    const last = pairs.at(-1)
    if (first === undefined || last === undefined) return undefined
    const [name, ...deeper] = rest
    if (isMap(map) && map.flow) {
      const end = (last.value?.range ?? last.key.range)?.[1]
      if (end === undefined) return undefined
      return this.#insert(end, `, ${name}: ${this.#flow(deeper, entry)}`)
    }
    const indent = this.#text.slice(startOfLine(this.#text, first), first)
    if (!/^ *$/.test(indent)) return undefined
    const at = endOfLine(this.#text, lastOffset(last.value ?? last.key))
    return this.#insert(at, this.#eol + this.#memberLines(rest, indent, entry).join(this.#eol))
  }

  #memberLines(names: Path, indent: string, entry: NewEntry): string[] {
    const [name, ...deeper] = names
    const inner = `${indent}  `
    if (deeper.length > 0) return [`${indent}${name}:`, ...this.#memberLines(deeper, inner, entry)]
    const [first, ...others] = entry.block(this.#quote)
    return [`${indent}${name}:`, `${inner}- ${first}`, ...others.map((line) => `${inner}  ${line}`)]
  }
}

function isHollow(node: Node | null): boolean {
  return (isMap(node) || isSeq(node)) && node.items.length === 0
}

/** Where the last thing in a node ends; block collections themselves reach to the next line. */
function lastOffset(node: Node | null): number {
  let inner: Node | null = node
  for (;;) {
    if (isMap(inner) && !inner.flow) {
      const pair: Pair<Node, Node | null> | undefined = (
        inner.items as Pair<Node, Node | null>[]
      ).at(-1)
      const value = pair?.value
      inner = value?.range && value.range[0] !== value.range[1] ? value : (pair?.key ?? null)
    } else if (isSeq(inner) && !inner.flow) inner = inner.items.at(-1) as Node | null
    else return inner?.range?.[1] ?? 0
  }
}

/** The offset after the colon behind a key. */
function afterColon(text: string, key: Node | undefined): number | undefined {
  const end = key?.range?.[1]
  if (end === undefined) return undefined
  const colon = /^[ \t]*:/.exec(text.slice(end))
  return colon ? end + colon[0].length : undefined
}

function flowSpan(
  text: string,
  items: readonly (Node | null)[],
  index: number,
): [number, number] | undefined {
  const [start, end] = items[index]?.range ?? []
  if (start === undefined || end === undefined) return undefined
  const before = items[index - 1]?.range?.[1]
  const after = items[index + 1]?.range?.[0]
  if (before !== undefined) return [before, end]
  if (after !== undefined) return [start, after]
  const comma = /^[ \t]*,/.exec(text.slice(end))
  return [start, end + (comma?.[0].length ?? 0)]
}

/** The line of a block entry, with the comment behind it and its line end. */
function lineSpan(text: string, [start, end]: readonly number[]): [number, number] | undefined {
  if (start === undefined || end === undefined) return undefined
  const lineStart = startOfLine(text, start)
  if (!/^ *-[ ]+$/.test(text.slice(lineStart, start))) return undefined
  const rest = /^[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r|$)/.exec(text.slice(end))
  return rest ? [lineStart, end + rest[0].length] : undefined
}

function startOfLine(text: string, offset: number): number {
  if (offset === 0) return 0
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1
}

function endOfLine(text: string, offset: number): number {
  const found = /[\r\n]/.exec(text.slice(offset))
  return found ? offset + found.index : text.length
}

/** Quotes as the other entries of the list do, or those of the other lists; double where there are none. */
function quoteLikeNeighbours(document: PolicyDocument, path: Path): (text: string) => string {
  const { node, rest } = walkTo(document, path)
  const near = rest.length === 0 ? firstText(node) : undefined
  const style = (near ?? firstText(walkTo(document, ['spec']).node))?.type
  if (style === 'PLAIN') return (text) => text
  if (style === 'QUOTE_SINGLE') return (text) => `'${text.replaceAll("'", "''")}'`
  return (text) => JSON.stringify(text)
}

/** The first text in a list below a node. */
function firstText(node: Node | null): Scalar | undefined {
  if (isSeq(node)) {
    return node.items.find((item): item is Scalar => isScalar(item)) ?? undefined
  }
  if (!isMap(node)) return undefined
  for (const { value } of node.items as Pair<Node, Node | null>[]) {
    const found = firstText(value)
    if (found) return found
  }
  return undefined
}

function valueWith(root: unknown, path: Path, entry: unknown): unknown {
  const [name, ...rest] = path
  if (name === undefined) return [...(Array.isArray(root) ? root : []), entry]
  const members = new Map(Object.entries((root ?? {}) as object))
  members.set(String(name), valueWith(members.get(String(name)), rest, entry))
  return Object.fromEntries(members)
}

function valueWithout(root: unknown, path: Path): unknown {
  const [name, ...rest] = path
  if (typeof name === 'number' && rest.length === 0) {
    return Array.isArray(root) ? root.filter((_, index) => index !== name) : root
  }
  const members = new Map(Object.entries((root ?? {}) as object))
  members.set(String(name), valueWithout(members.get(String(name)), rest))
  return Object.fromEntries(members)
}

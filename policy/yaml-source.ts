import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type ScalarTag,
  YAMLMap,
  YAMLSeq,
} from 'yaml'
import type { Position, Range } from './finding.ts'
import { Recent } from './recent.ts'
import { yamlParser } from './yaml-parser.ts'

/** Something with a place in the text: a node, a key or a token. */
export interface Placed {
  range?: readonly [start: number, valueEnd: number, nodeEnd: number] | null
}

/**
 * A YAML text, parsed once, with everything that asks for positions in it.
 * Documents are the parser's own and must not be changed: they are shared by all who read this text.
 */
export interface YamlSource {
  readonly text: string
  /** Empty for an empty text; the parser recovers from errors, so a damaged text has documents too. */
  readonly documents: readonly Document.Parsed[]
  /** Offset of a position; positions outside the text are clamped. */
  offsetAt(position: Position): number
  positionAt(offset: number): Position
  /** Range of the value of something placed, without what follows it. */
  rangeOf(placed: Placed | null | undefined): Range | undefined
  rangeBetween(start: number, end: number): Range
  /** What an alias stands for: the anchor of that name that precedes it. Linear in all, not for each alias. */
  resolve(alias: Alias): Node | undefined
}

/** Texts that are remembered; a linter, a hover and a completion on one version then parse once. */
const recent = new Recent<YamlSource>(8)
const longestRemembered = 4_000_000

/**
 * Parses a text, or gives what was parsed before for the same text.
 * Merge keys are read as YAML 1.1 and Compose do; `!reset` and `!override` of Compose are known tags.
 * Duplicate keys are not reported here: the parser's check is quadratic.
 */
export function yamlSource(text: string): YamlSource {
  const known = recent.get(text)
  if (known) return known
  const source = read(text)
  if (text.length <= longestRemembered) recent.set(text, source)
  return source
}

const composeTags = ['!reset', '!override'].flatMap((tag) => [
  { tag, resolve: (value: string) => value } satisfies ScalarTag,
  { tag, collection: 'map' as const, nodeClass: YAMLMap, resolve: (node: unknown) => node },
  { tag, collection: 'seq' as const, nodeClass: YAMLSeq, resolve: (node: unknown) => node },
])

const parse = yamlParser({
  merge: true,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
  // biome-ignore lint/suspicious/noExplicitAny: the library's type for collection tags is narrower than what it takes
  customTags: composeTags as any,
})

function read(text: string): YamlSource {
  const documents = parse(text)
  const starts = startsOfLines(text)
  let targets: Map<Alias, Node> | undefined

  const positionAt = (offset: number): Position => {
    const bounded = Math.max(0, Math.min(offset, text.length))
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if ((starts[middle] ?? 0) <= bounded) low = middle
      else high = middle
    }
    return { line: low, character: bounded - (starts[low] ?? 0) }
  }
  const offsetAt = ({ line, character }: Position): number => {
    if (line < 0) return 0
    const start = starts[line]
    if (start === undefined) return text.length
    return Math.min(start + Math.max(0, character), endOfLine(text, starts, line))
  }
  const rangeBetween = (start: number, end: number): Range => ({
    start: positionAt(start),
    end: positionAt(Math.max(start, end)),
  })
  return {
    text,
    documents,
    offsetAt,
    positionAt,
    rangeBetween,
    rangeOf: (placed) =>
      placed?.range ? rangeBetween(placed.range[0], placed.range[1]) : undefined,
    resolve: (alias) => {
      targets ??= findTargets(documents)
      return targets.get(alias)
    },
  }
}

/** Offsets at which lines start; a line ends with LF, CRLF or CR, as in the Language Server Protocol. */
function startsOfLines(text: string): number[] {
  const starts = [0]
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === 13 && text.charCodeAt(index + 1) === 10) continue
    if (code === 10 || code === 13) starts.push(index + 1)
  }
  return starts
}

function endOfLine(text: string, starts: readonly number[], line: number): number {
  const next = starts[line + 1]
  if (next === undefined) return text.length
  const beforeBreak = next - 1
  return text.charCodeAt(beforeBreak) === 10 && text.charCodeAt(beforeBreak - 1) === 13
    ? beforeBreak - 1
    : beforeBreak
}

/** In one pass in the order of the text, so that each alias finds the nearest anchor before it. */
function findTargets(documents: readonly Document.Parsed[]): Map<Alias, Node> {
  const targets = new Map<Alias, Node>()
  for (const document of documents) {
    const anchors = new Map<string, Node>()
    walkNodes(document.contents, (node) => {
      if (isAlias(node)) {
        const target = anchors.get(node.source)
        if (target) targets.set(node, target)
      } else if (node.anchor) anchors.set(node.anchor, node)
    })
  }
  return targets
}

/**
 * Visits every node below and including `root` in the order of the text, keys before values, without recursion.
 * Aliases are visited, not followed, so that circles and bombs cost nothing.
 */
export function walkNodes(root: Node | null | undefined, visit: (node: Node) => void): void {
  const stack: Node[] = root ? [root] : []
  for (let node = stack.pop(); node; node = stack.pop()) {
    visit(node)
    if (isMap(node)) {
      for (let index = node.items.length - 1; index >= 0; index -= 1) {
        const pair = node.items[index] as Pair<Node, Node | null>
        if (pair.value) stack.push(pair.value)
        if (pair.key) stack.push(pair.key)
      }
    } else if (isSeq(node)) {
      for (let index = node.items.length - 1; index >= 0; index -= 1) {
        const item = node.items[index]
        if (item) stack.push(item as Node)
      }
    }
  }
}

/** A key as text; undefined for keys that are collections or aliases. */
export function keyOf(pair: Pair): string | undefined {
  const key = pair.key as Scalar | null
  if (!isScalar(key)) return undefined
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))
}

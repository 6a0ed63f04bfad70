import { isMap, isScalar, isSeq, type Node, type Pair } from 'yaml'
import { keyOf, type YamlSource, yamlSource } from '../../policy/yaml-source.ts'
import { type Path, placeAt } from './place.ts'

/** A place where something may be written, and what stands around it. */
export interface Slot {
  /** Of the map for a key, of the value for a value (its last step is the index in a list). */
  path: Path
  role: 'key' | 'value'
  /** Offsets of the half-written word that a completion replaces. */
  start: number
  end: number
  word: string
  /** Keys that the map has already, or entries of the list. */
  siblings: ReadonlySet<string>
  /** The quote that the word stands in. */
  quote: '"' | "'" | undefined
  inFlow: boolean
  /** The value stands on the line of its key. */
  sameLine: boolean
  /** A colon follows the key already. */
  hasColon: boolean
  /** The value replaces nothing of a list yet: a dash must be written first. */
  needsDash: boolean
}

type SlotShape = Pick<Slot, 'start' | 'end' | 'word' | 'quote' | 'hasColon'>

/** A word that no file holds; it stands in for what is being written, so that the parser can place it. */
const marker = 'governanceCursor'
const stops = new Set([' ', '\t', '\r', '\n', '[', ']', '{', '}', ',', '"', "'"])

/**
 * What may be written at an offset, the likeliest first. The text is parsed once more with a marker in the place of
 * the half-written word: the parser, not a pattern, says where in the tree that is. On a line of its own the word may
 * be a key or an entry of a list as well, so that is tried when asked for.
 */
export function* slotsAt(source: YamlSource, offset: number): Generator<Slot> {
  const { text } = source
  let start = offset
  while (start > 0 && !stops.has(text[start - 1] ?? '')) start -= 1
  let end = offset
  while (end < text.length && !stops.has(text[end] ?? '')) end += 1
  const hasColon = text[end - 1] === ':' && end - 1 >= offset
  if (hasColon) end -= 1
  const lineStart = startOfLine(text, start)
  const before = text.slice(lineStart, start)
  if (inComment(before)) return

  const quoteBefore = text[start - 1]
  const quote = quoteBefore === '"' || quoteBefore === "'" ? quoteBefore : undefined
  const closes = quote === undefined || text[end] === quote
  const word = text.slice(start, offset)
  const shape: SlotShape = { start, end, word, quote: closes ? quote : undefined, hasColon }
  const ownLine = before.trim() === '' && !hasColon && !quote
  const fillers = [
    closes ? marker : marker + quote,
    ...(ownLine ? [`${marker}:`, `- ${marker}`] : []),
  ]
  for (const filler of fillers) {
    const slot = find(text, start, end, filler, shape)
    if (slot) yield slot
  }
}

function startOfLine(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1
}

function find(
  text: string,
  start: number,
  end: number,
  filler: string,
  shape: SlotShape,
): Slot | undefined {
  const source = yamlSource(text.slice(0, start) + filler + text.slice(end))
  const at = start + filler.indexOf(marker)
  const place = placeAt(source, at)
  if (!place || !isScalar(place.node) || place.node.value !== marker) return undefined
  const parents = place.ancestors.filter((node) => node !== place.node)
  const parent = parents.at(-1)
  const common = {
    ...shape,
    inFlow: parents.some((node) => (isMap(node) || isSeq(node)) && node.flow === true),
    needsDash: filler.startsWith('- '),
  }
  if (place.role === 'key') {
    if (!isAligned(source.text, at, parent)) return undefined
    return {
      ...common,
      path: place.path.slice(0, -1),
      role: 'key',
      siblings: keysOf(parent),
      sameLine: false,
    }
  }
  const key = place.pair?.key as Node | undefined
  const sameLine =
    !isSeq(parent) && !!key?.range && !/[\r\n]/.test(source.text.slice(key.range[1], at))
  return { ...common, path: place.path, role: 'value', siblings: entriesOf(parent), sameLine }
}

/** A key of a block map stands below the others; the parser is lenient about that, a reader of the file is not. */
function isAligned(text: string, at: number, parent: Node | undefined): boolean {
  if (!isMap(parent) || parent.flow) return true
  const column = (offset: number) => offset - startOfLine(text, offset)
  return parent.items.every(({ key }) => {
    const start = (key as Node | null)?.range?.[0]
    return start === undefined || column(start) === column(at)
  })
}

function keysOf(node: Node | undefined): Set<string> {
  const keys = isMap(node) ? node.items.map((pair) => keyOf(pair as Pair)) : []
  return new Set(keys.filter((key) => key !== undefined && key !== marker) as string[])
}

function entriesOf(node: Node | undefined): Set<string> {
  const values = isSeq(node)
    ? node.items.map((item) => (isScalar(item) ? String(item.value) : marker))
    : []
  return new Set(values.filter((value) => value !== marker))
}

/** Whether a line's beginning ends inside a comment: a `#` after white space that no quote holds. */
function inComment(line: string): boolean {
  let quote = ''
  for (let index = 0; index < line.length; index += 1) {
    const letter = line[index] ?? ''
    if (quote) {
      if (letter === quote) quote = ''
    } else if ((letter === '"' || letter === "'") && /^$|[\s[{,:-]/.test(line[index - 1] ?? ''))
      quote = letter
    else if (letter === '#' && /^$|\s/.test(line[index - 1] ?? '')) return true
  }
  return false
}

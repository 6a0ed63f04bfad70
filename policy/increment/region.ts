import { isSeq } from 'yaml'
import { type Edit, startOfLine } from './edit.ts'
import { beginsItem, endOfItem, type Level, lineOfItem } from './level.ts'

/** Whole lines of a block collection that are to be parsed anew: its items from `first` up to `after`. */
export interface Region {
  level: number
  first: number
  after: number
  /** Offsets in the old text. */
  start: number
  end: number
  /** Where an item that the edit leaves alone, and that ends the region, starts in the old text. */
  untouched: number | undefined
  /** The level in which the line after the region is an item; undefined: the region goes to the end of the text. */
  next: number | undefined
}

/** The lines of a level's items around the edit and one behind it; undefined where they are not whole lines. */
export function regionAt(
  levels: readonly Level[],
  level: number,
  text: string,
  edit: Edit,
): Region | undefined {
  const current = levels[level] as Level
  const { items } = current.collection
  const begin = beginning(current, text, edit)
  if (!begin) return undefined
  const { first, start } = begin

  let untouched: number | undefined
  let after = current.index + 1
  for (; after < items.length; after += 1) {
    const line = lineOfItem(current, after, text)
    if (line === undefined || line < edit.end || line <= edit.start) continue
    if (untouched !== undefined)
      return { level, first, after, start, end: line, untouched, next: level }
    untouched = line
  }
  const next = nextLine(levels, level, text)
  if (!next || next.line < edit.end) return undefined
  return { level, first, after, start, end: next.line, untouched, next: next.level }
}

/**
 * Where parsing has to begin: at the line of the edit when it is now an item of its own, else at the item that the
 * edit stands in, else at an earlier one.
 */
function beginning(
  current: Level,
  text: string,
  edit: Edit,
): { first: number; start: number } | undefined {
  const { collection, indent, index } = current
  const line = startOfLine(text, edit.start)
  const isItem = beginsItem(edit.line, 0, indent, isSeq(collection))
  if (isItem && index >= 0 && endOfItem(collection, index) <= line && isWhole(current, index, text))
    return { first: index + 1, start: line }
  for (let first = index; first >= 0; first -= 1) {
    const start = lineOfItem(current, first, text)
    if (start === undefined || (start === line && !isItem)) continue
    if (first === 0 ? start + indent < edit.start : isWhole(current, first - 1, text))
      return { first, start }
  }
  return undefined
}

/** The line behind a level's last item: of the next item further out, or the end of the text. */
function nextLine(
  levels: readonly Level[],
  level: number,
  text: string,
): { line: number; level: number | undefined } | undefined {
  for (let outer = level - 1; outer >= 0; outer -= 1) {
    const current = levels[outer] as Level
    if (current.index + 1 >= current.collection.items.length) continue
    const line = lineOfItem(current, current.index + 1, text)
    return line === undefined ? undefined : { line, level: outer }
  }
  return { line: text.length, level: undefined }
}

/** Whether an item is one that nothing behind it can become part of, unless it is indented further. */
function isWhole(level: Level, index: number, text: string): boolean {
  return lineOfItem(level, index, text) !== undefined
}

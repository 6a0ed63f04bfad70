import type { Document } from 'yaml'
import { editBetween } from './edit.ts'
import { parseRegion } from './fragment.ts'
import { levelsAround } from './level.ts'
import { regionAt } from './region.ts'
import { splice } from './splice.ts'

/** A text with what the parser made of it. */
export interface ParsedText {
  readonly text: string
  readonly documents: readonly Document.Parsed[]
}

/** Directives, control characters, lone carriage returns: what makes a part mean something else than within the whole. */
const unusual = /^%|[\0-\x08\v\f\x0e-\x1f\x85\u2028\u2029\ufeff]|\r(?!\n)/m
/** Parsing a greater share of the text than this, in tries, is no faster than parsing it all. */
const mostTried = 0.4

/**
 * What the parser would make of a text that differs little from one that it has parsed: the lines around the edit are
 * parsed by themselves, and everything else is taken over. Undefined where it is not certain that this gives the same
 * as parsing the whole: then parse the whole. What was taken over is shared with the old documents, which stay as
 * they were; nodes behind the edit are copies with the new offsets. Comments are not kept up to date.
 *
 * Why it is right: a block collection's item that starts a line at the collection's indentation finds the parser in one
 * state, whatever came before. So lines from one such item to another can be parsed alone, as long as none of them
 * is indented less, and an item put behind them is again found to be an item there.
 */
export function reparse(
  old: ParsedText,
  text: string,
  parse: (text: string) => readonly Document.Parsed[],
): Document.Parsed[] | undefined {
  const [document] = old.documents
  if (!document || old.documents.length > 1) return undefined
  if (unusual.test(old.text) || unusual.test(text)) return undefined
  const edit = editBetween(old.text, text)
  const delta = text.length - old.text.length
  const levels = levelsAround(document.contents, old.text, edit.start)
  let tried = 0
  for (let level = levels.length - 1; level >= 0; level -= 1) {
    const region = regionAt(levels, level, old.text, edit)
    if (!region) continue
    tried += region.end - region.start
    if (tried > text.length * mostTried) return undefined
    const parsed = parseRegion(levels, region, text.slice(region.start, region.end + delta), parse)
    const joined = parsed && splice(document, levels, region, parsed, delta)
    if (joined) return [joined]
  }
  return undefined
}

import type { Finding, Position, TextEdit } from '../../policy/finding.ts'

/**
 * Applies the fixes of findings to a text. Edits that overlap one already taken are left for the next run,
 * because the first may have made them wrong. Returns the text and how many fixes were applied.
 */
export function applyFixes(
  text: string,
  findings: readonly Finding[],
): { text: string; applied: number } {
  const lineStarts = startsOfLines(text)
  const offsetAt = ({ line, character }: Position) =>
    Math.min((lineStarts[line] ?? text.length) + character, text.length)
  const taken: { start: number; end: number; newText: string }[] = []
  let applied = 0
  for (const { fix } of findings) {
    if (!fix) continue
    const edits = fix.edits.map((edit: TextEdit) => ({
      start: offsetAt(edit.range.start),
      end: offsetAt(edit.range.end),
      newText: edit.newText,
    }))
    const clashes = edits.some((edit) =>
      taken.some((other) => edit.start <= other.end && other.start <= edit.end),
    )
    if (clashes) continue
    taken.push(...edits)
    applied += 1
  }
  taken.sort((a, b) => b.start - a.start)
  const fixed = taken.reduce(
    (result, edit) => result.slice(0, edit.start) + edit.newText + result.slice(edit.end),
    text,
  )
  return { text: fixed, applied }
}

/** Offsets at which lines start; a line ends with LF, CRLF or CR, as in the Language Server Protocol. */
function startsOfLines(text: string): number[] {
  const starts = [0]
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length)
  return starts
}

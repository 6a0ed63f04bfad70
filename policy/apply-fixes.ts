import type { Finding, Position, TextEdit } from './finding.ts'

/** A fix may lay bare another finding; more rounds than this means that two fixes undo each other. */
const mostRounds = 10

/**
 * Applies the fixes of findings to a text. Edits that overlap one already taken are left for the next round,
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

/** Applies fixes round after round, linting between, until none is left. */
export function fixAll(text: string, lint: (text: string) => readonly Finding[]): string {
  let fixed = text
  for (let round = 0; round < mostRounds; round += 1) {
    const { text: next, applied } = applyFixes(fixed, lint(fixed))
    fixed = next
    if (applied === 0) break
  }
  return fixed
}

/** Offsets at which lines start; a line ends with LF, CRLF or CR, as in the Language Server Protocol. */
function startsOfLines(text: string): number[] {
  const starts = [0]
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length)
  return starts
}

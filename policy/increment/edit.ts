/** What differs between two texts, in offsets of the old one. */
export interface Edit {
  start: number
  end: number
  /** The line in which it begins, as it is now. */
  line: string
}

/** The smallest edit that makes one text of another, in whole lines where it puts some in. */
export function editBetween(old: string, text: string): Edit {
  const same = commonStart(old, text)
  const line = startOfLine(text, same)
  // Lines that were put in begin like the line behind them: the edit is the whole lines.
  const inserted = commonEnd(old, text, line) >= old.length - line
  const start = inserted ? line : same
  const end = old.length - commonEnd(old, text, start)
  return { start, end, line: text.slice(line, endOfLine(text, same)) }
}

/** Long texts are compared in pieces of so many characters first, which is done without looking at each. */
const piece = 1_024

/** How many characters two texts begin with alike. */
export function commonStart(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  let length = 0
  while (
    length + piece <= shorter &&
    a.slice(length, length + piece) === b.slice(length, length + piece)
  )
    length += piece
  while (length < shorter && a.charCodeAt(length) === b.charCodeAt(length)) length += 1
  return length
}

/** How many characters two texts end with alike, besides those that they begin with. */
export function commonEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start
  let [endOfA, endOfB] = [a.length, b.length]
  while (
    a.length - endOfA + piece <= most &&
    a.slice(endOfA - piece, endOfA) === b.slice(endOfB - piece, endOfB)
  ) {
    endOfA -= piece
    endOfB -= piece
  }
  let length = a.length - endOfA
  while (length < most && a.charCodeAt(endOfA - 1) === b.charCodeAt(endOfB - 1)) {
    endOfA -= 1
    endOfB -= 1
    length += 1
  }
  return length
}

export function startOfLine(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end < 0 ? text.length : end
}

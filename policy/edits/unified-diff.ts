/** Lines shown around what changed. */
const context = 3

/** Beyond this many pairs of lines what changed is shown as one block: no edit of a policy comes near. */
const mostPairs = 250_000

/**
 * The change of a text as a patch of one hunk, as `diff -u` and git write it and `git apply` takes it.
 *
 * @param path of the file, with forward slashes; stands behind `a/` and `b/`
 * @returns the empty text when nothing changed
 */
export function unifiedDiff(before: string, after: string, path: string): string {
  if (before === after) return ''
  const old = linesOf(before)
  const fresh = linesOf(after)
  const shorter = Math.min(old.length, fresh.length)
  let start = 0
  while (start < shorter && old[start] === fresh[start]) start += 1
  let end = 0
  while (end < shorter - start && old[old.length - 1 - end] === fresh[fresh.length - 1 - end])
    end += 1
  const from = Math.max(0, start - context)
  const oldEnd = old.length - end
  const freshEnd = fresh.length - end
  const tail = old.slice(oldEnd, oldEnd + context)
  const lines = [
    ...old.slice(from, start).map((line) => ` ${line}`),
    ...changes(old.slice(start, oldEnd), fresh.slice(start, freshEnd)),
    ...tail.map((line) => ` ${line}`),
  ]
  const head = `@@ -${span(from, oldEnd + tail.length)} +${span(from, freshEnd + tail.length)} @@`
  return [`--- a/${path}`, `+++ b/${path}`, head, ...lines].map(ended).join('')
}

/** The shortest way from lines to lines: what both have in the same order stays. */
function changes(old: readonly string[], fresh: readonly string[]): string[] {
  const removed = old.map((line) => `-${line}`)
  const added = fresh.map((line) => `+${line}`)
  if (old.length * fresh.length > mostPairs) return [...removed, ...added]
  const common = commonLengths(old, fresh)
  const lines: string[] = []
  let [i, j] = [0, 0]
  while (i < old.length && j < fresh.length) {
    if (old[i] === fresh[j]) {
      lines.push(` ${old[i]}`)
      i += 1
      j += 1
    } else if ((common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0)) {
      lines.push(removed[i] ?? '')
      i += 1
    } else {
      lines.push(added[j] ?? '')
      j += 1
    }
  }
  return [...lines, ...removed.slice(i), ...added.slice(j)]
}

/** For each two suffixes how many lines they have in common, in order. */
function commonLengths(old: readonly string[], fresh: readonly string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () => new Array(fresh.length + 1).fill(0))
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = fresh.length - 1; j >= 0; j -= 1) {
      const row = table[i] as number[]
      row[j] =
        old[i] === fresh[j]
          ? 1 + (table[i + 1]?.[j + 1] ?? 0)
          : Math.max(table[i + 1]?.[j] ?? 0, row[j + 1] ?? 0)
    }
  }
  return table
}

function span(from: number, to: number): string {
  return `${to === from ? from : from + 1},${to - from}`
}

/** Lines with their line ends; the last may lack one. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

function ended(line: string, index: number): string {
  if (line.endsWith('\n')) return line
  return index < 3 ? `${line}\n` : `${line}\n\\ No newline at end of file\n`
}

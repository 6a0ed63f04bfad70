/** The word of the list that a slip of typing most likely meant; undefined when none is near. */
export function nearest(word: string, words: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase().replace(/[\s_-]/g, '')
  let best: string | undefined
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1
  for (const candidate of words) {
    const distance = distanceTo(wanted, candidate.toLowerCase().replace(/[\s_-]/g, ''))
    if (distance < least) {
      best = candidate
      least = distance
    }
  }
  return best
}

/** A word left half-written counts as one slip. */
function distanceTo(wanted: string, candidate: string): number {
  const halfWritten = wanted.length >= 4 && candidate.startsWith(wanted)
  return halfWritten && candidate !== wanted ? 1 : editDistance(wanted, candidate)
}

/** Insertions, deletions, replacements and swaps of neighbours that lead from one text to the other. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 12 || a.length > 64) return Number.POSITIVE_INFINITY
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  const cell = (i: number, j: number) => rows[i]?.[j] ?? 0
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      row[j] = Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + (same ? 0 : 1))
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (i > 1 && j > 1 && swapped) row[j] = Math.min(row[j] ?? 0, cell(i - 2, j - 2) + 1)
    }
  }
  return cell(a.length, b.length)
}

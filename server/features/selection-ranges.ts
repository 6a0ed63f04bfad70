import type { Position, Range, SelectionRange } from 'vscode-languageserver-types'
import type { SourceFile } from '../model/file.ts'
import { contentOf } from '../model/occurrence.ts'
import { placeAt } from '../model/place.ts'

/** What grows around a cursor: the word, the entry, the list, the section, the file. One answer for each position. */
export function selectionRanges(
  file: SourceFile,
  positions: readonly Position[],
): SelectionRange[] {
  return positions.map((position) => around(file, position))
}

function around(file: SourceFile, position: Position): SelectionRange {
  const { source, text } = file
  const offset = source.offsetAt(position)
  const place = placeAt(source, offset)
  const spans: [number, number][] = [[0, text.length]]
  const add = (start: number, end: number) => {
    const [outerStart, outerEnd] = spans.at(-1) ?? [0, text.length]
    const inside = outerStart <= start && end <= outerEnd && start <= offset && offset <= end
    if (inside && (start !== outerStart || end !== outerEnd)) spans.push([start, end])
  }
  for (const ancestor of place?.ancestors ?? [])
    if (ancestor.range) add(ancestor.range[0], ancestor.range[1])
  const pair = place?.pair
  if (place?.role === 'key' && pair?.key.range)
    add(pair.key.range[0], pair.value?.range?.[1] ?? pair.key.range[1])
  if (place?.node.range) {
    add(place.node.range[0], place.node.range[1])
    const content = contentOf(place.node as Parameters<typeof contentOf>[0])
    add(content.start, content.end)
  }
  return nest(spans.map(([start, end]) => source.rangeBetween(start, end)))
}

function nest(ranges: readonly Range[]): SelectionRange {
  let current: SelectionRange | undefined
  for (const range of ranges) current = current ? { range, parent: current } : { range }
  return current ?? { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } }
}

import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver-types'
import { isMap, isSeq, type Node } from 'yaml'
import { walkNodes } from '../../policy/yaml-source.ts'
import type { SourceFile } from '../model/file.ts'

/** What can be folded: every map and list over more than one line, and blocks of comments. */
export function folding(file: SourceFile): FoldingRange[] {
  if (!file.kind) return []
  const { source } = file
  const ranges = new Map<number, FoldingRange>()
  const add = (startOffset: number, endOffset: number) => {
    const startLine = source.positionAt(startOffset).line
    const endLine = lastLine(file, startOffset, endOffset)
    const known = ranges.get(startLine)
    if (endLine > startLine && (known?.endLine ?? 0) < endLine)
      ranges.set(startLine, { startLine, endLine })
  }
  for (const document of source.documents) {
    walkNodes(document.contents, (node) => {
      if (isMap(node)) {
        for (const { key, value } of node.items) {
          const range = (key as Node | null)?.range
          const end = (value as Node | null)?.range?.[1]
          if (range && end !== undefined) add(range[0], end)
        }
      } else if (isSeq(node)) {
        for (const item of node.items) {
          const range = (item as Node | null)?.range
          if (range) add(range[0], range[1])
        }
      }
    })
  }
  return [...ranges.values(), ...comments(file.text)]
}

/** The line of the last thing that is not white space. */
function lastLine({ text, source }: SourceFile, start: number, end: number): number {
  let last = end
  while (last > start && /\s/.test(text[last - 1] ?? '')) last -= 1
  return source.positionAt(last).line
}

function comments(text: string): FoldingRange[] {
  const found: FoldingRange[] = []
  const lines = text.split(/\r\n|\n|\r/)
  let start = -1
  for (let line = 0; line <= lines.length; line += 1) {
    const isComment = /^\s*#/.test(lines[line] ?? '')
    if (isComment && start < 0) start = line
    if (!isComment && start >= 0) {
      if (line - 1 > start)
        found.push({ startLine: start, endLine: line - 1, kind: FoldingRangeKind.Comment })
      start = -1
    }
  }
  return found
}

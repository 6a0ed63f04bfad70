import { isMap, isSeq, type Node } from 'yaml'
import type { Fix } from '../finding.ts'
import type { Path } from '../located.ts'
import type { PolicyDocument } from '../policy-document.ts'

/** Writes another value at a path. Undefined where no value stands. */
export function replaceValue(
  document: PolicyDocument,
  path: Path,
  newText: string,
): Fix | undefined {
  const range = document.part(path)?.node?.range
  if (!range || range[0] === range[1]) return undefined
  return {
    title: `Write ${newText}`,
    edits: [{ range: document.source.rangeBetween(range[0], range[1]), newText }],
  }
}

/** Takes an entry out of a list: its line in block style, the text up to its neighbour in flow style. */
export function removeEntry(document: PolicyDocument, path: Path): Fix | undefined {
  const list = document.part(path.slice(0, -1))?.node
  const index = path.at(-1)
  if (!isSeq(list) || typeof index !== 'number') return undefined
  const items = list.items as (Node | null)[]
  const span = list.flow ? flowSpan(items, index) : blockSpan(document.text, items[index]?.range)
  if (span === undefined) return undefined
  const range = document.source.rangeBetween(span[0], span[1])
  return { title: 'Remove this entry', edits: [{ range, newText: '' }] }
}

function flowSpan(items: readonly (Node | null)[], index: number): [number, number] | undefined {
  const [start, end] = items[index]?.range ?? []
  if (start === undefined || end === undefined) return undefined
  const before = items[index - 1]?.range?.[1]
  const after = items[index + 1]?.range?.[0]
  return before === undefined ? [start, after ?? end] : [before, end]
}

function blockSpan(text: string, range: Node['range']): [number, number] | undefined {
  if (!range) return undefined
  const lineStart = startOfLine(text, range[0])
  if (!/^[ ]*-[ ]+$/.test(text.slice(lineStart, range[0]))) return undefined
  const rest = /^[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r|$)/.exec(text.slice(range[1]))
  return rest ? [lineStart, range[1] + rest[0].length] : undefined
}

/** Puts a new member at the top of the map at a path, in the style of the map. */
export function addMember(document: PolicyDocument, path: Path, member: string): Fix | undefined {
  const map = document.part(path)?.node
  if (!isMap(map)) return undefined
  const first = (map.items[0]?.key as Node | null | undefined)?.range?.[0]
  if (first === undefined) return undefined
  const indent = document.text.slice(startOfLine(document.text, first), first)
  const eol = document.text.includes('\r\n') ? '\r\n' : '\n'
  const newText = map.flow ? `${member}, ` : `${member}${eol}${indent}`
  if (!map.flow && !/^ *$/.test(indent)) return undefined
  const range = document.source.rangeBetween(first, first)
  return { title: `Add ${member}`, edits: [{ range, newText }] }
}

function startOfLine(text: string, offset: number): number {
  if (offset === 0) return 0
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1
}

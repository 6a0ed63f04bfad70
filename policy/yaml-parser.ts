import {
  type Document,
  type DocumentOptions,
  type ParseOptions,
  parseAllDocuments,
  type SchemaOptions,
} from 'yaml'
import { commonEnd, commonStart } from './increment/edit.ts'
import { type ParsedText, reparse } from './increment/reparse.ts'
import { Recent } from './recent.ts'

/** Texts that are remembered: a version before and after an edit, for each of a few files. */
const mostRemembered = 8
const longestRemembered = 4_000_000
/** Texts of fewer characters are parsed as quickly as they are compared. */
const worthComparing = 2_000
/** An edit leaves at least this share of a text as it was. */
const sharedByVersions = 0.5

/**
 * A parser that remembers: the same text is parsed once, and of a text that differs little from one before it only
 * what has changed. What it gives is shared by all who ask and must not be changed; a damaged text has documents too,
 * an empty one has none. Comments in what it gives may be those of an earlier version.
 */
export function yamlParser(
  options: ParseOptions & DocumentOptions & SchemaOptions,
): (text: string) => readonly Document.Parsed[] {
  const recent = new Recent<readonly Document.Parsed[]>(mostRemembered)
  const parse = (text: string): readonly Document.Parsed[] => {
    const parsed = parseAllDocuments(text, options)
    return 'empty' in parsed ? [] : (parsed as Document.Parsed[])
  }
  return (text) => {
    const known = recent.get(text)
    if (known) return known
    const earlier = text.length < worthComparing ? undefined : nearest(text, recent)
    const documents = (earlier && reparse(earlier, text, parse)) ?? parse(text)
    if (text.length <= longestRemembered) recent.set(text, documents)
    return documents
  }
}

/** The text of which this one is a version: the latest that shares enough with it. */
function nearest(text: string, recent: Recent<readonly Document.Parsed[]>): ParsedText | undefined {
  const enough = text.length * sharedByVersions
  for (const [other, documents] of [...recent.entries()].reverse()) {
    if (Math.min(other.length, text.length) < enough) continue
    const start = commonStart(other, text)
    if (start + commonEnd(other, text, start) >= enough) return { text: other, documents }
  }
  return undefined
}

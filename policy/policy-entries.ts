import type { Path } from './located.ts'
import type { PolicyDocument } from './policy-document.ts'

/** One text of a policy with its place. */
export interface PolicyEntry {
  readonly text: string
  readonly path: Path
}

/** The texts of the list at a path, or the text that stands there itself. Whatever is no text is left out. */
export function entriesAt(document: PolicyDocument, path: Path): readonly PolicyEntry[] {
  const value = document.part(path)?.value
  if (typeof value === 'string') return [{ text: value, path }]
  if (!Array.isArray(value)) return []
  return value.flatMap((item, index) =>
    typeof item === 'string' ? [{ text: item, path: [...path, index] }] : [],
  )
}

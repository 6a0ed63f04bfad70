import type { Path } from './located.ts'
import type { PolicyDocument } from './policy-document.ts'

/** One text of a policy with its place. */
export interface PolicyEntry {
  readonly text: string
  readonly path: Path
}

/** The texts of the list at a path. What is empty or no text is left out. */
export function entriesAt(document: PolicyDocument, path: Path): readonly PolicyEntry[] {
  const value = document.part(path)?.value
  if (!Array.isArray(value)) return []
  return value.flatMap((text, index) =>
    typeof text === 'string' && text !== '' ? [{ text, path: [...path, index] }] : [],
  )
}

/** The text at a path as a list of one; of none when it is empty or no text. */
export function textAt(document: PolicyDocument, path: Path): readonly PolicyEntry[] {
  const value = document.part(path)?.value
  return typeof value === 'string' && value !== '' ? [{ text: value, path }] : []
}

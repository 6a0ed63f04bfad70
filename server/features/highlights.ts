import {
  type DocumentHighlight,
  DocumentHighlightKind,
  type Position,
} from 'vscode-languageserver-types'
import type { SourceFile } from '../model/file.ts'
import { namedAt, occurrencesOf } from '../model/occurrence.ts'
import type { Project } from '../project.ts'

/** The same thing elsewhere in this file. */
export async function highlights(
  file: SourceFile,
  position: Position,
  project: Project,
): Promise<DocumentHighlight[]> {
  const named = namedAt(file, file.source.offsetAt(position), project)
  if (!named) return []
  const all = await occurrencesOf(named, file, project)
  return all
    .filter((occurrence) => occurrence.file.path === file.path)
    .map(({ start, end, definition }) => ({
      range: file.source.rangeBetween(start, end),
      kind: definition ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }))
}

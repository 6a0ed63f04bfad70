import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver-types'
import type { PolicyEdit } from '../policy/edits/index.ts'
import type { Client } from './client.ts'
import type { SourceFile } from './model/file.ts'

/**
 * An edit in the form that the client understands: without `documentChanges` files cannot be renamed,
 * and an edit that needs it is not offered (null).
 */
export function editFor(edit: WorkspaceEdit, client: Client): WorkspaceEdit | null {
  const changes = edit.documentChanges ?? []
  const renames = changes.some((change) => 'kind' in change)
  if (renames && !(client.documentChanges && client.renamesFiles)) return null
  if (client.documentChanges) return edit
  const plain: Record<string, TextEdit[]> = {}
  for (const change of changes)
    if (!('kind' in change)) plain[change.textDocument.uri] = change.edits as TextEdit[]
  return { changes: plain }
}

/** An edit that a policy is to get: a client that can shows it first, with what to think of before it is accepted. */
export function proposedEdit(file: SourceFile, edit: PolicyEdit, client: Client): WorkspaceEdit {
  const textDocument = { uri: file.uri, version: file.version ?? null }
  if (!client.documentChanges) return { changes: { [file.uri]: [...edit.edits] } }
  if (!client.confirmsEdits) return { documentChanges: [{ textDocument, edits: [...edit.edits] }] }
  const annotationId = 'policy'
  return {
    documentChanges: [
      { textDocument, edits: edit.edits.map((change) => ({ ...change, annotationId })) },
    ],
    changeAnnotations: {
      [annotationId]: {
        label: edit.title,
        needsConfirmation: true,
        ...(edit.caution && { description: edit.caution }),
      },
    },
  }
}

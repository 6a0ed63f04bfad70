import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver-types'
import type { Client } from './client.ts'

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

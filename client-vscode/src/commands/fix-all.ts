import * as vscode from 'vscode'

/** Applies every fix to the file of the active editor. */
export async function fixAll(): Promise<void> {
  await vscode.commands.executeCommand('editor.action.codeAction', {
    kind: 'source.fixAll.governance',
    apply: 'ifSingle',
  })
}

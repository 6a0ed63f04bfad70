import * as vscode from 'vscode'

/** Follows the audit trail in a terminal. This runs a program, so it needs a workspace that is trusted. */
export function openTrail(): void {
  if (!vscode.workspace.isTrusted)
    return void vscode.window.showInformationMessage(
      'The trail is read by a program, which needs a trusted workspace.',
    )
  const program = vscode.workspace.getConfiguration('governance').get('cli.path', 'governance')
  const terminal = vscode.window.createTerminal({
    name: 'Governance trail',
    shellPath: program,
    shellArgs: ['logs', '--since', '24h', '--follow'],
  })
  terminal.show()
}

import * as vscode from 'vscode'
import { type LanguageClient, State } from 'vscode-languageclient/node'
import { documentSelector } from './language-client.ts'

/** Beside the language in the status bar: whether the server runs, and how many findings the file has. */
export function showStatus(client: LanguageClient): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('governance', documentSelector)
  item.name = 'Docker AI Governance'
  item.command = { title: 'Show Effective Policy', command: 'governance.showEffectivePolicy' }

  const update = () => {
    if (client.state !== State.Running) {
      item.text = 'Governance: not running'
      item.severity = vscode.LanguageStatusSeverity.Error
      item.command = { title: 'Restart', command: 'governance.restartServer' }
      return
    }
    const uri = vscode.window.activeTextEditor?.document.uri
    const findings = uri
      ? vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'governance')
      : []
    const hasErrors = findings.some(({ severity }) => severity === vscode.DiagnosticSeverity.Error)
    item.text = findings.length === 0 ? 'Governance' : `Governance: ${findings.length} to look at`
    item.severity = hasErrors
      ? vscode.LanguageStatusSeverity.Error
      : findings.length > 0
        ? vscode.LanguageStatusSeverity.Warning
        : vscode.LanguageStatusSeverity.Information
    item.command = { title: 'Show Effective Policy', command: 'governance.showEffectivePolicy' }
  }
  update()
  return vscode.Disposable.from(
    item,
    client.onDidChangeState(update),
    vscode.languages.onDidChangeDiagnostics(update),
    vscode.window.onDidChangeActiveTextEditor(update),
  )
}

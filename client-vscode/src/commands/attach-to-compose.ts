import { dirname, relative, sep } from 'node:path'
import * as vscode from 'vscode'
import { composePattern, pickFile, policyPattern } from '../compose-files.ts'

const field = 'x-docker-ai-governance'

/** Writes the field that puts a Compose file under a policy, at its end. The user sees it before it is saved. */
export async function attachToCompose(): Promise<void> {
  const compose = await pickFile(composePattern, 'Which Compose file?')
  if (!compose)
    return void vscode.window.showInformationMessage('There is no Compose file in this workspace.')
  const document = await vscode.workspace.openTextDocument(compose)
  const editor = await vscode.window.showTextDocument(document)
  const present = new RegExp(`^["']?${field}["']?\\s*:`, 'm').exec(document.getText())
  if (present) {
    const place = document.positionAt(present.index)
    editor.selection = new vscode.Selection(place, place)
    editor.revealRange(new vscode.Range(place, place))
    return void vscode.window.showInformationMessage('This file is under a policy already.')
  }
  const policy = await pickPolicy(compose)
  const end = document.lineAt(document.lineCount - 1).range.end
  const lead = end.character > 0 ? '\n' : ''
  await editor.insertSnippet(
    new vscode.SnippetString(`${lead}${field}:\n  policy: \${1:${policy}}\n`),
    end,
  )
}

async function pickPolicy(compose: vscode.Uri): Promise<string> {
  const found = await vscode.workspace.findFiles(policyPattern, '**/node_modules/**', 50)
  const paths = found
    .map(({ fsPath }) => relative(dirname(compose.fsPath), fsPath).split(sep).join('/'))
    .map((path) => (path.startsWith('.') ? path : `./${path}`))
    .sort((a, b) => a.length - b.length)
  if (paths.length < 2) return paths[0] ?? './governance-policy.yaml'
  return (await vscode.window.showQuickPick(paths, { title: 'Which policy?' })) ?? paths[0] ?? ''
}

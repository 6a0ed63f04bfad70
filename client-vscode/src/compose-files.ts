import * as vscode from 'vscode'

/** Names under which Compose files go. */
export const composePattern = '**/{compose,compose.*,docker-compose,docker-compose.*}.{yml,yaml}'
export const policyPattern = '**/*{policy,governance}*.{yml,yaml}'
const skipped = '**/{node_modules,.git,dist}/**'

/** The file of the active editor when it fits, else one that the user picks. */
export async function pickFile(pattern: string, title: string): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document
  if (active && vscode.languages.match({ pattern }, active) > 0) return active.uri
  const found = await vscode.workspace.findFiles(pattern, skipped, 200)
  if (found.length <= 1) return found[0]
  const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }))
  items.sort((a, b) => a.label.localeCompare(b.label))
  return (await vscode.window.showQuickPick(items, { title }))?.uri
}

import * as vscode from 'vscode'

/** Opens a new policy beside the user's files, with the places to fill in. */
export async function newPolicy(folder?: vscode.Uri): Promise<void> {
  const root = folder ?? vscode.workspace.workspaceFolders?.[0]?.uri
  const document = root
    ? await vscode.workspace.openTextDocument((await freeName(root)).with({ scheme: 'untitled' }))
    : await vscode.workspace.openTextDocument({ language: 'yaml' })
  await vscode.languages.setTextDocumentLanguage(document, 'yaml')
  const editor = await vscode.window.showTextDocument(document)
  await editor.insertSnippet(new vscode.SnippetString(skeleton))
}

async function freeName(folder: vscode.Uri): Promise<vscode.Uri> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'governance-policy.yaml' : `governance-policy-${number}.yaml`
    const uri = vscode.Uri.joinPath(folder, name)
    const exists = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    )
    if (!exists) return uri
  }
}

const skeleton = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata:
  name: \${1:agent-policy-001}
spec:
  network:
    allowedDomains:
      - \${2:api.example.com}
  credentials:
    allowedKeys: [\${3}]
    maxExpirationHours: \${4:24}
  mcp:
    allowedTools: [\${5:read_file}]
    deniedTools: [\${6:send_email}]
  audit:
    enabled: true
    logLevel: info
`

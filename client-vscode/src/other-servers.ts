import * as vscode from 'vscode'
import { DidChangeConfigurationNotification, type LanguageClient } from 'vscode-languageclient/node'

/** Extensions that show YAML syntax errors in the same files. */
const yamlExtensions = ['redhat.vscode-yaml']

export function otherYamlServerRuns(): boolean {
  return yamlExtensions.some((id) => vscode.extensions.getExtension(id) !== undefined)
}

/** Lets the server ask again when such an extension comes or goes. */
export function watchOtherYamlServers(client: LanguageClient): vscode.Disposable {
  return vscode.extensions.onDidChange(() =>
    client.sendNotification(DidChangeConfigurationNotification.type, { settings: null }),
  )
}

import * as vscode from 'vscode'
import { LanguageClient, TransportKind } from 'vscode-languageclient/node'
import { otherYamlServerRuns } from './other-servers.ts'

/** Policies and Compose files, under every id that VS Code gives them. */
export const documentSelector = [
  { language: 'yaml' },
  { language: 'dockercompose' },
  { language: 'json', pattern: '**/*{compose,policy}*.json' },
]

/** The client of the server that is bundled with this extension: a process of its own, spoken to over its standard streams. */
export function createClient(extension: vscode.Uri): LanguageClient {
  const server = {
    module: vscode.Uri.joinPath(extension, 'dist', 'server', 'server.mjs').fsPath,
    transport: TransportKind.stdio,
  }
  return new LanguageClient(
    'governance',
    'Docker AI Governance',
    { run: server, debug: server },
    {
      documentSelector,
      initializationOptions: { showReferences: true },
      middleware: {
        workspace: {
          // The server cannot see other extensions, so the answer to its question about settings says it.
          async configuration(params, token, next) {
            const answers = await next(params, token)
            if (!Array.isArray(answers)) return answers
            return answers.map((answer) => ({ ...answer, otherYamlServer: otherYamlServerRuns() }))
          },
        },
      },
    },
  )
}

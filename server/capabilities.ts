import { type ServerCapabilities, TextDocumentSyncKind } from 'vscode-languageserver-protocol'
import { fixAllKind } from './features/code-actions.ts'
import { policyCommands } from './features/policy-commands.ts'
import { tokenModifiers, tokenTypes } from './features/semantic-tokens.ts'

/** What this server offers. Formatting is left to YAML servers. */
export const capabilities: ServerCapabilities = {
  positionEncoding: 'utf-16',
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  hoverProvider: true,
  completionProvider: { triggerCharacters: [':', ' ', '"', "'", '-', '[', ',', '/', '.', '*'] },
  codeActionProvider: { codeActionKinds: ['quickfix', fixAllKind] },
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  documentLinkProvider: {},
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  renameProvider: { prepareProvider: true },
  inlayHintProvider: true,
  codeLensProvider: {},
  executeCommandProvider: { commands: [...policyCommands] },
  semanticTokensProvider: {
    legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
    full: true,
  },
  diagnosticProvider: {
    identifier: 'governance',
    interFileDependencies: true,
    workspaceDiagnostics: true,
  },
  workspace: {
    workspaceFolders: { supported: true, changeNotifications: true },
    fileOperations: {
      willRename: { filters: [{ scheme: 'file', pattern: { glob: '**/*.{yml,yaml,json}' } }] },
    },
  },
}

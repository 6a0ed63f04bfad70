import type { ClientCapabilities } from 'vscode-languageserver-protocol'

/** What the client at the other end can do, as far as it changes what this server does. */
export interface Client {
  /** Asks for diagnostics itself: then none are pushed, or they would stand there twice. */
  pullsDiagnostics: boolean
  refreshesDiagnostics: boolean
  refreshesInlayHints: boolean
  refreshesCodeLenses: boolean
  hasConfiguration: boolean
  registersConfiguration: boolean
  registersWatchers: boolean
  hasWorkspaceFolders: boolean
  snippets: boolean
  definitionLinks: boolean
  documentChanges: boolean
  renamesFiles: boolean
  nestedSymbols: boolean
  /** Asks its user before an edit that says that it has to be asked about. */
  confirmsEdits: boolean
  /** Knows `governance.showReferences`; our own extension says so. */
  showReferences: boolean
}

export function readClient(capabilities: ClientCapabilities, options: unknown): Client {
  const { workspace, textDocument } = capabilities
  const own = (options ?? {}) as { showReferences?: unknown }
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
    refreshesCodeLenses: workspace?.codeLens?.refreshSupport === true,
    hasConfiguration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    hasWorkspaceFolders: workspace?.workspaceFolders === true,
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    definitionLinks: textDocument?.definition?.linkSupport === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    renamesFiles: workspace?.workspaceEdit?.resourceOperations?.includes('rename') === true,
    nestedSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    confirmsEdits: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    showReferences: own.showReferences === true,
  }
}

import type {
  CodeActionParams,
  CodeLensParams,
  CompletionParams,
  DefinitionParams,
  DocumentDiagnosticParams,
  DocumentHighlightParams,
  DocumentLinkParams,
  DocumentSymbolParams,
  FoldingRangeParams,
  HoverParams,
  InlayHintParams,
  PrepareRenameParams,
  ReferenceParams,
  RenameParams,
  SelectionRangeParams,
  SemanticTokensParams,
} from 'vscode-languageserver-protocol'
import { codeActions } from './features/code-actions.ts'
import { codeLenses } from './features/code-lenses.ts'
import { completion } from './features/completion/index.ts'
import { definition, references } from './features/definition.ts'
import { effectivePolicy } from './features/effective-policy.ts'
import { folding } from './features/folding.ts'
import { highlights } from './features/highlights.ts'
import { hover } from './features/hover.ts'
import { inlayHints } from './features/inlay-hints.ts'
import { links } from './features/links.ts'
import { prepareRename, rename } from './features/rename.ts'
import { selectionRanges } from './features/selection-ranges.ts'
import { semanticTokens } from './features/semantic-tokens.ts'
import { symbols } from './features/symbols.ts'
import type { SourceFile } from './model/file.ts'
import type { Session } from './session.ts'
import { editFor } from './workspace-edit.ts'

/** A request about one document: how it is answered, and what is said about a file that is not there. */
interface DocumentRequest {
  answer(file: SourceFile, params: never, session: Session): unknown
  nothing: unknown
}

function request<P>(
  nothing: unknown,
  answer: (file: SourceFile, params: P, session: Session) => unknown,
): DocumentRequest {
  return { answer, nothing }
}

/** Findings of a Compose file with all that it loads; asked by this server of itself, in a thread where there is one. */
export const projectCheckRequest = 'governance/projectCheck'

/** Every request about a document, by its method; the wire and the worker for large files both answer from here. */
export const documentRequests: ReadonlyMap<string, DocumentRequest> = new Map([
  [
    'textDocument/hover',
    request<HoverParams>(null, (file, { position }, { workspace }) =>
      hover(file, position, workspace),
    ),
  ],
  [
    'textDocument/completion',
    request<CompletionParams>([], (file, { position }, { workspace, client }) =>
      completion(file, position, workspace, client),
    ),
  ],
  [
    'textDocument/definition',
    request<DefinitionParams>([], async (file, { position }, { workspace, client }) => {
      const found = await definition(file, position, workspace)
      if (client.definitionLinks) return found
      return found.map(({ targetUri, targetRange }) => ({ uri: targetUri, range: targetRange }))
    }),
  ],
  [
    'textDocument/references',
    request<ReferenceParams>([], (file, { position, context }, { workspace }) =>
      references(file, position, workspace, context),
    ),
  ],
  [
    'textDocument/documentHighlight',
    request<DocumentHighlightParams>([], (file, { position }, { workspace }) =>
      highlights(file, position, workspace),
    ),
  ],
  [
    'textDocument/documentLink',
    request<DocumentLinkParams>([], (file, _params, { workspace }) => links(file, workspace)),
  ],
  ['textDocument/documentSymbol', request<DocumentSymbolParams>([], (file) => symbols(file))],
  [
    'governance/effectivePolicy',
    request<DocumentSymbolParams>(null, (file, _params, { workspace }) =>
      effectivePolicy(file, workspace),
    ),
  ],
  [
    projectCheckRequest,
    // Loaded when it is first needed: an editor that opens a policy does not wait for the transformer.
    request<DocumentSymbolParams>([], async (file, _params, { workspace }) =>
      file.kind === 'compose'
        ? (await import('./compose-check.ts')).checkCompose(file, workspace)
        : [],
    ),
  ],
  ['textDocument/foldingRange', request<FoldingRangeParams>([], (file) => folding(file))],
  [
    'textDocument/selectionRange',
    request<SelectionRangeParams>(null, (file, { positions }) => selectionRanges(file, positions)),
  ],
  [
    'textDocument/semanticTokens/full',
    request<SemanticTokensParams>({ data: [] }, (file) => semanticTokens(file)),
  ],
  [
    'textDocument/inlayHint',
    request<InlayHintParams>([], (file, { range }, { workspace, settings }) =>
      settings.inlayHints ? inlayHints(file, range, workspace) : [],
    ),
  ],
  [
    'textDocument/codeLens',
    request<CodeLensParams>([], (file, _params, { workspace, activity, settings, client }) =>
      settings.codeLens ? codeLenses(file, workspace, activity, client) : [],
    ),
  ],
  [
    'textDocument/codeAction',
    request<CodeActionParams>([], (file, { range, context }, { settings, client }) =>
      codeActions(file, range, context, settings).flatMap((action) => {
        const edit = action.edit && editFor(action.edit, client)
        return edit ? [{ ...action, edit }] : []
      }),
    ),
  ],
  [
    'textDocument/prepareRename',
    request<PrepareRenameParams>(null, (file, { position }, { workspace }) =>
      prepareRename(file, position, workspace),
    ),
  ],
  [
    'textDocument/rename',
    request<RenameParams>(null, async (file, { position, newName }, { workspace, client }) => {
      const edit = await rename(file, position, newName, workspace)
      return edit && editFor(edit, client)
    }),
  ],
  [
    'textDocument/diagnostic',
    request<DocumentDiagnosticParams>(
      { kind: 'full', items: [] },
      (file, { previousResultId }, session) => session.report(file, previousResultId),
    ),
  ],
])

import {
  type CancellationToken,
  CodeLensRefreshRequest,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type DocumentDiagnosticReport,
  type FullDocumentDiagnosticReport,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  MessageType,
  type RenameFilesParams,
  ResponseError,
  ShowMessageNotification,
  type WorkspaceDiagnosticParams,
  type WorkspaceDocumentDiagnosticReport,
  type WorkspaceFolder,
} from 'vscode-languageserver'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { Finding } from '../policy/finding.ts'
import { capabilities } from './capabilities.ts'
import { readClient } from './client.ts'
import { type Disk, realDisk } from './disk.ts'
import { policyCommands, policyEdit } from './features/policy-commands.ts'
import { followMovedFiles, RenameRefused } from './features/rename.ts'
import { hugeText, LargeFiles, type WorkerPort } from './large-files.ts'
import type { SourceFile } from './model/file.ts'
import { ProjectChecks } from './project-checks.ts'
import { Publisher } from './publisher.ts'
import { documentRequests, projectCheckRequest } from './requests.ts'
import { Session } from './session.ts'
import { readSettings, sameSettings } from './settings.ts'
import { Signal } from './signal.ts'
import { fileKey, pathOf } from './uri.ts'
import { version } from './version.ts'
import { editFor, proposedEdit } from './workspace-edit.ts'

/** Milliseconds without a keystroke after which other files are looked at again. */
const pauseBeforeOthers = 150

/** Answers one client over one connection until it goes away. */
export function serve(
  connection: Connection,
  disk: Disk = realDisk,
  startWorker?: () => WorkerPort,
): void {
  const session = new Session(disk, readClient({}, undefined))
  const { workspace } = session
  const documents = new Map<string, TextDocument>()
  const changes = new Signal()
  let others: NodeJS.Timeout | undefined
  const large = new LargeFiles(startWorker, () => ({
    kind: 'state',
    client: session.client,
    settings: session.settings,
    folders: workspace.folders,
  }))
  if (startWorker) workspace.setLargest(hugeText)
  const publisher = new Publisher(
    session,
    async (file) => {
      if (!large.takes(file)) return session.diagnose(file)
      const report = await large.ask('textDocument/diagnostic', { textDocument: { uri: file.uri } })
      return (report as FullDocumentDiagnosticReport).items
    },
    (params) => void connection.sendDiagnostics(params),
  )

  const checks = new ProjectChecks(
    (uri) => workspace.openFile(uri),
    async (file) => {
      const params = { textDocument: { uri: file.uri } }
      if (large.hasWorker) return (await large.ask(projectCheckRequest, params)) as Finding[]
      const request = documentRequests.get(projectCheckRequest)
      return (await request?.answer(file, params as never, session)) as Finding[]
    },
    (uri) => {
      changes.raise()
      if (!session.client.pullsDiagnostics) publisher.schedule(uri)
      else refreshDiagnostics()
    },
  )
  session.projectFindings = (file) => checks.of(file)

  connection.onInitialize((params): InitializeResult => {
    session.client = readClient(params.capabilities, params.initializationOptions)
    session.settings = readSettings(params.initializationOptions?.settings)
    workspace.setFolders(foldersOf(params))
    return { capabilities, serverInfo: { name: 'governance-language-server', version } }
  })

  connection.onInitialized(() => {
    const { client } = session
    if (client.hasConfiguration) void configure()
    if (client.registersConfiguration)
      void connection.client.register(DidChangeConfigurationNotification.type, {
        section: 'governance',
      })
    if (client.registersWatchers)
      void connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: [{ globPattern: '**/*.{yml,yaml,json}' }],
      })
    if (client.hasWorkspaceFolders)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(pathsOf(removed))
        workspace.setFolders([
          ...workspace.folders.filter((folder) => !gone.has(folder)),
          ...pathsOf(added),
        ])
        everythingChanged()
      })
  })

  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    const document = TextDocument.create(uri, languageId, version, text)
    documents.set(fileKey(uri), document)
    changed(document)
  })

  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const document = documents.get(fileKey(uri))
    if (document) changed(TextDocument.update(document, contentChanges, version))
  })

  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    documents.delete(fileKey(uri))
    workspace.close(uri)
    large.close(uri)
    checks.close(uri)
    if (!session.client.pullsDiagnostics) publisher.close(uri)
    checkProjectsSoon()
    checkOthersSoon(uri)
    changes.raise()
  })

  connection.onDidChangeConfiguration(({ settings }) => {
    if (session.client.hasConfiguration) return void configure()
    session.settings = readSettings(settings?.governance)
    everythingChanged()
  })

  connection.onDidChangeWatchedFiles(() => {
    workspace.filesChanged()
    everythingChanged()
  })

  connection.onNotification('governance/activity', (params: unknown) => {
    session.activity.update(params)
    refreshCodeLenses()
  })

  for (const [method, { answer, nothing }] of documentRequests) {
    connection.onRequest(
      method,
      async (params: { textDocument: { uri: string } }, token: CancellationToken) => {
        const reading = session.file(params.textDocument.uri)
        await breathe(token)
        const file = await reading
        if (!file) return nothing
        if (large.takes(file)) return large.ask(method, params, token)
        try {
          return await answer(file, params as never, session)
        } catch (error) {
          if (error instanceof RenameRefused)
            throw new ResponseError(LSPErrorCodes.RequestFailed, error.message)
          throw error
        }
      },
    )
  }

  connection.onExecuteCommand(async ({ command, arguments: given = [] }) => {
    const [uri, ...rest] = given
    const file = typeof uri === 'string' ? await session.file(uri) : undefined
    if (!file || !policyCommands.includes(command)) return null
    const proposed = policyEdit(command, file, rest)
    if (!proposed.ok) {
      void connection.sendNotification(ShowMessageNotification.type, {
        type: MessageType.Info,
        message: proposed.why,
      })
      return null
    }
    await connection.workspace.applyEdit({
      label: proposed.edit.title,
      edit: proposedEdit(file, proposed.edit, session.client),
    })
    return null
  })
  connection.onRequest('workspace/diagnostic', workspaceDiagnostics)
  connection.onRequest('workspace/willRenameFiles', async ({ files }: RenameFilesParams) => {
    const edit = await followMovedFiles(files, workspace)
    return edit && editFor(edit, session.client)
  })
  connection.onShutdown(() => {
    publisher.stop()
    checks.stop()
    large.stop()
  })
  connection.listen()

  function changed(document: TextDocument): void {
    const { uri, version, languageId } = document
    const text = document.getText()
    session.put(uri, text, version, languageId)
    large.put({ kind: 'put', uri, text, version, languageId })
    changes.raise()
    if (!session.client.pullsDiagnostics) publisher.schedule(document.uri)
    checkOthersSoon(document.uri)
    checkProjectsSoon()
  }

  /** Any file may be a part of a project: a policy, something included, variables. */
  function checkProjectsSoon(): void {
    for (const file of workspace.openFiles()) checks.schedule(file)
  }

  /** A policy that changes may change what is to be said about the files that use it, and the reverse. */
  function checkOthersSoon(changed: string): void {
    if (session.client.pullsDiagnostics) return
    clearTimeout(others)
    others = setTimeout(() => {
      for (const { uri, kind } of workspace.openFiles())
        if (kind && uri !== changed) publisher.schedule(uri)
    }, pauseBeforeOthers)
    others.unref()
  }

  async function configure(): Promise<void> {
    const given = await connection.workspace.getConfiguration('governance').catch(() => undefined)
    const settings = readSettings(given)
    if (sameSettings(settings, session.settings)) return
    session.settings = settings
    everythingChanged()
  }

  function everythingChanged(): void {
    changes.raise()
    large.stateChanged()
    checkProjectsSoon()
    const { client } = session
    if (client.pullsDiagnostics) {
      refreshDiagnostics()
    } else for (const { uri } of workspace.openFiles()) publisher.schedule(uri)
    if (client.refreshesInlayHints) void connection.languages.inlayHint.refresh()
    refreshCodeLenses()
  }

  function refreshDiagnostics(): void {
    if (session.client.refreshesDiagnostics) void connection.languages.diagnostics.refresh()
  }

  function refreshCodeLenses(): void {
    if (session.client.refreshesCodeLenses) void connection.sendRequest(CodeLensRefreshRequest.type)
  }

  let reported = -1
  /**
   * Findings of every file of the workspace. A client asks again as soon as it is answered;
   * so a second question waits until something has changed.
   */
  async function workspaceDiagnostics(
    { previousResultIds }: WorkspaceDiagnosticParams,
    token: CancellationToken,
  ): Promise<{ items: WorkspaceDocumentDiagnosticReport[] }> {
    if (previousResultIds.length > 0 && reported === changes.count)
      await changes.after(reported, (stop) => token.onCancellationRequested(stop))
    const count = changes.count
    const known = new Map(previousResultIds.map((one) => [fileKey(one.uri), one]))
    const items: WorkspaceDocumentDiagnosticReport[] = []
    for (const file of await workspace.files()) {
      await breathe(token)
      items.push(await reportOf(file, known.get(file.path)?.value))
      known.delete(file.path)
    }
    // Deleted, or closed before they were ever saved: a client keeps what it was told until it is told otherwise.
    for (const { uri } of known.values())
      items.push({ kind: 'full', uri, version: null, items: [] })
    reported = count
    return { items }
  }

  async function reportOf(
    file: SourceFile,
    previousResultId: string | undefined,
  ): Promise<WorkspaceDocumentDiagnosticReport> {
    const report = large.takes(file)
      ? await large.ask('textDocument/diagnostic', {
          textDocument: { uri: file.uri },
          previousResultId,
        })
      : await session.report(file, previousResultId)
    return {
      ...(report as DocumentDiagnosticReport),
      uri: file.uri,
      version: file.version ?? null,
    } as WorkspaceDocumentDiagnosticReport
  }
}

/** Lets a waiting cancellation in before work begins; throws when there was one. */
async function breathe(token: CancellationToken): Promise<void> {
  await new Promise(setImmediate)
  if (token.isCancellationRequested)
    throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled')
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): string[] {
  if (workspaceFolders) return pathsOf(workspaceFolders)
  return rootUri ? pathsOf([{ uri: rootUri, name: '' }]) : []
}

function pathsOf(folders: readonly WorkspaceFolder[]): string[] {
  return folders.flatMap(({ uri }) => pathOf(uri) ?? [])
}

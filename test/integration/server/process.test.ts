import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createProtocolConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node.js'
import { guidePolicy } from './client.ts'

/** The bundle as the extension and the command ship it, as a process of its own. */
let folder: string
let program: string
let child: ChildProcess
let wire: ProtocolConnection
const published: PublishDiagnosticsParams[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'governance-bundle-'))
  program = join(folder, 'server.mjs')
  const bundle = await rolldown({
    input: { server: 'server/main.ts' },
    platform: 'node',
    logLevel: 'silent',
  })
  await bundle.write({
    dir: folder,
    format: 'esm',
    codeSplitting: true,
    entryFileNames: 'server.mjs',
    chunkFileNames: '[name]-[hash].mjs',
    banner:
      "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);",
  })
  await bundle.close()
  child = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] })
  if (!child.stdout || !child.stdin) throw new Error('no streams')
  wire = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  )
  wire.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.push(params)
  })
  wire.listen()
  await wire.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} })
  await wire.sendNotification('initialized', {})
})

afterAll(async () => {
  if (child.exitCode === null) child.kill()
  await rm(folder, { recursive: true, force: true })
})

async function open(uri: string, text: string): Promise<PublishDiagnosticsParams> {
  await wire.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'yaml', version: 1, text },
  })
  await expect
    .poll(() => published.find((params) => params.uri === uri), { timeout: 20_000, interval: 10 })
    .toBeDefined()
  return published.find((params) => params.uri === uri) as PublishDiagnosticsParams
}

/** A policy of this many lines, with a misspelled key at its end. */
function longPolicy(lines: number): string {
  const hosts = Array.from(
    { length: lines },
    (_, index) => `      - "host${index}.example.com"\n`,
  ).join('')
  return guidePolicy.replace('      - "*.github.com"\n', hosts).replace('logLevel', 'logLevle')
}

describe('the server as a process', () => {
  it('finds in a file of 12,500 lines what it finds in a short one', async () => {
    const text = longPolicy(12_500)
    const { diagnostics } = await open('file:///long.yaml', text)
    const line = text.split('\n').findIndex((content) => content.includes('logLevle'))
    expect(diagnostics.filter(({ code }) => code === 'unknown-key')).toMatchObject([
      { range: { start: { line } } },
    ])
    const symbols = await wire.sendRequest<{ name: string }[]>('textDocument/documentSymbol', {
      textDocument: { uri: 'file:///long.yaml' },
    })
    expect(symbols[0]?.name).toBe('agent-policy-001')
  })

  it('answers about other files while it works on a large one', async () => {
    await open('file:///short.yaml', guidePolicy)
    for (const [version, text] of [
      [2, ' '],
      [3, ''],
    ] as const)
      await wire.sendNotification('textDocument/didChange', {
        textDocument: { uri: 'file:///long.yaml', version },
        contentChanges: [
          {
            range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
            text: `#${text}\n`,
          },
        ],
      })
    const before = published.length
    const heard = () =>
      published
        .slice(before)
        .some(({ uri, version }) => uri === 'file:///long.yaml' && version === 3)
    let answers = 0
    let whileWorking = 0
    while (!heard() && answers < 10_000) {
      await wire.sendRequest('textDocument/hover', {
        textDocument: { uri: 'file:///short.yaml' },
        position: { line: 8, character: 12 },
      })
      answers += 1
      if (!heard()) whileWorking += 1
    }
    expect(whileWorking).toBeGreaterThan(5)
  })

  it('looks at a whole project in the thread beside', async () => {
    const project = await mkdtemp(join(tmpdir(), 'governance-project-'))
    await writeFile(join(project, 'governance-policy.yaml'), guidePolicy)
    const uri = pathToFileURL(join(project, 'compose.yaml')).href
    await open(
      uri,
      'services:\n  agent: { image: "agent:1", privileged: true }\nx-docker-ai-governance:\n  policy: ./governance-policy.yaml\n',
    )
    await expect
      .poll(
        () =>
          published
            .findLast((params) => params.uri === uri)
            ?.diagnostics.some(({ code }) => code === 'no-privileged'),
        { timeout: 20_000, interval: 20 },
      )
      .toBe(true)
    await rm(project, { recursive: true, force: true })
  })

  it('ends when the client says so', async () => {
    await wire.sendRequest('shutdown')
    await wire.sendNotification('exit')
    if (child.exitCode === null) await once(child, 'exit')
    expect(child.exitCode).toBe(0)
  })
})

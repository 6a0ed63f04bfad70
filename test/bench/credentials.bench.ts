import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import net, { type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tls from 'node:tls'
import { fileURLToPath } from 'node:url'
import { openStore } from '../../audit/store.ts'
import { startBroker } from '../../sidecars/broker/broker.ts'
import { brokerClient } from '../../sidecars/broker/client.ts'
import { readSecrets } from '../../sidecars/broker/secrets.ts'
import { startProxy } from '../../sidecars/proxy/start.ts'
import { LeafMaker, makeAuthority } from '../../sidecars/proxy/tls/certificate-maker.ts'
import { configuration as brokerConfiguration, use } from '../unit/broker/fixture.ts'
import { median, percentile } from './statistics.ts'

/**
 * What a credential costs: the same intercepted request with a lease and without one, in turn, on one connection.
 * The broker is a process of its own and records, as in its container; the proxy records too.
 */
const HOST = 'api.github.com'
const directory = process.env.BENCH_DIRECTORY ?? mkdtempSync(join(tmpdir(), 'governance-bench-'))
const sockets = join(directory, 'agent')
const base = brokerConfiguration()
const configuration = {
  ...base,
  services: Object.fromEntries(
    Object.entries(base.services).map(([name, service]) => [
      name,
      { ...service, listen: { proxy: join(directory, name) } },
    ]),
  ),
}

if (process.env.BENCH_DIRECTORY) await serveBroker()
else await measure()

async function serveBroker(): Promise<void> {
  const store = await openStore({
    directory: join(directory, 'audit'),
    project: 'demo',
    writer: 'broker',
  })
  const broker = await startBroker({
    configuration: base,
    store,
    stateDirectory: join(directory, 'broker'),
    listen: { host: '127.0.0.1', port: 0 },
  })
  const leases = await broker.unlock(
    readSecrets('{"secrets":{"GITHUB_TOKEN":"ghp_real0123456789"}}'),
  )
  process.send?.({ port: broker.port, lease: leases.get('agent')?.get('GITHUB_TOKEN') })
  await once(process, 'disconnect')
  await broker.close()
  await store.close()
}

async function measure(): Promise<void> {
  const runs = Number(process.argv[2] ?? 3_000)
  const child = fork(fileURLToPath(import.meta.url), [], {
    env: { ...process.env, BENCH_DIRECTORY: directory },
  })
  const [{ port: brokerPort, lease }] = (await once(child, 'message')) as [
    { port: number; lease: string },
  ]
  const root = await makeAuthority('the world of the benchmark', 2)
  const leaves = await LeafMaker.create(root)
  const upstream = https.createServer(
    { cert: await leaves.make(HOST, 24), key: leaves.key },
    (_request, response) => response.end('{}'),
  )
  upstream.listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  const { port } = upstream.address() as AddressInfo
  const store = await openStore({
    directory: join(directory, 'audit'),
    project: 'demo',
    writer: 'proxy',
  })
  const broker = brokerClient(`http://127.0.0.1:${brokerPort}`)
  const proxy = await startProxy({
    configuration: { ...configuration, egress: { certificates: root.certificate } },
    store,
    stateDirectory: join(directory, 'proxy'),
    certificateDirectory: join(directory, 'certificates'),
    exchange: broker,
    resolve: async () => ['203.0.113.7'],
    connect: (address) => {
      const socket = net.connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true })
      Object.defineProperty(socket, 'remoteAddress', { value: address })
      return socket
    },
  })
  const connection = tls.connect({
    socket: net.connect(join(sockets, '443.sock')),
    servername: HOST,
    ca: readFileSync(join(directory, 'certificates', 'ca.crt')),
  })
  await once(connection, 'secureConnect')
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  Object.assign(agent, { createConnection: () => connection })
  const ask = (token: string) => () =>
    new Promise<void>((resolve, reject) => {
      const headers = { host: HOST, authorization: `Bearer ${token}` }
      const sent = http.request({ agent, path: '/user', headers }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`))
        response.resume()
        response.on('end', resolve)
      })
      sent.on('error', reject)
      sent.end()
    })
  const jobs = new Map<string, () => Promise<unknown>>([
    ['without a lease', ask('nothing-that-is-looked-at-twice-0123456')],
    ['with a lease', ask(lease)],
    ['the exchange alone', () => broker.exchange(use(lease))],
  ])
  const figures = new Map([...jobs.keys()].map((name) => [name, [] as number[]]))
  for (let run = -500; run < runs; run += 1) {
    for (const [name, job] of jobs) {
      const began = performance.now()
      await job()
      if (run >= 0) figures.get(name)?.push(performance.now() - began)
    }
  }
  for (const [name, each] of figures) {
    const [p50, p99] = [percentile(each, 0.5), percentile(each, 0.99)]
    console.log(`${name.padEnd(24)} p50 ${p50.toFixed(3)} ms   p99 ${p99.toFixed(3)} ms`)
  }
  const [without = [], withOne = []] = [...figures.values()]
  const added = withOne.map((figure, at) => figure - (without[at] ?? 0))
  console.log(
    `\nadded: p50 to p50 ${(percentile(withOne, 0.5) - percentile(without, 0.5)).toFixed(3)} ms, median of ${runs} pairs ${median(added).toFixed(3)} ms`,
  )
  connection.destroy()
  await proxy.close()
  await broker.close()
  await store.close()
  upstream.closeAllConnections()
  upstream.close()
  child.disconnect()
  await once(child, 'exit')
  rmSync(directory, { recursive: true, force: true })
}

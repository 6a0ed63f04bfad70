import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../audit/store.ts'
import { startBroker } from '../../sidecars/broker/broker.ts'
import { brokerClient } from '../../sidecars/broker/client.ts'
import { readSecrets } from '../../sidecars/broker/secrets.ts'
import { configuration, use } from '../unit/broker/fixture.ts'
import { percentile } from './statistics.ts'

/** What it takes to swap a lease for its secret, recorded, beside a bare HTTP request in the same process. */
const runs = Number(process.argv[2] ?? 5_000)
const directory = mkdtempSync(join(tmpdir(), 'governance-bench-'))
const store = await openStore({ directory, project: 'demo', writer: 'broker' })
const broker = await startBroker({
  configuration: configuration(),
  store,
  stateDirectory: join(directory, 'state'),
  listen: { host: '127.0.0.1', port: 0 },
})
const leases = await broker.unlock(readSecrets('{"secrets":{"GITHUB_TOKEN":"secret"}}'))
const lease = leases.get('agent')?.get('GITHUB_TOKEN') ?? ''
const client = brokerClient(`http://127.0.0.1:${broker.port}`)

const bare = createServer((_request, response) => response.end('{}'))
await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve))
const { port } = bare.address() as AddressInfo
const agent = new Agent({ keepAlive: true })
const bareRequest = () =>
  new Promise<void>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method: 'POST', agent }, (response) => {
      response.resume()
      response.on('end', resolve)
    })
    sent.on('error', reject)
    sent.end('{}')
  })

async function measure(what: string, job: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < 1_000; i += 1) await job()
  const figures: number[] = []
  for (let i = 0; i < runs; i += 1) {
    const began = performance.now()
    await job()
    figures.push(performance.now() - began)
  }
  const [p50, p99] = [percentile(figures, 0.5), percentile(figures, 0.99)]
  console.log(`${what.padEnd(36)} p50 ${p50.toFixed(3)} ms   p99 ${p99.toFixed(3)} ms`)
}

await measure('bare HTTP request', bareRequest)
await measure('exchange over HTTP, recorded', () => client.exchange(use(lease)))
await measure('exchange in the process, recorded', () => broker.exchange(use(lease)))

agent.destroy()
bare.close()
await client.close()
await broker.close()
await store.close()
rmSync(directory, { recursive: true, force: true })

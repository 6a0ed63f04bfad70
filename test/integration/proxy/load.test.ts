import { type ChildProcess, spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { readTrail } from '../../../audit/reader.ts'
import { verifyChains } from '../../../audit/verify.ts'
import { compilePolicies, policyDigest } from '../../../policy/compile.ts'
import { parsePolicy } from '../../../policy/parse.ts'
import type { Configuration } from '../../../schemas/generated/configuration.ts'
import { bundle } from '../audit/bundle.ts'
import { canUnshare, type Namespace, openNamespace } from './namespace.ts'

/** How much of it: LOAD=full is what the proxy has to stand, the default what fits into every run. */
const full = process.env.LOAD === 'full'
const KILLS = full ? 100 : 5
const ROUNDS = full ? 5 : 2
/** Each takes two files of the proxy. Where the limit cannot be raised fewer are tried, and the test's name says how many. */
if (full) spawnSync('prlimit', ['--pid', `${process.pid}`, '--nofile=65536:65536'])
const files = Number(spawnSync('sh', ['-c', 'ulimit -Hn']).stdout) || 65_536
const TUNNELS = full ? Math.min(10_000, Math.floor((files - 500) / 100) * 50) : 500

const policy = `
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: load }
spec: { network: { allowedDomains: ["*.load.test"] } }
`
const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The proxy as a process of its own, which can be killed, with its trail on disk. */
describe.runIf(canUnshare)('under load', () => {
  let space: Namespace
  let program: string
  let load: string
  let origin: { output(): string }
  let configuration: Configuration
  const proxies = new Set<ChildProcess>()

  beforeAll(async () => {
    space = await openNamespace(
      ['198.18.0.2/26', '203.0.113.53/32', '203.0.113.10/32'],
      '203.0.113.53',
      '127.0.0.1 localhost\n',
    )
    // Closed connections keep their ports for a minute, and five rounds of ten thousand need more than there are.
    await space.run(['sh', '-c', 'echo 100 > /proc/sys/net/ipv4/tcp_max_tw_buckets'])
    for (const part of ['proxy', 'load']) await mkdir(join(space.directory, part))
    program = await bundle(join(root, 'sidecars/main.ts'), join(space.directory, 'proxy'))
    load = await bundle(
      join(root, 'test/integration/proxy/load-ends.ts'),
      join(space.directory, 'load'),
    )
    const parsed = parsePolicy(policy, 'policy.yaml').policy
    if (parsed === undefined) throw new Error('The policy of the test is wrong.')
    const compiled = compilePolicies([parsed])
    const digest = policyDigest(compiled)
    configuration = {
      version: 1,
      project: 'load',
      policies: { [digest]: compiled },
      services: { agent: { policy: digest, role: 'agent', listen: { proxy: '198.18.0.2' } } },
      servers: {},
      egress: {},
    }
    origin = await start(['origin'], 'ready')
  }, 60_000)
  afterEach(() => {
    for (const proxy of proxies) proxy.kill('SIGKILL')
    proxies.clear()
  })
  afterAll(() => space?.close())

  async function start(words: string[], ready: string) {
    return space.start(['node', load, ...words], ready)
  }

  /** In a trail and with a state of its own. */
  async function startProxy(name: string): Promise<ChildProcess> {
    const at = (part: string) => join(space.directory, `${name}-${part}`)
    await mkdir(at('certificates'), { recursive: true })
    const { child } = await space.start(['node', program, 'proxy'], '', {
      GOVERNANCE_CONFIGURATION: JSON.stringify(configuration),
      GOVERNANCE_AUDIT_DIRECTORY: at('audit'),
      GOVERNANCE_STATE_DIRECTORY: at('state'),
      GOVERNANCE_CERTIFICATE_DIRECTORY: at('certificates'),
    })
    proxies.add(child)
    return child
  }

  /** Nothing is held open behind the proxy any more. */
  const originIsAlone = () => until(() => origin.output().trimEnd().endsWith('open 0'))

  test(
    `${TUNNELS} tunnels are held, and what they took is free again after`,
    async () => {
      const proxy = await startProxy('held')
      const peaks: number[] = []
      const pid = proxy.pid ?? 0
      await reached(['client', '2'])
      await originIsAlone()
      const files = await openFiles(pid)
      for (let round = 0; round < ROUNDS; round++) {
        const holder = await start(['hold', String(TUNNELS)], 'holding')
        peaks.push(await residentMegabytes(pid))
        expect(await openFiles(pid)).toBeGreaterThanOrEqual(files + 2 * TUNNELS)
        await end(holder.child, 'SIGTERM')
        await until(async () => (await openFiles(pid)) <= files)
        await originIsAlone()
      }
      // A round may begin before the one before it is collected, so one may be higher; a leak would not come back.
      expect(peaks.at(-1)).toBeLessThan((peaks[0] ?? 0) * 1.25 + 10)
      await end(proxy, 'SIGKILL')
    },
    full ? 300_000 : 60_000,
  )

  test(
    `killed ${KILLS} times under load: the chain verifies, and nothing that came through is missing from it`,
    async () => {
      const earlier = origin.output().length
      const client = await start(['client', '16'], '')
      let states: string[] | undefined
      for (let kill = 0; kill < KILLS; kill++) {
        const before = client.output().length
        const proxy = await startProxy('killed')
        await until(() => client.output().length > before + 500)
        await new Promise((go) => setTimeout(go, Math.random() * 100))
        await end(proxy, 'SIGKILL')
        const left = await readdir(join(space.directory, 'killed-state'))
        states ??= left
        expect(left).toEqual(states)
      }
      await end(client.child, 'SIGTERM')
      await originIsAlone()

      const trail = join(space.directory, 'killed-audit')
      const [report] = await verifyChains(trail)
      expect(report?.breach).toBeUndefined()
      const recorded = new Set<string>()
      for await (const event of readTrail(trail))
        if (event.decision === 'allowed') recorded.add(event.resource)
      const names = (text: string, word: string) =>
        [...text.matchAll(new RegExp(`^${word} (c\\S+)$`, 'gm'))].map(([, name]) => `${name}:443`)
      const reached = names(client.output(), 'reached')
      const seen = names(origin.output().slice(earlier), 'seen')
      expect(reached.length).toBeGreaterThan(KILLS * 5)
      expect([...reached, ...seen].filter((name) => !recorded.has(name))).toEqual([])
    },
    full ? 600_000 : 60_000,
  )

  /** One short run of the client, so that everything that is loaded once is loaded. */
  async function reached(words: string[]): Promise<void> {
    const { child, output } = await start(words, '')
    await until(() => output().includes('reached'))
    await end(child, 'SIGTERM')
  }
})

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill(signal)
  })
}

async function openFiles(pid: number): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`)).length
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? Number.NaN) / 1024
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('It did not come to hold in time.')
    await new Promise((go) => setTimeout(go, 50))
  }
}

import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import os from 'node:os'
import { join, resolve } from 'node:path'
import { LeafMaker, makeAuthority } from '../../sidecars/proxy/tls/certificate-maker.ts'
import { hello } from '../integration/proxy/hello.ts'
import { canUnshare, type Namespace, openNamespace } from '../integration/proxy/namespace.ts'
import { type Contestant, contestants, type Task } from './egress-peers.ts'
import { median } from './statistics.ts'

/**
 * The proxy as it ships (`dist/sidecar`), with policy and trail, beside other ones with the same allow-list, their logs
 * on too. All run at once in one network namespace, whose internet is four documentation addresses, and take turns: one
 * is measured while the others are idle. The order changes from round to round. A round before the first is not
 * counted: a proxy runs for hours, and the code of some is compiled while it runs.
 *
 *     npm run bench -- egress [seconds of one measurement = 1] [rounds = 3] [tunnels held = 1000]
 *
 * `BENCH_ONLY=governance-proxy,squid` leaves others out; `BENCH_FLAGS=--cpu-prof` is for ours.
 */
const [seconds, rounds, holding] = [1, 3, 1_000].map((usual, at) =>
  Number(process.argv[2 + at] ?? usual),
) as [number, number, number]

const names = {
  'names.test': '203.0.113.53',
  'echo.test': '203.0.113.10',
  'big.test': '203.0.113.20',
  'https.test': '203.0.113.30',
}
const hosts = Object.keys(names).slice(1)
const OPENED = 'https.test'
const load = resolve('test/bench/egress-load.mjs')

/** What is measured; the first word is what the load is told to do. */
const measurements = [
  { job: 'tunnels', at: 16 },
  { job: 'tunnels', at: 1 },
  { job: 'bytes', at: 4 },
  { job: 'trips', at: 1 },
  { job: 'requests', at: 8 },
  { job: 'requests', at: 1 },
] as const
type Measurement = (typeof measurements)[number]

interface Sample {
  /** Of the whole job; what follows is without its beginning, in which programs warm up. */
  total: number
  perSecond: number
  p50: number
  p99: number
  /** Of the proxy, in seconds. */
  cpu: number
}

/** One that takes part; the first has no proxy. */
interface Runner {
  name: string
  pid?: number
  proxy?: { host: string; port: number }
  opening?: { host: string; port: number }
  authorities: string[]
  samples: Map<Measurement, Sample[]>
  memory: { idle?: number; held?: number; after?: number }
  failures: Set<string>
}

if (!canUnshare) throw new Error('This machine makes no network namespaces for us.')
console.log(`Load of the machine before: ${os.loadavg()[0]?.toFixed(1)}\n`)
const addressOf = (number: number) => `198.18.0.${2 + number}`
const space = await openNamespace(
  [...contestants.map((_, number) => `${addressOf(number)}/32`), ...each(names)],
  names['names.test'],
  ['127.0.0.1 localhost', ...Object.entries(names).map(([name, at]) => `${at} ${name}`), ''].join(
    '\n',
  ),
)
try {
  // Thousands of closed connections would keep their ports for a minute, and every connect() would search among them.
  const { stderr } = await space.run([
    'sh',
    '-c',
    'echo 100 > /proc/sys/net/ipv4/tcp_max_tw_buckets',
  ])
  if (stderr !== '')
    console.log(`Closed connections keep their ports, which slows new ones: ${stderr}`)
  const runners = await startAll(space)
  await pause(1_500)
  for (const runner of runners) if (runner.pid) runner.memory.idle = memory(runner.pid)
  for (let round = 0; round <= rounds; round++) {
    for (let turn = 0; turn < runners.length; turn++) {
      const runner = runners[(turn + round * 2) % runners.length] as Runner
      for (const measurement of measurements) await measure(runner, measurement)
    }
    if (round === 0) for (const { samples } of runners) samples.clear()
  }
  for (const runner of runners) await hold(runner)
  print(runners)
  // In order, so that a profile is written.
  for (const { pid } of runners) if (pid) process.kill(pid)
  await pause(1_000)
} finally {
  await space.close()
}
console.log(`\nLoad of the machine after: ${os.loadavg()[0]?.toFixed(1)}`)

function each(record: Record<string, string>): string[] {
  return Object.values(record).map((address) => `${address}/32`)
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((go) => setTimeout(go, milliseconds))
}

async function startAll(space: Namespace): Promise<Runner[]> {
  const root = await makeAuthority('the internet of the benchmark', 30)
  const leaves = await LeafMaker.create(root)
  const origin = { names, cert: await leaves.make(OPENED, 24), key: leaves.key }
  await writeFile(join(space.directory, 'origin.json'), JSON.stringify(origin))
  await space.start(['node', load, 'origin', join(space.directory, 'origin.json')], 'ready')
  const roots = join(space.directory, 'roots.pem')
  await writeFile(roots, root.certificate)
  const authority = makeRsaAuthority(space.directory)

  const direct: Runner = { name: 'no proxy', ...fresh([root.certificate]) }
  const runners = [direct]
  const only = process.env.BENCH_ONLY?.split(',')
  for (const [number, contestant] of contestants.entries()) {
    const { name } = contestant
    if (only !== undefined && !only.includes(name)) continue
    const missing = contestant.missing()
    if (missing !== undefined) {
      console.log(`${name} is left out, it is not here: ${missing}`)
      continue
    }
    const directory = join(space.directory, name)
    await mkdir(directory)
    const task: Task = {
      address: addressOf(number),
      directory,
      hosts,
      opened: OPENED,
      addresses: Object.values(names).slice(1),
      roots,
      authority,
    }
    try {
      runners.push(await startOne(space, contestant, task, root.certificate))
    } catch (error) {
      console.log(`${name} is left out, it does not start: ${(error as Error).message}`)
    }
  }
  return runners
}

async function startOne(
  space: Namespace,
  contestant: Contestant,
  task: Task,
  root: string,
): Promise<Runner> {
  const { command, env } = contestant.prepare(task)
  const quiet = ['sh', '-c', `exec "$@" > ${task.directory}/output.log 2>&1`, 'sh']
  const { child } = await space.start([...quiet, ...command], '', env ?? {})
  const runner: Runner = {
    name: contestant.name,
    pid: child.pid ?? 0,
    proxy: { host: task.address, port: contestant.port },
    ...(contestant.opens === undefined
      ? {}
      : { opening: { host: task.address, port: contestant.opens } }),
    ...fresh([]),
  }
  // It works when a tunnel comes up, not when something listens.
  for (let tries = 0; ; tries++) {
    const sample = await run(runner, { job: 'once', at: 1 }, 0.05)
    if (typeof sample !== 'string') break
    if (tries < 20 && child.exitCode === null) await pause(250)
    else throw new Error(`${sample} ${tail(join(task.directory, 'output.log'))}`)
  }
  const certificate = contestant.certificate?.(task) ?? task.authority.certificate
  runner.authorities = [root, readFileSync(certificate, 'utf8')]
  return runner
}

function fresh(authorities: string[]): Omit<Runner, 'name'> {
  return { authorities, samples: new Map(), memory: {}, failures: new Set() }
}

function tail(path: string): string {
  return readFileSync(path, 'utf8').slice(-600)
}

/** An authority for the peers: RSA, for not all of them take another. */
function makeRsaAuthority(directory: string): Task['authority'] {
  const [certificate, key, both] = ['authority.pem', 'authority.key', 'authority-both.pem'].map(
    (name) => join(directory, name),
  ) as [string, string, string]
  const subject = ['-subj', '/CN=The authority of the benchmark', '-days', '30']
  const paths = ['-keyout', key, '-out', certificate]
  spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject, ...paths])
  spawnSync('sh', ['-c', `cat "$1" "$2" > "$3"`, 'sh', key, certificate, both])
  return { certificate, key, both }
}

/** One measurement; what went wrong as text. */
async function run(
  { pid, proxy, opening, authorities }: Runner,
  { job, at }: { job: string; at: number },
  time: number,
): Promise<Sample | string> {
  const through = job === 'requests' ? opening : proxy
  const file = await jobFile({ proxy: through, authorities, at, seconds: time })
  const before = pid === undefined ? 0 : cpuSeconds(pid)
  const { stdout, stderr } = await space.run(['node', load, job, file], {
    milliseconds: time * 1_000 + 10_000,
  })
  const cpu = pid === undefined ? 0 : cpuSeconds(pid) - before
  if (stdout.trim() === '') return /^\S*Error.*$/m.exec(stderr)?.[0] ?? 'it came to no end'
  return { ...JSON.parse(stdout), cpu }
}

async function jobFile(options: object): Promise<string> {
  const file = join(space.directory, 'job.json')
  const hellos = Object.fromEntries(
    hosts.map((serverName) => [serverName, hello({ serverName }).toString('base64')]),
  )
  await writeFile(file, JSON.stringify({ names, hellos, ...options }))
  return file
}

async function measure(runner: Runner, measurement: Measurement): Promise<void> {
  if (measurement.job === 'requests' && runner.proxy && !runner.opening) return
  const sample = await run(runner, measurement, seconds)
  if (typeof sample === 'string') {
    runner.failures.add(`${measurement.job}: ${sample}`)
    return
  }
  runner.samples.set(measurement, [...(runner.samples.get(measurement) ?? []), sample])
}

/** What so many open tunnels take, and what is left of it two seconds after they were closed. */
async function hold({ pid, proxy, memory: figures, failures }: Runner): Promise<void> {
  if (pid === undefined) return
  const file = await jobFile({ proxy, at: holding })
  try {
    const { child } = await space.start(['node', load, 'held', file], 'holding')
    figures.held = memory(pid)
    child.kill()
    await pause(2_000)
    figures.after = memory(pid)
  } catch (error) {
    failures.add(`held: ${(error as Error).message.slice(0, 200)}`)
  }
}

/** A process and what it has started. */
function family(pid: number): number[] {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(name)] as const)
  const found = [pid]
  for (const member of found)
    for (const [child, parent] of stats) if (parent === member) found.push(child)
  return found
}

function statOf(pid: number | string): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}

function parentOf(pid: string): number {
  return Number(statOf(pid)[1] ?? 0)
}

/** Of the whole family, by the hundredth. */
function cpuSeconds(pid: number): number {
  return family(pid)
    .map((member) => statOf(member))
    .reduce((sum, fields) => sum + (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100, 0)
}

/** Resident, of the whole family, in megabytes. */
function memory(pid: number): number {
  return family(pid).reduce((sum, member) => {
    try {
      const status = readFileSync(`/proc/${member}/status`, 'utf8')
      return sum + Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024
    } catch {
      return sum
    }
  }, 0)
}

/** A column: what stands in it, and whether more is better. */
interface Column {
  title: string
  value(runner: Runner): number | undefined
  digits: number
  more?: boolean
}

function print(runners: Runner[]): void {
  const [many, one, flow, trip, busy, calm] = measurements
  const of = (measurement: Measurement, figure: (sample: Sample) => number) => (runner: Runner) => {
    const samples = runner.samples.get(measurement)
    return samples === undefined ? undefined : median(samples.map(figure))
  }
  const each = (measurement: Measurement, unit: number) =>
    of(measurement, ({ cpu, total }) => (cpu / total) * unit)
  const direct = runners[0] as Runner
  const plain = of(calm, ({ p50 }) => p50)(direct) ?? 0
  table('Tunnels to port 443; a ClientHello goes there and back before one counts', runners, [
    {
      title: `new a second, ${many.at} at once`,
      value: of(many, (s) => s.perSecond),
      digits: 0,
      more: true,
    },
    { title: 'set-up p50, ms', value: of(one, (s) => s.p50), digits: 2 },
    { title: 'set-up p99, ms', value: of(one, (s) => s.p99), digits: 2 },
    { title: 'CPU each, µs', value: each(many, 1e6), digits: 0 },
  ])
  table('Through tunnels', runners, [
    {
      title: `MB a second, ${flow.at} at once`,
      value: of(flow, (s) => s.perSecond),
      digits: 0,
      more: true,
    },
    { title: 'CPU a GB, ms', value: each(flow, 1e6), digits: 0 },
    { title: 'round trip p50, ms', value: of(trip, (s) => s.p50), digits: 3 },
    { title: 'round trip p99, ms', value: of(trip, (s) => s.p99), digits: 3 },
  ])
  table('TLS opened, GET of 1 KiB, kept connections', runners, [
    {
      title: `requests a second, ${busy.at} at once`,
      value: of(busy, (s) => s.perSecond),
      digits: 0,
      more: true,
    },
    { title: 'p50 of one client, ms', value: of(calm, (s) => s.p50), digits: 2 },
    { title: 'p99, ms', value: of(calm, (s) => s.p99), digits: 2 },
    {
      title: 'p50 more than without, ms',
      value: (runner) => {
        const p50 = of(calm, (s) => s.p50)(runner)
        return p50 === undefined || runner === direct ? undefined : p50 - plain
      },
      digits: 2,
    },
    { title: 'CPU each, µs', value: each(busy, 1e6), digits: 0 },
  ])
  table('Memory (RSS), MB', runners, [
    { title: 'idle', value: ({ memory }) => memory.idle, digits: 0 },
    {
      title: `${holding} tunnels held, after the load`,
      value: ({ memory }) => memory.held,
      digits: 0,
    },
    { title: '2 s after they closed', value: ({ memory }) => memory.after, digits: 0 },
  ])
  for (const { name, failures } of runners)
    for (const failure of failures) console.log(`${name} failed: ${failure}`)
}

/** One line a contestant; in brackets how many times worse than the best proxy. */
function table(title: string, runners: Runner[], columns: Column[]): void {
  const proxies = runners.filter(({ pid }) => pid !== undefined)
  const shown = columns.map(({ value, digits, more }) => {
    const figures = proxies.map(value).filter((figure) => figure !== undefined)
    const best = more ? Math.max(...figures) : Math.min(...figures)
    return (runner: Runner) => {
      const figure = value(runner)
      if (figure === undefined || (figure === 0 && runner.pid === undefined)) return '–'
      const ratio = more ? best / figure : figure / best
      const beside = runner.pid === undefined || best <= 0 ? '' : ` (${ratio.toFixed(2)})`
      return figure.toFixed(digits) + beside
    }
  })
  const widths = columns.map(({ title }) => Math.max(title.length, 14) + 3)
  const line = (name: string, cells: string[]) =>
    console.log(
      name.padEnd(18) + cells.map((cell, at) => cell.padStart(widths[at] as number)).join(''),
    )
  console.log(`\n${title}`)
  line(
    '',
    columns.map((column) => column.title),
  )
  for (const runner of runners) {
    const cells = shown.map((show) => show(runner))
    if (cells.some((cell) => cell !== '–')) line(runner.name, cells)
  }
}

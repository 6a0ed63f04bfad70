import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type RunningDashboard, runningDashboard } from '../support/dashboard/program.ts'
import { event } from '../unit/audit/events.ts'
import { percentile } from './statistics.ts'

/**
 * The dashboard on a long trail: how soon it answers, and whether it still does while it reads. Needs the built program.
 * Beside it: what the same program needs to print the trail (`governance logs`), which reads no less.
 */
const count = Number(process.argv[2] ?? 1_000_000)
const WEEK = 7 * 24 * 3_600_000
const program = join(process.cwd(), 'bin/governance')
const folder = mkdtempSync(join(tmpdir(), 'governance-bench-dashboard-'))
const env = { ...process.env, XDG_STATE_HOME: folder, DOCKER_HOST: 'unix:///no-engine.sock' }

/** A week of one agent, every fiftieth event a refusal. Readers do not follow the chain, so it is not sealed. */
async function writeWeek(): Promise<void> {
  const chain = join(folder, 'docker-ai-governance/audit/bench.proxy')
  mkdirSync(chain, { recursive: true })
  const began = Date.now() - WEEK
  const file = await open(join(chain, '00000001.jsonl'), 'w')
  let lines = ''
  for (let seq = 0; seq < count; seq += 1) {
    const refused = seq % 50 === 0
    const made = event({
      id: `00000000-0000-4000-8000-${String(seq).padStart(12, '0')}`,
      time: new Date(began + Math.floor((seq / count) * WEEK)).toISOString(),
      seq,
      ...(refused && {
        resource: `h${seq % 3_000}.example.net:443`,
        decision: 'blocked',
        rule: 'network.allowedDomains',
      }),
    })
    lines += `${JSON.stringify(made)}\n`
    if (lines.length < 1_000_000 && seq < count - 1) continue
    await file.write(lines)
    lines = ''
  }
  await file.close()
}

function say(what: string, milliseconds: number, more = ''): void {
  console.log(`${what.padEnd(52)} ${(milliseconds / 1_000).toFixed(2).padStart(7)} s   ${more}`)
}

/** Follows a page until it says that the whole trail is read; tells when the last day was. */
async function readAll({ live }: RunningDashboard, since: number): Promise<void> {
  const lastDay = Math.floor(count / 7)
  let told = false
  await live((text) => {
    const states = text.slice(-4_000_000).match(/"reading":(?:true|false),"read":\d+/g)
    const [, reading, read] = /"reading":(\w+),"read":(\d+)/.exec(states?.at(-1) ?? '') ?? []
    if (!told && Number(read) >= lastDay) {
      told = true
      say('the last day is there', performance.now() - since)
    }
    return reading === 'false' && Number(read) >= count
  })
}

async function answerTimes(dashboard: RunningDashboard, path: string, until: () => boolean) {
  const times: number[] = []
  while (!until()) {
    const began = performance.now()
    await (await fetch(`${dashboard.origin}${path}`, { headers: dashboard.headers })).text()
    times.push(performance.now() - began)
    await sleep(20)
  }
  return times
}

/** Until the first view of a query is there whole. */
async function view({ origin, headers }: RunningDashboard, query: string): Promise<number> {
  const began = performance.now()
  const answer = await fetch(`${origin}/api/live?range=${WEEK}&${query}`, { headers })
  for await (const part of answer.body as AsyncIterable<Uint8Array>) {
    if (Buffer.from(part).toString().endsWith('\n\n')) break
  }
  return performance.now() - began
}

function memoryOf({ pid }: ChildProcess): string {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return `${Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024)} MiB`
}

try {
  await writeWeek()
  let began = performance.now()
  const logs = spawn(program, ['logs', '--since', '30d', '--format', 'json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const _ of logs.stdout) {
    // Only the time counts.
  }
  say(`governance logs prints ${count} events`, performance.now() - began)

  began = performance.now()
  const child = spawn(program, ['dashboard'], { env, stdio: ['ignore', 'pipe', 'ignore'] })
  const dashboard = await runningDashboard(child)
  say('the link is there', performance.now() - began)
  let isRead = false
  const [times] = await Promise.all([
    answerTimes(dashboard, '/page.css', () => isRead),
    readAll(dashboard, began).finally(() => {
      isRead = true
    }),
  ])
  say('all of it is read', performance.now() - began, memoryOf(child))
  say('an answer meanwhile, at the 99th percentile', percentile(times, 0.99))
  say('the slowest answer meanwhile', Math.max(...times))
  for (const query of ['', 'q=h2950']) {
    say(`a page of the week ${query}`, await view(dashboard, query))
  }
  await dashboard.end()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

import { mkdtempSync, rmSync } from 'node:fs'
import { appendFile, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventDraft } from '../../audit/event.ts'
import { readTrail } from '../../audit/reader.ts'
import { openStore } from '../../audit/store.ts'
import { verifyChains } from '../../audit/verify.ts'
import { percentile } from './statistics.ts'

/** The trail: how fast it is written, found, read and checked. Beside it, the same bytes written without a chain. */
const count = Number(process.argv[2] ?? 1_000_000)
const HOUR = 3_600_000
const WEEK = 7 * 24 * HOUR
const directory = mkdtempSync(join(tmpdir(), 'governance-bench-'))

const draft: EventDraft = {
  policy: 'agent-policy-001',
  policyDigest: `sha256:${'a'.repeat(64)}`,
  service: 'agent',
  kind: 'network',
  action: 'connect',
  resource: 'api.openai.com:443',
  decision: 'allowed',
  rule: 'network.allowedDomains[1]',
  reason: 'api.openai.com:443 is allowed.',
  details: { method: 'GET', path: '/v1/chat/completions' },
}

function seconds(since: number): number {
  return (performance.now() - since) / 1000
}

async function timed(what: string, job: () => Promise<string>): Promise<void> {
  const began = performance.now()
  const result = await job()
  console.log(`${what.padEnd(44)} ${seconds(began).toFixed(2).padStart(7)} s   ${result}`)
}

/** A trail of a week, written by 64 at once. */
async function writeWeek(): Promise<string> {
  const began = Date.now() - WEEK
  let written = 0
  const now = () => began + Math.floor((written / count) * WEEK)
  const store = await openStore({ directory, project: 'bench', writer: 'proxy', now })
  const started = performance.now()
  const worker = async () => {
    while (written < count) {
      written += 1
      await store.append(draft)
    }
  }
  await Promise.all(Array.from({ length: 64 }, worker))
  await store.close()
  return `${Math.round(count / seconds(started))} events/s, 64 at once, flushed to disk`
}

async function writePlain(): Promise<string> {
  const file = join(directory, 'plain')
  const line = `${JSON.stringify({ ...draft, hash: 'a'.repeat(64), prev: 'a'.repeat(64) })}\n`
  const group = line.repeat(64)
  const started = performance.now()
  for (let i = 0; i < count / 64; i += 1) await appendFile(file, group)
  const handle = await open(file)
  await handle.datasync()
  await handle.close()
  return `${Math.round(count / seconds(started))} lines/s, the same size, no chain`
}

async function latency(): Promise<string> {
  const store = await openStore({ directory, project: 'bench', writer: 'latency' })
  const figures: number[] = []
  for (let i = 0; i < 6_000; i += 1) {
    const began = performance.now()
    await store.append(draft)
    if (i >= 1_000) figures.push(performance.now() - began)
  }
  await store.close()
  return `p50 ${percentile(figures, 0.5).toFixed(3)} ms, p99 ${percentile(figures, 0.99).toFixed(3)} ms`
}

async function read(since?: number): Promise<string> {
  let events = 0
  for await (const _ of readTrail(directory, since === undefined ? {} : { since })) events += 1
  return `${events} events`
}

try {
  await timed('write', writeWeek)
  await timed('write without a chain', writePlain)
  await timed('append one after the other', latency)
  await timed('read the last hour', () => read(Date.now() - HOUR))
  await timed('read all', () => read())
  await timed('verify all', async () => {
    const reports = await verifyChains(directory)
    return `${reports.map(({ events }) => events).join(' + ')} events`
  })
} finally {
  rmSync(directory, { recursive: true, force: true })
}

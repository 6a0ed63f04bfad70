import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openStore } from '../../../audit/store.ts'
import { compilePolicies, policyDigest } from '../../../policy/index.ts'
import type { GovernancePolicy } from '../../../schemas/generated/policy.ts'
import { startGateway } from '../../../sidecars/gateway/gateway.ts'
import type { Peers } from './peers.ts'

/** The frozen requirement sets: each names the scenarios that a revision demands. */
export const revisions = ['2025-11-25', '2026-07-28'] as const

export interface Outcome {
  passed: number
  failed: number
  /** Whether the revision demands it; the rest is run and reported. */
  isScored: boolean
}

/** Scenario → what came of it, for one revision against one server. */
export async function runSuite(
  { node, suite }: Peers,
  revision: string,
  url: string,
): Promise<Map<string, Outcome>> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'))
  try {
    const text = await outputOf(node, [
      suite,
      'server',
      '--requirements',
      revision,
      '--url',
      url,
      '-o',
      folder,
    ])
    const outcomes = new Map<string, Outcome>()
    for (const line of text.split('\n')) {
      const found = /^[✓✗] (\S+): (\d+) passed, (\d+) failed/u.exec(line)
      if (found) {
        const [, name = '', passed, failed] = found
        outcomes.set(name, { passed: Number(passed), failed: Number(failed), isScored: true })
      }
      const unscored = /^ +[✓✗] (\S+) \(/u.exec(line)?.[1]
      const outcome = outcomes.get(unscored ?? '')
      if (outcome) outcome.isScored = false
    }
    if (outcomes.size === 0) throw new Error(`the suite said nothing: ${text.slice(0, 2_000)}`)
    return outcomes
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function outputOf(program: string, words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
    }
    child.once('error', reject)
    // It ends with 1 where a scenario fails, which is for us to judge.
    child.once('close', () => resolve(text))
  })
}

export interface Running {
  url: string
  close(): Promise<void>
}

/** The suite's own server, bare. */
export async function startFixture({ node, server }: Peers): Promise<Running> {
  const port = await freePort()
  const child = spawn(node, [server], {
    env: { ...process.env, PORT: String(port) },
    stdio: 'ignore',
  })
  const url = `http://localhost:${port}/mcp`
  for (let tries = 0; tries < 100; tries += 1) {
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      break
    await pause(100)
  }
  return { url, close: async () => void child.kill() }
}

/** The gateway before a server, with these tools allowed and denied. */
export async function startGatewayBefore(
  url: string,
  mcp: GovernancePolicy['spec']['mcp'],
): Promise<Running> {
  const compiled = compilePolicies([
    {
      apiVersion: 'ai.docker.com/v1',
      kind: 'GovernancePolicy',
      metadata: { name: 'conformance' },
      spec: { mcp: mcp ?? {} },
    },
  ])
  const digest = policyDigest(compiled)
  const directory = await mkdtemp(join(tmpdir(), 'conformance-'))
  const store = await openStore({ directory, project: 'conformance', writer: 'gateway' })
  const listen = { proxy: '127.0.0.1', gateway: '127.0.0.1' }
  const gateway = await startGateway({
    configuration: {
      version: 1,
      project: 'conformance',
      policies: { [digest]: compiled },
      services: { agent: { policy: digest, role: 'agent', listen } },
      servers: { everything: { service: 'everything', url } },
      egress: {},
    },
    store,
    port: 0,
  })
  // The suite speaks of localhost where it tries names that are not ours.
  const origin = new URL(gateway.endpoints.get('agent') ?? '').origin.replace(
    '127.0.0.1',
    'localhost',
  )
  return {
    url: `${origin}/mcp/everything`,
    async close() {
      await gateway.close()
      await store.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

/** Scenarios whose outcome is not the same in both runs. One that was run in one of them only counts as 0 and 0. */
export function differencesBetween(
  before: ReadonlyMap<string, Outcome>,
  after: ReadonlyMap<string, Outcome>,
): { scenario: string; before: [number, number]; after: [number, number] }[] {
  const counts = (outcome: Outcome | undefined): [number, number] => [
    outcome?.passed ?? 0,
    outcome?.failed ?? 0,
  ]
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((scenario) => {
    const difference = {
      scenario,
      before: counts(before.get(scenario)),
      after: counts(after.get(scenario)),
    }
    const isSame =
      before.has(scenario) === after.has(scenario) &&
      difference.before.join() === difference.after.join()
    return isSame ? [] : [difference]
  })
}

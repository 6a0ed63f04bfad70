import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { readTrail } from '../../../audit/reader.ts'
import { verifyChains } from '../../../audit/verify.ts'
import { brokerClient } from '../../../sidecars/broker/client.ts'
import { configuration, use } from '../../unit/broker/fixture.ts'
import { bundle } from '../audit/bundle.ts'

const SECRET = 'real-github-secret-0001'
const handedOver = JSON.stringify({ secrets: { GITHUB_TOKEN: `${SECRET}\n` } })

let program: string
let programDirectory: string
let directory: string
let environment: Record<string, string>
const children = new Set<ChildProcess>()

beforeAll(async () => {
  programDirectory = await mkdtemp(join(tmpdir(), 'broker-program-'))
  program = await bundle(join(import.meta.dirname, 'broker-process.ts'), programDirectory)
})

afterAll(() => rm(programDirectory, { recursive: true, force: true }))

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'broker-'))
  environment = {
    GOVERNANCE_CONFIGURATION: JSON.stringify(configuration()),
    GOVERNANCE_BROKER_SOCKET: join(directory, 'admin.sock'),
    AUDIT: join(directory, 'audit'),
    STATE: join(directory, 'state'),
  }
})

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
  await rm(directory, { recursive: true, force: true })
})

/** Runs a role to its end. */
async function run(args: string[], input = '') {
  const child = spawn(process.execPath, [program, ...args], { env: environment })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  child.stdin.end(input)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, out, err }
}

async function startBroker() {
  const child = spawn(process.execPath, [program, 'broker'], { env: environment })
  children.add(child)
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (chunk) => resolve(Number(chunk)))
    child.once('close', (code) => reject(new Error(`the broker ended with ${code}`)))
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  return {
    port,
    async kill() {
      child.kill('SIGKILL')
      children.delete(child)
      await ended
    },
  }
}

async function unlock(): Promise<string> {
  const { code, out, err } = await run(['unlock'], handedOver)
  expect(err).toBe('')
  expect(code).toBe(0)
  return JSON.parse(out).leases.agent.GITHUB_TOKEN
}

test('secrets go in over standard input, leases come out, and the door is for one user alone', async () => {
  const { port } = await startBroker()
  expect((await stat(join(directory, 'admin.sock'))).mode & 0o777).toBe(0o600)
  const lease = await unlock()
  expect(lease).toMatch(/^ghp_govlease/)
  const client = brokerClient(`http://127.0.0.1:${port}`)
  expect(await client.exchange(use(lease))).toMatchObject({ ok: true, secret: SECRET })
  await client.close()
})

test('leases are listed and revoked from within the container', async () => {
  await startBroker()
  const lease = await unlock()
  const listed = await run(['credentials', 'ls'])
  expect(listed.out).not.toContain(lease)
  expect(listed.out).not.toContain(SECRET)
  expect(JSON.parse(listed.out).leases).toMatchObject([
    { service: 'agent', key: 'GITHUB_TOKEN', state: 'active', unlocked: true, renewals: 0 },
    { service: 'bot', key: 'GITHUB_TOKEN', state: 'active' },
  ])
  expect(await run(['credentials', 'revoke', 'GITHUB_TOKEN', '--service', 'bot'])).toMatchObject({
    code: 0,
    out: '{"revoked":1}\n',
  })
  expect(await run(['credentials', 'revoke', 'OPENAI_API_KEY'])).toMatchObject({ code: 1 })
  expect(await run(['credentials', 'sell'])).toMatchObject({ code: 2 })
})

test('what is wrong with the secrets is said without the secrets', async () => {
  await startBroker()
  for (const input of [
    handedOver.slice(0, -2),
    JSON.stringify({ secrets: { NOT_ALLOWED: SECRET } }),
    JSON.stringify({ secrets: { GITHUB_TOKEN: `${SECRET}\nX-Evil: 1` } }),
    JSON.stringify({ services: { nobody: { GITHUB_TOKEN: SECRET } } }),
  ]) {
    const { code, out, err } = await run(['unlock'], input)
    expect(code).toBe(1)
    expect(err).toMatch(/^unlock: .+\n$/)
    expect(out + err).not.toContain(SECRET)
  }
})

test('without a broker the door says so', async () => {
  expect(await run(['unlock'], handedOver)).toMatchObject({
    code: 1,
    err: 'unlock: The broker in this container does not answer.\n',
  })
})

test('killed at any moment the broker loses no lease that it gave, and leaks nothing', async () => {
  const given = new Set<string>()
  for (let round = 0; round < 12; round += 1) {
    const { port, kill } = await startBroker()
    // Some rounds end in the middle of unlocking, some in the middle of exchanging.
    const unlocking = run(['unlock'], handedOver)
    const timer = new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 250))
    const client = brokerClient(`http://127.0.0.1:${port}`)
    const asking = unlocking.then(async ({ code, out }) => {
      if (code !== 0) return
      const lease: string = JSON.parse(out).leases.agent.GITHUB_TOKEN
      given.add(lease)
      for (let i = 0; i < 50; i += 1) await client.exchange(use(lease))
    })
    await timer
    await kill()
    await asking
    await client.close()
  }
  const { port } = await startBroker()
  const lease = await unlock()
  given.add(lease)
  expect([...given]).toEqual([lease])
  const client = brokerClient(`http://127.0.0.1:${port}`)
  expect(await client.exchange(use(lease))).toMatchObject({ ok: true })
  await client.close()

  const [report] = await verifyChains(environment.AUDIT ?? '')
  expect(report).not.toHaveProperty('breach')
  const events = []
  for await (const event of readTrail(environment.AUDIT ?? '')) events.push(event)
  const files = await Promise.all(
    (await readdir(environment.STATE ?? '')).map((name) =>
      readFile(join(environment.STATE ?? '', name), 'latin1'),
    ),
  )
  for (const hidden of [SECRET, lease]) {
    expect(JSON.stringify(events)).not.toContain(hidden)
    expect(files.join('\n')).not.toContain(hidden)
  }
}, 120_000)

test('two brokers of one project: the second does not start', async () => {
  await startBroker()
  await expect(startBroker()).rejects.toThrow(/ended with 1/)
})

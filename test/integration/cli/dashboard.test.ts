import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStore } from '../../../audit/store.ts'
import { runningDashboard } from '../../support/dashboard/program.ts'
import { codeBlocks } from '../../support/markdown.ts'
import { draft } from '../../unit/audit/events.ts'
import { guidePolicy } from '../../unit/policy/guide-policy.ts'

// The dashboard as a program, without an engine: what governance exec recorded, and a policy in the working directory.

const program = join(import.meta.dirname, '../../../bin/governance')
const folder = mkdtempSync(join(tmpdir(), 'governance-dashboard-cli-'))
const environment = {
  ...process.env,
  NO_COLOR: '1',
  XDG_STATE_HOME: folder,
  DOCKER_HOST: `unix://${folder}/no-engine.sock`,
}

beforeAll(async () => {
  writeFileSync(join(folder, 'governance-policy.yaml'), guidePolicy)
  const directory = join(folder, 'docker-ai-governance/audit')
  const store = await openStore({ directory, project: 'demo', writer: 'exec' })
  await store.append(draft({ resource: 'from-the-trail.example:443', decision: 'blocked' }))
  await store.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const start = (...words: string[]) =>
  runningDashboard(
    spawn(program, words, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'ignore'] }),
  )

const commands = codeBlocks('docs/dashboard.md')
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text }) => text.trim().split('\n'))

it.each(commands)(
  '%s prints a link to the page, and ends when it is interrupted',
  async (command) => {
    const { origin, end } = await start(...command.split(' ').slice(1))
    const page = await fetch(origin)
    expect([page.status, await page.text()]).toEqual([
      200,
      expect.stringContaining('<title>Governance</title>'),
    ])
    expect((await fetch(`${origin}/page.js`)).status).toBe(200)
    expect(await end()).toBe(0)
  },
)

it('brings the trail, the policy of the folder, and why there is no engine', async () => {
  const { origin, headers, live, end } = await start('dashboard')
  const policies = await (await fetch(`${origin}/api/policies`, { headers })).text()
  expect(policies).toContain('agent-policy-001')
  const text = await live(
    (all) => all.includes('from-the-trail.example') && all.includes('event: status'),
  )
  expect(text).toContain('No Docker engine can be reached')
  expect(await end()).toBe(0)
  expect(readFileSync(join(folder, 'governance-policy.yaml'), 'utf8')).toBe(guidePolicy)
})

it('opens the browser without showing the token to others on the machine', async () => {
  const tools = join(folder, 'tools')
  mkdirSync(tools)
  const opened = join(folder, 'opened')
  writeFileSync(
    join(tools, 'xdg-open'),
    `#!/bin/sh\nprintf %s "$1" > ${opened}.draft && mv ${opened}.draft ${opened}\n`,
    { mode: 0o755 },
  )
  const env = { ...environment, PATH: `${tools}:${process.env.PATH}` }
  const { headers, origin, end } = await runningDashboard(
    spawn(program, ['dashboard', '--open'], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  const token = headers.authorization.replace('Bearer ', '')
  await expect.poll(() => existsSync(opened)).toBe(true)
  const target = readFileSync(opened, 'utf8')
  expect(target).not.toContain(token)
  const file = fileURLToPath(target)
  expect(readFileSync(file, 'utf8')).toContain(`url=${origin}/#token=${token}"`)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  await end()
  expect(existsSync(file)).toBe(false)
})

it('says so when the port is taken, and when a policy is not there', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  const fails = async (...words: string[]) => {
    const child = spawn(program, words, {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr?.on('data', (part) => {
      said += part
    })
    const [code] = await once(child, 'close')
    return [code, said]
  }
  expect(await fails('dashboard', '--port', String(port))).toEqual([
    3,
    expect.stringContaining('cannot be had'),
  ])
  expect(await fails('dashboard', '--policy', 'none.yaml')).toEqual([
    2,
    expect.stringContaining('no such file'),
  ])
  expect(await fails('dashboard', '--since', 'soon')).toEqual([
    2,
    expect.stringContaining('--since soon'),
  ])
  taken.close()
})

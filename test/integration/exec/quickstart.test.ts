import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { ended } from './command.ts'
import { runToEnd } from './sandbox.ts'

const quickstart = fileURLToPath(new URL('../../../examples/quickstart/run.mjs', import.meta.url))
const namespaces = [
  'unshare',
  '--user',
  '--map-root-user',
  '--net',
  'ip',
  'link',
  'set',
  'lo',
  'up',
]
const canContain = (await runToEnd(namespaces).catch(() => ({ code: 1 }))).code === 0

async function run(before: readonly string[] = []) {
  const state = await mkdtemp(join(tmpdir(), 'quickstart-'))
  onTestFinished(() => rm(state, { recursive: true, force: true }))
  const [program = '', ...args] = [...before, process.execPath, quickstart, '--without-docker']
  const { PATH, HOME } = process.env
  return ended(
    spawn(program, args, {
      env: { PATH, HOME, XDG_STATE_HOME: state },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
}

it.skipIf(!canContain)(
  'the quickstart runs without Docker, and ends with the lines of the guide',
  { timeout: 120_000 },
  async () => {
    const { code, output, errors } = await run()
    expect(output).toMatch(/All \d+ went as they should\./)
    expect(output).toContain("INFO: Agent requested MCP tool 'read_file' – allowed\n")
    expect(output).toContain(
      "INFO: Agent requested MCP tool 'send_email' – BLOCKED (PolicyViolation)\n",
    )
    expect(output).toContain('api.openai.com: answered a request that carried the real key')
    expect(output).toContain('github.com: took a push with the real token')
    expect(output).toContain('mail: send_email was called 0 times')
    // Where Docker is installed and no engine answers, logs says that it may have more.
    expect(errors).toMatch(/^(governance: no Docker engine answers: .*\n)?$/)
    expect(code).toBe(0)
  },
)

it.skipIf(!canContain)(
  'the quickstart says what is missing where there is neither an engine nor a namespace',
  async () => {
    const { code, errors } = await run([
      ...['unshare', '--user', '--map-root-user', 'sh', '-c'],
      'echo 0 > /proc/sys/user/max_user_namespaces; exec "$@"',
      'sh',
    ])
    expect(errors).toMatch(/needs one of two things.*neither/)
    expect(code).toBe(3)
  },
)

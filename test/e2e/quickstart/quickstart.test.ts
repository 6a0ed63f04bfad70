import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { describeEachEngine, describeNewestEngine } from '../../engines/each-engine.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../../', import.meta.url))
const quickstart = join(root, 'examples/quickstart/run.mjs')
const governance = join(root, 'bin/governance')

// In one file, and so one after the other: both have the addresses of the example's internet.

describeEachEngine('the quickstart', (engine) => {
  const project = `quickstart-${engine.name.replace('.', '')}`

  it('works on this engine, prints the lines of the guide, and leaves nothing but the trail', async () => {
    const state = await mkdtemp(join(tmpdir(), 'quickstart-'))
    onTestFinished(() => rm(state, { recursive: true, force: true }))
    const { GITHUB_TOKEN, OPENAI_API_KEY, ...rest } = process.env
    const env = {
      ...rest,
      DOCKER_HOST: engine.host,
      QUICKSTART_PROJECT: project,
      XDG_STATE_HOME: state,
    }
    const { stdout } = await run(process.execPath, [quickstart], { env, timeout: 170_000 })
    expect(stdout).toContain('the agent runs in a container')
    expect(stdout).toMatch(/All \d+ went as they should\./)
    expect(stdout).toContain('api.openai.com: answered a request that carried the real key')
    expect(stdout).toContain('github.com: took a push with the real token')
    expect(stdout).toContain('mail: send_email was called 0 times')

    const left = [
      'ps',
      '--all',
      '--quiet',
      '--filter',
      `label=com.docker.compose.project=${project}`,
    ]
    expect((await run('docker', left, { env })).stdout).toBe('')
    const { stdout: trail } = await run(
      process.execPath,
      [governance, 'logs', '--policy', 'agent-policy-001', '--since', '24h'],
      { env },
    )
    for (const text of [stdout, trail]) {
      expect(text).toContain("INFO: Agent requested MCP tool 'read_file' – allowed\n")
      expect(text).toContain(
        "INFO: Agent requested MCP tool 'send_email' – BLOCKED (PolicyViolation)\n",
      )
    }
  })
})

/**
 * The quickstart's agent, which here does nothing but its job: in monitor mode what it tries besides would be let
 * pass, and a test dials nobody.
 */
describeNewestEngine('a policy that is learnt', (engine) => {
  const project = `learn-${engine.name.replace('.', '')}`

  it('from what the agent did in monitor mode stops nothing of it, and allows nothing that it did not do', {
    timeout: 400_000,
  }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'governance-learn-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const example = join(folder, 'examples/quickstart')
    const env = {
      ...process.env,
      DOCKER_HOST: engine.host,
      QUICKSTART_PROJECT: project,
      XDG_STATE_HOME: join(folder, 'state'),
      NO_COLOR: '1',
    }
    const edit = (file: string, change: (text: string) => string) =>
      writeFileSync(join(example, file), change(readFileSync(join(example, file), 'utf8')))
    const runExample = () =>
      run(process.execPath, [join(example, 'run.mjs')], { env, timeout: 170_000 })
    const tell = (...args: string[]) =>
      run(governance, args, { cwd: example, env }).catch((error) => error)
    mkdirSync(join(folder, 'examples'))
    for (const name of ['bin', 'dist', 'node_modules', 'package.json'])
      symlinkSync(join(root, name), join(folder, name))
    cpSync(join(root, 'examples/quickstart'), example, { recursive: true })
    edit('docker-compose.yml', (text) => text.replace('- FINGERPRINTS=', '- TASK=job\n      $&'))
    edit('governance-policy.yaml', (text) => text.replace('spec:\n', 'spec:\n  mode: monitor\n'))

    const began = new Date().toISOString()
    expect((await runExample()).stdout).toMatch(/All \d+ went as they should/)
    const trail = ['--project', project, '--since', began]
    const suggestion = await tell('policy', 'suggest', ...trail)
    expect(suggestion.stdout).toMatch(/- api\.openai\.com:443 # used once, last /)
    const diff = join(folder, 'suggested.yaml')
    writeFileSync(diff, suggestion.stdout)
    const compared = await tell('policy', 'diff', 'governance-policy.yaml', diff)
    expect(compared.stdout).not.toContain('It allows what was not allowed')
    expect(compared.stdout).toContain('enforce mode')

    edit('governance-policy.yaml', () => suggestion.stdout)
    const enforced = new Date().toISOString()
    expect((await runExample()).stdout).toMatch(/All \d+ went as they should/)
    const since = ['--project', project, '--since', enforced]
    expect((await tell('logs', '--blocked', ...since)).stdout).toBe('')
    const { rows } = JSON.parse(
      (await tell('logs', '--summary', '--format', 'json', ...since)).stdout,
    )
    expect(rows.length).toBeGreaterThan(3)
    expect((await tell('audit', 'report', ...since)).stdout).toContain('Every permission was used.')
  })
})

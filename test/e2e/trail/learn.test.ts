import { execFile } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { describeNewestEngine } from '../../engines/each-engine.ts'

const run = promisify(execFile)
const root = new URL('../../../', import.meta.url).pathname

/**
 * The quickstart's agent, which here does nothing but its job: in monitor mode what it tries besides would be let
 * pass, and a test dials nobody.
 */
describeNewestEngine('a policy that is learnt', (engine) => {
  const folder = mkdtempSync(join(tmpdir(), 'governance-learn-'))
  const example = join(folder, 'examples/quickstart')
  const project = `learn-${engine.name.replace('.', '')}`
  const env = {
    ...process.env,
    DOCKER_HOST: engine.host,
    QUICKSTART_PROJECT: project,
    XDG_STATE_HOME: join(folder, 'state'),
    NO_COLOR: '1',
  }
  const edit = (file: string, change: (text: string) => string) =>
    writeFileSync(join(example, file), change(readFileSync(join(example, file), 'utf8')))
  const quickstart = () =>
    run(process.execPath, [join(example, 'run.mjs')], { env, timeout: 120_000 })
  const governance = (...args: string[]) =>
    run(join(root, 'bin/governance'), args, { cwd: example, env }).catch((error) => error)

  it('from what the agent did in monitor mode stops nothing of it, and allows nothing that it did not do', async () => {
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    mkdirSync(join(folder, 'examples'))
    for (const name of ['bin', 'dist', 'node_modules', 'package.json'])
      symlinkSync(join(root, name), join(folder, name))
    cpSync(join(root, 'examples/quickstart'), example, { recursive: true })
    edit('docker-compose.yml', (text) => text.replace('- FINGERPRINTS=', '- TASK=job\n      $&'))
    edit('governance-policy.yaml', (text) => text.replace('spec:\n', 'spec:\n  mode: monitor\n'))

    const began = new Date().toISOString()
    expect((await quickstart()).stdout).toMatch(/All \d+ went as they should/)
    const trail = ['--project', project, '--since', began]
    const suggestion = await governance('policy', 'suggest', ...trail)
    expect(suggestion.stdout).toMatch(/- api\.openai\.com:443 # used once, last /)
    const diff = join(folder, 'suggested.yaml')
    writeFileSync(diff, suggestion.stdout)
    const compared = await governance('policy', 'diff', 'governance-policy.yaml', diff)
    expect(compared.stdout).not.toContain('It allows what was not allowed')
    expect(compared.stdout).toContain('enforce mode')

    edit('governance-policy.yaml', () => suggestion.stdout)
    const enforced = new Date().toISOString()
    expect((await quickstart()).stdout).toMatch(/All \d+ went as they should/)
    const since = ['--project', project, '--since', enforced]
    expect((await governance('logs', '--blocked', ...since)).stdout).toBe('')
    const { rows } = JSON.parse(
      (await governance('logs', '--summary', '--format', 'json', ...since)).stdout,
    )
    expect(rows.length).toBeGreaterThan(3)
    expect((await governance('audit', 'report', ...since)).stdout).toContain(
      'Every permission was used.',
    )
  })
})

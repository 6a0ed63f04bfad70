import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  compose,
  hasProgram,
  mayInstallPackages,
  permissivePolicy,
  recipes,
  repository,
} from './workspace.ts'

const present = hasProgram('pre-commit', 'the pre-commit hook')
const allowed = mayInstallPackages('the pre-commit hook')
const [recipe = ''] = recipes('yaml').filter((text) => text.startsWith('repos:'))

describe.skipIf(!present || !allowed)('pre-commit', () => {
  let root: string
  let project: string

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'governance-hook-'))
    project = join(root, 'project')
    git(root, 'clone', '-q', repository, 'hooks')
    const head = git(join(root, 'hooks'), 'rev-parse', 'HEAD').stdout.trim()
    git(root, 'init', '-q', 'project')
    await writeFile(
      join(project, '.pre-commit-config.yaml'),
      recipe
        .replace('https://git.example.com/docker-ai-governance', join(root, 'hooks'))
        .replace('v0.1.0', head),
    )
    const installed = run('pre-commit', 'install', '--install-hooks')
    expect(installed.stdout + installed.stderr).toContain('installed')
  }, 300_000)
  afterAll(() => rm(root, { recursive: true, force: true }))

  function run(program: string, ...args: string[]) {
    return spawnSync(program, args, {
      cwd: project,
      encoding: 'utf8',
      env: { ...process.env, HOME: root, PRE_COMMIT_HOME: join(root, 'cache') },
    })
  }

  function git(cwd: string, ...args: string[]) {
    const identity = [
      '-c',
      'user.name=a',
      '-c',
      'user.email=a@example.com',
      '-c',
      'safe.directory=*',
    ]
    return spawnSync('git', [...identity, ...args], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, HOME: root, PRE_COMMIT_HOME: join(root, 'cache') },
    })
  }

  async function commit(files: Record<string, string>) {
    for (const [name, text] of Object.entries(files)) await writeFile(join(project, name), text)
    git(project, 'add', '-A')
    const { status, stdout, stderr } = git(project, 'commit', '-m', 'x')
    return { status, output: stdout + stderr }
  }

  it('blocks a bad policy, and says what is wrong with it', async () => {
    const { status, output } = await commit({ 'governance-policy.yaml': permissivePolicy })
    expect(status).toBe(1)
    expect(output).toContain('denyLocalNetwork')
  }, 60_000)

  it('lets a good one in, and other YAML files alone', async () => {
    const good = permissivePolicy.replace('denyLocalNetwrk', 'denyLocalNetwork')
    const { status, output } = await commit({
      'governance-policy.yaml': good,
      'docker-compose.yml': compose,
      'values.yaml': 'a: [1, 2\n',
    })
    expect({ status, output }).toMatchObject({ status: 0 })
  }, 60_000)

  it('blocks an agent without a policy', async () => {
    const bare = 'services:\n  agent:\n    image: a\n    environment: [OPENAI_API_KEY]\n'
    const { status, output } = await commit({ 'docker-compose.yml': bare })
    expect(status).toBe(1)
    expect(output).toContain('agent-without-policy')
  }, 60_000)
})

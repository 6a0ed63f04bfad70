import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureDebianImage } from '../../engines/base-images.ts'
import { describeNewestEngine } from '../../engines/each-engine.ts'
import { codeBlocks, tableCommands } from '../../support/markdown.ts'

const root = new URL('../../../', import.meta.url).pathname

/**
 * A new user, who has nothing but the README: installs as it says, writes down its files, and runs every command that it
 * shows, and those of docs/compose.md. Commands that begin with `npm ci &&` are what runs this test, what
 * test/e2e/quickstart runs, and the installation, which goes to a folder of its own here.
 */
describeNewestEngine('the README', (engine) => {
  const folder = mkdtempSync(join(tmpdir(), 'governance-readme-'))
  const installed = join(folder, 'installed')
  const programs = join(folder, 'bin')
  const environment = {
    ...process.env,
    DOCKER_HOST: engine.host,
    PATH: `${programs}:${installed}/bin:${process.env.PATH}`,
    XDG_STATE_HOME: join(folder, 'state'),
    COMPOSE_PROJECT_NAME: `readme-${engine.name.replace('.', '')}`,
    GITHUB_TOKEN: 'ghp_Zk3vQ8sWn1XyTb5LdMcJr70HgPeUaF42iRoE',
    OPENAI_API_KEY: 'sk-proj-Wq7Jr0vLx2NcT8dKzB4mYgHs6PeUaF1iRo9XtVb3',
  }
  const ownImage = 'docker-ai-governance-test/my-agent-image'
  const shell = (command: string) =>
    spawnSync('bash', ['-c', command], { cwd: folder, env: environment, encoding: 'utf8' })

  beforeAll(async () => {
    mkdirSync(programs)
    const [install] = codeBlocks('README.md').filter(({ text }) => text.includes('--global'))
    expect(install?.text).toBe('npm ci && npm install --global .\n')
    const here = `--prefix ${installed} --ignore-scripts --no-audit --no-fund --offline`
    expect(shell(`npm install --global ${here} ${root}`)).toMatchObject({ status: 0 })
    writeFileSync(join(programs, 'my-agent'), '#!/bin/sh\necho the agent ran\n', { mode: 0o755 })
    for (const { text } of codeBlocks('README.md')) {
      const name = /^# (\S+\.ya?ml)\n/.exec(text)?.[1]
      // Under a name of the test's own: whoever runs it may have an image by the name that the README shows.
      if (name) writeFileSync(join(folder, name), text.replaceAll('my-agent-image', ownImage))
    }
    writeFileSync(join(folder, 'claude_desktop_config.json'), JSON.stringify(desktop))
    const image = await ensureDebianImage(engine)
    expect(shell(`docker tag ${image} ${ownImage}`).status).toBe(0)
  })
  afterAll(() => {
    shell(`governance compose down -v -t 1; docker rmi ${ownImage}`)
    rmSync(folder, { recursive: true, force: true })
  })

  const desktop = { mcpServers: { notes: { command: 'npx', args: ['-y', 'notes-mcp'] } } }

  const commands = ['README.md', 'docs/compose.md']
    .flatMap(codeBlocks)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.trim().split('\n'))
    .filter((line) => !line.startsWith('npm ci && npm '))

  it('shows commands', () => expect(commands).not.toEqual([]))

  it.each(commands)('%s works', (command) => {
    const { status, stderr } = shell(command.replace('my-agent-image', ownImage))
    expect([status, stderr]).toEqual([0, expect.any(String)])
  })

  it.each(tableCommands('README.md'))('%s works', (command) => {
    if (/credentials|reload|verify$/.test(command)) shell('governance compose up -d')
    const { status, stdout, stderr } = shell(command.replace('my-agent-image', ownImage))
    expect([status, stdout + stderr]).toEqual([0, expect.stringMatching(/\S/)])
  })
})

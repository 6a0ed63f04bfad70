import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureDebianImage } from '../../engines/base-images.ts'
import { describeNewestEngine } from '../../engines/each-engine.ts'
import { codeBlocks, tableCommands } from '../../support/markdown.ts'

const root = new URL('../../../', import.meta.url).pathname

/**
 * A new user, who has nothing but the README: writes down its files, and runs every command that it shows. The two
 * commands that begin with `npm ci` are what runs this test, and what test/e2e/quickstart runs.
 */
describeNewestEngine('the README', (engine) => {
  const folder = mkdtempSync(join(tmpdir(), 'governance-readme-'))
  const programs = join(folder, 'bin')
  const environment = {
    ...process.env,
    DOCKER_HOST: engine.host,
    PATH: `${programs}:${process.env.PATH}`,
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
    symlinkSync(join(root, 'bin/governance'), join(programs, 'governance'))
    writeFileSync(join(programs, 'my-agent'), '#!/bin/sh\necho the agent ran\n', { mode: 0o755 })
    for (const { text } of codeBlocks('README.md')) {
      const name = /^# (\S+\.ya?ml)\n/.exec(text)?.[1]
      // Under a name of the test's own: whoever runs it may have an image by the name that the README shows.
      if (name) writeFileSync(join(folder, name), text.replaceAll('my-agent-image', ownImage))
    }
    const image = await ensureDebianImage(engine)
    expect(shell(`docker tag ${image} ${ownImage}`).status).toBe(0)
  })
  afterAll(() => {
    shell(`governance compose down -v -t 1; docker rmi ${ownImage}`)
    rmSync(folder, { recursive: true, force: true })
  })

  const commands = codeBlocks('README.md')
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.trim().split('\n'))
    .filter((line) => !line.startsWith('npm ci && npm '))

  it('shows commands', () => expect(commands).not.toEqual([]))

  it.each(commands)('%s works', (command) => {
    const { status, stderr } = shell(command)
    expect([status, stderr]).toEqual([0, expect.any(String)])
  })

  it.each(tableCommands('README.md'))('%s works', (command) => {
    if (/credentials|reload|verify$/.test(command)) shell('governance compose up -d')
    const { status, stdout, stderr } = shell(command.replace('my-agent-image', ownImage))
    expect([status, stdout + stderr]).toEqual([0, expect.stringMatching(/\S/)])
  })
})

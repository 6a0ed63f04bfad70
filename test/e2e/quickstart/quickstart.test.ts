import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { describeEachEngine } from '../../engines/each-engine.ts'

const run = promisify(execFile)
const quickstart = fileURLToPath(new URL('../../../examples/quickstart/run.mjs', import.meta.url))
const governance = fileURLToPath(new URL('../../../bin/governance', import.meta.url))

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

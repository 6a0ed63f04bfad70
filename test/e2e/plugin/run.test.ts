import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeEachEngine } from '../../engines/each-engine.ts'
import { ended } from '../support/run.ts'
import { PluginUser } from './plugin-user.ts'

const secret = 'sk-proj-7Jr0vWqLx2NcT8dKzB4mYgHs6PeUaF1iRo9XtVb3'
const policyName = `run-${randomBytes(4).toString('hex')}`
const policy = `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata:
  name: ${policyName}
spec:
  network:
    allowedDomains: ["*.github.com", api.openai.com]
  credentials:
    allowedKeys: [GITHUB_TOKEN, OPENAI_API_KEY]
    maxExpirationHours: 24
  mcp:
    allowedTools: [read_file]
    deniedTools: [send_email]
`

describeEachEngine('docker governance', (engine) => {
  let user: PluginUser
  const name = (what: string) =>
    `plug-${what}-${engine.name.replace(/\W/g, '')}-${randomBytes(3).toString('hex')}`

  beforeAll(async () => {
    user = await PluginUser.create(engine, policy)
  })
  afterAll(() => user?.remove())

  it('is listed by docker, helps, completes, and passes exit codes on', async () => {
    expect((await user.docker('--help')).stdout).toMatch(/^\s+governance\*\s+Govern/m)
    expect((await user.docker('help', 'governance')).stdout).toContain('Usage: docker governance')
    expect((await user.docker('__complete', 'governance', 'lo')).stdout).toMatch(/^logs\t/)
    expect((await user.docker('governance', 'explain', 'no-such-rule')).code).toBe(2)
    const { code } = await user.docker(
      ...['governance', 'policy', 'explain', 'governance-policy.yaml', '--tool', 'send_email'],
    )
    expect(code).toBe(1)
  })

  it('talks to the engine that the flags of docker name', async () => {
    const { code, stderr } = await user.docker(
      ...['-H', 'unix:///nowhere/docker.sock', ...user.runWords('--rm', user.image, 'true')],
    )
    expect(code).toBe(3)
    expect(stderr).toMatch(/nowhere/)
  })

  it("runs the guide's step 3, letter for letter, in a shell with shell-init", async () => {
    const container = name('guide')
    const script = `eval "$(governance shell-init bash)"
docker run --rm --name ${container} \\
  --governance-policy ./governance-policy.yaml \\
  -e GITHUB_TOKEN=$GITHUB_TOKEN \\
  -e OPENAI_API_KEY=$OPENAI_API_KEY \\
  ${user.image} sh -c 'echo "$OPENAI_API_KEY"; curl -s http://forbidden.test/; exit 9'
`
    const environment = { GITHUB_TOKEN: `ghp_${'8fQ2xVrTn4KcZw71LdMs'}Yb06HgJpEuXa39Ri` }
    const { code, stdout, stderr } = await user.do('bash', ['-c', script], {
      environment: { ...environment, OPENAI_API_KEY: secret },
    })
    expect(stderr).not.toContain('error')
    expect(code).toBe(9)
    expect(stdout).toMatch(/^sk-.*govlease/)
    expect(stdout).toContain('"type":"PolicyViolation"')
    expect(stdout + stderr).not.toContain(secret)

    const logs = await user.docker(
      ...['governance', 'logs', '--policy', policyName, '--since', '24h'],
    )
    expect(logs.stdout).toMatch(/forbidden\.test:80' – BLOCKED \(PolicyViolation\)/)
    expect(logs.stdout).not.toContain(secret)
    expect(await user.left(container)).toEqual([])
    expect(readdirSync(join(user.folder, 'state/docker-ai-governance/projects'))).toEqual([])
  })

  it('hands standard input to the end, and keeps standard output clean', async () => {
    const container = name('pipe')
    const child = user.start('docker', [
      ...user.runWords('--rm', '-i', '--name', container, user.image, 'sh', '-c', 'sort; exit 4'),
    ])
    child.stdin?.end('b\na\n')
    expect(await ended(child)).toMatchObject({ code: 4, stdout: 'a\nb\n' })
    expect(await user.left(container)).toEqual([])
  })

  it('gives the container a terminal with -it', async () => {
    const words = user.runWords('--rm', '-it', user.image, 'sh', '-c', 'tty; stty size; exit 5')
    const line = ['docker', ...words].map((word) => `'${word}'`).join(' ')
    // script(1) brings a terminal.
    const { code, stdout } = await user.do('script', ['-qec', line, '/dev/null'])
    expect(stdout).toMatch(/\/dev\/pts\/0/)
    expect(code).toBe(5)
    const refused = await user.run('--rm', '-it', user.image, 'true')
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('not a TTY') })
  })

  it.each([['attached'], ['with standard input', '-i']])(
    'a signal reaches the container, %s, and its exit code comes back',
    async (_how, ...flags) => {
      const container = name('signal')
      const trap = 'trap "echo got it; exit 33" TERM; echo ready; while :; do sleep 0.1; done'
      const child = user.start('docker', [
        ...user.runWords('--rm', ...flags, '--name', container, user.image, 'bash', '-c', trap),
      ])
      const end = ended(child)
      while (!String((await once(child.stdout ?? child, 'data'))[0]).includes('ready'));
      child.kill('SIGTERM')
      expect(await end).toMatchObject({ code: 33, stdout: expect.stringContaining('got it') })
      expect(await user.left(container)).toEqual([])
    },
  )

  it('-d gives the id at once, and --rm then clears up when the container ends', async () => {
    const container = name('detached')
    const cidFile = join(user.folder, `${container}.cid`)
    const { code, stdout } = await user.run(
      ...['-d', '--rm', '--name', container, '--cidfile', cidFile, user.image, 'sleep', '300'],
    )
    expect(code).toBe(0)
    expect(stdout).toMatch(/^[0-9a-f]{64}\n$/)
    expect(readFileSync(cidFile, 'utf8')).toBe(stdout.trim())
    const state = await user.docker('inspect', '--format', '{{.State.Running}}', container)
    expect(state.stdout).toBe('true\n')
    await user.docker('kill', container)
    const deadline = Date.now() + 60_000
    while ((await user.left(container)).length > 0 && Date.now() < deadline) await sleep(500)
    expect(await user.left(container)).toEqual([])
  })

  it('without --rm the container stays, no sidecar runs, and it says how to remove it', async () => {
    const container = name('kept')
    const { code, stderr } = await user.run('--name', container, user.image, 'true')
    expect(code).toBe(0)
    const state = await user.docker('inspect', '--format', '{{.State.Status}}', container)
    expect(state.stdout).toBe('exited\n')
    const running = await user.docker('ps', '--format', '{{.Names}}')
    expect(running.stdout).not.toContain(container)
    const [, ...words] = (/governance compose -p .*/.exec(stderr)?.[0] ?? '').split(' ')
    expect((await user.do('governance', words)).code).toBe(0)
    expect(await user.left(container)).toEqual([])
  })

  it('ends as docker run does when there is nothing to run', async () => {
    const missing = await user.run('--rm', user.image, 'no-such-command')
    expect(missing.code).toBe(127)
    const never = await user.run('--rm', '--pull', 'never', 'no-such-image:1')
    expect(never).toMatchObject({ code: 125, stderr: expect.stringContaining('no-such-image') })
  })

  it('a named volume outlives the container; one that something else made is refused', async () => {
    const volume = name('volume')
    const words = ['--rm', '-v', `${volume}:/data`, user.image, 'sh', '-c']
    expect(await user.run(...words, 'echo kept > /data/a')).toMatchObject({ code: 0 })
    expect(await user.run(...words, 'cat /data/a')).toMatchObject({ code: 0, stdout: 'kept\n' })
    await user.docker('volume', 'rm', volume)
    await user.docker('volume', 'create', volume)
    const refused = await user.run(...words, 'true')
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('is refused') })
    await user.docker('volume', 'rm', volume)
  })

  it('does not start what would open the sandbox', async () => {
    const mark = join(user.folder, 'mark')
    const touch = [user.image, 'touch', '/host/mark']
    for (const flags of [
      ['--privileged'],
      ['--network', 'host'],
      ['--pid=host'],
      ['--cap-add', 'SYS_ADMIN'],
      ['--add-host', 'api.openai.com:203.0.113.9'],
      ['-v', '/var/run/docker.sock:/s'],
      ['-v', '/:/root'],
    ]) {
      const words = ['--rm', ...flags, '-v', `${user.folder}:/host`, ...touch]
      const { code, stderr } = await user.run(...words)
      expect(code, flags.join(' ')).toBeGreaterThan(0)
      expect(stderr).toMatch(/refused/)
    }
    expect(existsSync(mark)).toBe(false)
    // (control) The same call without such a flag runs.
    await user.run('--rm', '-v', `${user.folder}:/host`, ...touch)
    expect(existsSync(mark)).toBe(true)
  })
})

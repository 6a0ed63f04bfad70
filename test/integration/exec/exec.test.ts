import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { ended, Project } from './command.ts'
import { runToEnd, untilStill } from './sandbox.ts'

const project = await Project.make()
afterAll(() => project.remove())

const secret = 'ghp_realSecretOfTheCallerWhichNobodyMaySee'
const canContain =
  (await runToEnd(['unshare', '--user', '--map-root-user', '--net', 'true'])).code === 0
/** In here the kernel makes no user namespace: what a machine without them is like. */
const withoutNamespaces = [
  ...['unshare', '--user', '--map-root-user', '--net', 'sh', '-c'],
  'ip link set lo up; echo 0 > /proc/sys/user/max_user_namespaces; exec "$@"',
  'sh',
]

describe('governance exec', () => {
  it('gives the command a lease where its caller has a secret', async () => {
    const { output, code } = await project.exec(['sh', '-c', 'echo "$GITHUB_TOKEN"'], {
      GITHUB_TOKEN: secret,
    })
    expect(code).toBe(0)
    expect(output).toMatch(/^ghp_govlease/)
    expect(output).not.toContain(secret)
  })

  it('passes on no variable of the caller but harmless ones and those that were asked for', async () => {
    const { output } = await project.exec(
      ['env'],
      { LANG: 'C.UTF-8', DATABASE_PASSWORD: 'hunter2', CLOUD: 'x', ASKED: 'yes' },
      ['--env', 'ASKED', '--env', 'GIVEN=a=b'],
    )
    const lines = output.split('\n')
    expect(lines).toEqual(expect.arrayContaining(['LANG=C.UTF-8', 'ASKED=yes', 'GIVEN=a=b']))
    expect(output).not.toMatch(/hunter2|^CLOUD=|XDG_STATE_HOME/m)
  })

  it('gives no lease for a key that is not allowed or not set', async () => {
    const { output } = await project.exec(['env'], { NPM_TOKEN: 'npm_real', GITHUB_TOKEN: secret })
    expect(output).not.toMatch(/NPM_TOKEN|npm_real|^OPENAI_API_KEY/m)
  })

  it('leases the named keys alone when some are named', async () => {
    const both = { GITHUB_TOKEN: secret, OPENAI_API_KEY: 'sk-real' }
    const { output } = await project.exec(['env'], both, ['--key', 'OPENAI_API_KEY'])
    expect(output).toMatch(/^OPENAI_API_KEY=.*govlease/m)
    expect(output).not.toContain('GITHUB_TOKEN')
  })

  it.each([
    [['--key', 'NPM_TOKEN'], /--key NPM_TOKEN: .*allowedKeys/],
    [['--key', 'OPENAI_API_KEY'], /--key OPENAI_API_KEY: the variable is not set/],
    [['--env', 'GITHUB_TOKEN'], /--env GITHUB_TOKEN: its value holds the secret GITHUB_TOKEN/],
    [['--env', `OTHER=x${secret}y`], /--env OTHER: its value holds the secret GITHUB_TOKEN/],
    [['--env', 'MISSING'], /--env MISSING: the variable is not set/],
    [['--mcp', 'files'], /--mcp files: say NAME=URL/],
    [['--mcp', 'files=ftp://x'], /not an http or https URL/],
    [['--mcp-stdio', 'Files=x'], /small letters/],
    [['--mcp', 'a=http://x/', '--mcp-stdio', 'a=x'], /two servers of this name/],
    [['--writable', '/'], /that is everything/],
    [['--writable', './nothing'], /there is nothing there/],
    [['--egress-certificates', 'policy.yaml'], /holds no certificate/],
    [['--policy', 'missing.yaml'], /missing\.yaml cannot be read: there is no such file/],
  ])('refuses %j with exit code 2, and never prints the secret', async (flags, message) => {
    const { code, errors, output } = await project.exec(['true'], { GITHUB_TOKEN: secret }, flags)
    expect(errors).toMatch(message)
    expect(errors + output).not.toContain(secret)
    expect(code).toBe(2)
  })

  it('says where a policy is wrong', async () => {
    await writeFile(join(project.directory, 'bad.yaml'), 'kind: GovernancePolicy\nspecs: {}\n')
    const { code, errors } = await project.run(['exec', '--policy', 'bad.yaml', '--', 'true'])
    expect(errors).toMatch(/^bad\.yaml:\d+:\d+: /)
    expect(code).toBe(2)
  })

  it('ends with 127 when there is no such command', async () => {
    const { code, errors } = await project.exec(['no-such-command'])
    expect([code, errors]).toEqual([
      127,
      'governance: no-such-command: there is no such command.\n',
    ])
  })

  it('passes exit code, output and standard input through', async () => {
    const { code, output, errors } = await project.exec([
      'sh',
      '-c',
      'echo out; echo err >&2; exit 42',
    ])
    expect([code, output, errors]).toEqual([42, 'out\n', 'err\n'])
  })

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('passes %s on', async (signal) => {
    const name = signal.slice(3)
    const child = project.start([
      ...['exec', '--policy', 'policy.yaml', '--', 'sh', '-c'],
      `trap 'echo got ${name}; exit 5' ${name}; echo ready; while :; do sleep 0.05; done`,
    ])
    const result = ended(child)
    await new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()))
    child.kill(signal)
    expect(await result).toMatchObject({ code: 5, output: `ready\ngot ${name}\n` })
  })

  it('leaves Ctrl-C in a terminal to the command', async () => {
    const line = `trap "echo got INT" INT; echo ready; for i in 1 2 3 4 5 6 7 8; do sleep 0.2; done; exit 5`
    const child = project.start(
      ['exec', '--policy', 'policy.yaml', '--', 'bash', '-c', line],
      {},
      { terminal: true },
    )
    const result = ended(child)
    await new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()))
    child.stdin?.write('\u0003')
    const { code, output } = await result
    expect(output.match(/got INT/g)).toHaveLength(1)
    expect(code).toBe(5)
  })

  it('answers a request to a host that is not allowed with the violation', async () => {
    const { output } = await project.exec([
      'sh',
      '-c',
      'curl -s http://other.example.com/ | tr -d "\\n"; curl -s --noproxy "*" http://other.example.com/ || echo no such name',
    ])
    const [problem, direct] = output.split(/(?<=\})/)
    expect(JSON.parse(problem ?? '')).toMatchObject({
      type: 'PolicyViolation',
      policy: 'exec-test',
      rule: 'network.allowedDomains',
    })
    if (canContain) expect(direct).toBe('no such name\n')
  })

  it('records what happened, also that it ran', async () => {
    const own = await Project.make()
    await own.exec(['curl', '-s', 'http://other.example.com/'], { GITHUB_TOKEN: secret })
    const { output, code } = await own.run(['logs', '--policy', 'exec-test', '--since', '1h'])
    expect(code).toBe(0)
    expect(output).toContain("Lease for credential 'GITHUB_TOKEN' issued to service 'agent'")
    expect(output).toMatch(/other\.example\.com.* – BLOCKED \(PolicyViolation\)/)
    expect(output).toContain('The command started')
    expect((await own.run(['audit', 'verify'])).code).toBe(0)
    await own.remove()
  })

  it('runs twice at a time in one project', async () => {
    const both = await Promise.all([
      project.exec(['sh', '-c', 'sleep 0.5; echo one']),
      project.exec(['sh', '-c', 'sleep 0.5; echo two']),
    ])
    expect(both.map(({ output }) => output)).toEqual(['one\n', 'two\n'])
  })

  it('leaves nothing behind', async () => {
    const folders = async () =>
      (await readdir(tmpdir())).filter((name) => name.startsWith('governance-'))
    const before = new Set(await folders())
    await project.exec(['false'])
    const after = (await folders()).filter((name) => !before.has(name))
    const own = await Promise.all(
      after.map((name) =>
        readFile(join(tmpdir(), name, 'rooms/agent/plan.json'), 'utf8').catch(() => ''),
      ),
    )
    expect(own.filter((plan) => plan.includes('"/usr/bin/false"'))).toEqual([])
  })

  it.skipIf(!canContain)(
    'says first of all when the command is not contained, and governs it still',
    async () => {
      const { code, errors, output } = await project.run(
        [
          ...['exec', '--policy', 'policy.yaml', '--', 'sh', '-c'],
          'echo $GITHUB_TOKEN; curl -s http://other.example.com/; exit 6',
        ],
        { GITHUB_TOKEN: secret },
        { before: withoutNamespaces },
      )
      expect(errors.split('\n')[0]).toMatch(
        /^governance: the command is governed but not contained \(.+\): it can go around the proxy\.$/,
      )
      expect(output).toMatch(/^ghp_govlease\w+\n\{"type":"PolicyViolation"/)
      expect(code).toBe(6)
    },
  )

  it.skipIf(!canContain).each([
    ['in namespaces', []],
    ['without them', withoutNamespaces],
  ])(
    'tells every program where the authorities are, beside what is its own, %s',
    async (_, before) => {
      const files = [
        '$SSL_CERT_FILE $NODE_EXTRA_CA_CERTS',
        '$(cut -d= -f2 "$WGETRC") $(cut -d\\" -f2 "$APT_CONFIG")',
        '$(echo "$JAVA_TOOL_OPTIONS" | sed -E "s/.*trustStore=(\\S+).*/\\1/")',
      ].join(' ')
      const line = `for file in ${files}; do head -c1 "$file" | wc -c; done; echo $JAVA_TOOL_OPTIONS`
      const { output } = await project.run(
        [
          ...['exec', '--policy', 'policy.yaml', '--env', 'JAVA_TOOL_OPTIONS=-Xmx99m'],
          ...['--', 'sh', '-c', line],
        ],
        {},
        { before },
      )
      expect(output.split('\n').slice(0, 5)).toEqual(Array(5).fill('1'))
      expect(output).toMatch(/-Dhttps\.proxyPort=\d+ .* -Xmx99m$/m)
    },
  )

  it.each([
    ['in namespaces', []],
    ['without them', withoutNamespaces],
  ])('ends the command when it is killed itself, %s', async (_, before) => {
    if (!canContain) return
    const mark = join(project.directory, 'alive')
    await rm(mark, { force: true })
    const line = 'trap "" TERM HUP INT; while :; do date +%N > alive; sleep 0.05; done'
    const child = project.start(
      ['exec', '--policy', 'policy.yaml', '--', 'sh', '-c', line],
      // What a killed program cannot tidy up goes with the project.
      { TMPDIR: join(project.directory, '..') },
      { before },
    )
    const over = ended(child)
    while (!existsSync(mark)) await sleep(20)
    child.kill('SIGKILL')
    await over
    await untilStill(mark)
  })

  it.skipIf(!canContain)('keeps the trail and its own folder out of sight', async () => {
    const { output } = await project.exec(
      [
        'sh',
        '-c',
        `ls -A ${join(project.directory, '..', 'state', 'docker-ai-governance', 'audit')} ${tmpdir()}; grep -rs ${secret} /proc/*/environ /run /tmp . ; true`,
      ],
      { GITHUB_TOKEN: secret },
    )
    expect(output).not.toMatch(/\.jsonl|demo\.|rooms|realSecret/)
  })

  it.skipIf(!canContain)(
    'does not let a command that runs in the home directory change it',
    async () => {
      const { output, errors } = await project.run(
        [
          ...['exec', '--policy', 'policy.yaml', '--', 'sh', '-c'],
          'echo "evil" > .profile && echo written',
        ],
        { HOME: project.directory },
      )
      expect(output).toBe('')
      expect(errors).toContain('--writable')
      expect(existsSync(join(project.directory, '.profile'))).toBe(false)
    },
  )

  it('does not start in a folder that is hidden from the command', async () => {
    const { code, errors } = await project.run(['exec', '--policy', 'policy.yaml', '--', 'true'], {
      DOCKER_CONFIG: project.directory,
    })
    expect(errors).toContain('which a governed command must not see')
    expect(code).toBe(2)
  })
})

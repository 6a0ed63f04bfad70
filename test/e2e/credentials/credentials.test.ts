import { spawn } from 'node:child_process'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeNewestEngine } from '../../engines/each-engine.ts'
import type { GovernedProject } from '../support/governed-project.ts'
import type { Ended } from '../support/run.ts'
import { createCredentialsProject, policyName } from './fixture.ts'
import { findSecrets, formsOf } from './forms.ts'
import { secrets } from './secrets.ts'

describeNewestEngine('an agent with leases alone', (engine) => {
  let project: GovernedProject
  let untrusted: Ended
  let up: Ended
  let began: string
  const said: Ended[] = []

  beforeAll(async () => {
    began = new Date().toISOString()
    project = await createCredentialsProject(engine)
    untrusted = await project.compose('up', '-d')
    said.push(await project.compose('trust'))
    up = await project.up()
    said.push(untrusted, up)
  })
  afterAll(() => project?.remove())

  it('a Compose file with sources is asked about before anything is run or read', () => {
    expect(untrusted.code).toBe(1)
    expect(untrusted.stderr).toContain('COMMAND_KEY runs ')
    expect(untrusted.stderr).toContain('MOUNTED_KEY reads ')
    expect(untrusted.stderr).toContain(
      'sends it to https://id.test/token; it may go to api.test:443',
    )
    expect(untrusted.stderr).toContain(`governance compose -p ${project.name} trust`)
  })

  it('what the command of a source complains of is shown without the secret', () => {
    expect(up.stderr).toContain('using <secret>')
  })

  it('git, npm, pip and curl work', async () => {
    const { stdout, stderr } = await project.inside('agent', 'sh /agent/clients.sh')
    expect(`${stderr}${stdout}`).toBe('git hello\nnpm package\npip wheel\ncurl 1\n')
  })

  it('openai, @octokit/rest and the SDK of AWS work, and keys of every source', async () => {
    const { stdout, stderr } = await project.inside('agent', 'node /agent/clients.mjs')
    expect({ stderr, ...JSON.parse(stdout) }).toMatchObject({
      octokit: ['agent', 7],
      openai: ['hi', 'hi there'],
      s3: [1, true],
      sources: [true, true, true],
    })
  })

  it('the broker reaches its token server through the proxy, on record, and nobody else does', async () => {
    const events = await project.events('token-servers')
    expect(events).toContainEqual(
      expect.objectContaining({
        service: 'governance-broker',
        resource: 'id.test:443',
        decision: 'allowed',
      }),
    )
    const asked = await project.inside(
      'agent',
      'curl -s -o /dev/null -w %{http_code} https://id.test/token',
    )
    expect(asked.stdout).not.toBe('200')
    const address = await project.addressOf('internet')
    const dial = (service: string) =>
      project.compose(
        ...['exec', '-T', service, 'node', '-e'],
        `require('net').connect({ host: '${address}', port: 443, timeout: 3000 })
          .on('connect', () => console.log('out') || process.exit())
          .on('error', process.exit).on('timeout', process.exit)`,
      )
    const straight = await dial('governance-broker')
    expect(straight.stdout).not.toContain('out')
    expect((await dial('governance-proxy')).stdout).toContain('out') // (control)
  })

  it('a credential that no policy allows does not reach the container, from wherever it comes', async () => {
    const { stdout } = await project.inside('agent', 'env')
    expect(stdout).toContain('LEVEL=debug')
    expect(stdout).not.toContain('EXTRA=')
    expect(stdout).not.toContain('DATABASE_URL=')
    expect(up.stderr).toContain('DATABASE_URL looks like a credential')
  })

  it('twelve secrets are in nothing that the agent can read', async () => {
    expect(Object.keys(secrets)).toHaveLength(12)
    const everything = await readEverything(project, 'agent')
    expect(everything.length).toBeGreaterThan(100_000)
    for (const form of ['gzip', 'br', 'deflate', 'zstd', 'headers', 'redirect', 'chunks'])
      expect(everything.includes(`== echo ${form}\n`)).toBe(true)
    expect(findSecrets(everything, secrets)).toEqual([])
  })

  it('nor in what we write: the file, its containers, their output, the trail, the messages, the state', async () => {
    const services = ['agent', 'governance-proxy', 'governance-gateway', 'governance-broker']
    const containers = services.map((service) => `${project.name}-${service}-1`)
    const written = await Promise.all([
      project.compose('config'),
      project.governance(['compose', '-p', project.name, 'config', '--format', 'json']),
      project.docker('inspect', ...containers),
      ...containers.map((container) => project.docker('logs', container)),
      project.governance(['logs', '--since', '1h', '--format', 'json']),
      project.governance(['credentials', '-p', project.name, 'ls']),
      project.compose(
        'exec',
        '-T',
        'governance-broker',
        'cat',
        '/proc/1/environ',
        '/proc/1/cmdline',
      ),
      shell(`find ${project.folder}/state -type f -exec cat {} +`),
      stateOfBroker(project),
    ])
    // A container that never wrote a word has no output to search.
    expect(written.filter(({ stdout }) => stdout !== '').length).toBeGreaterThan(7)
    for (const { stdout, stderr } of [...written, ...said]) {
      expect(findSecrets(Buffer.from(`${stdout}${stderr}`), secrets)).toEqual([])
    }
  })

  it('and the search does find a secret, in every form, where there is one', async () => {
    const secret = secrets.OPENAI_API_KEY
    for (const [form, bytes] of formsOf(secret))
      expect(
        findSecrets(Buffer.concat([Buffer.from('x'), bytes, Buffer.from('y')]), secrets),
      ).toContain(`OPENAI_API_KEY ${form}`)
    await project.inside('agent', `printf %s '${secrets.GITHUB_TOKEN}' | base64 > /tmp/leak`)
    const everything = await readEverything(project, 'agent')
    expect(findSecrets(everything, secrets)).toEqual([
      'GITHUB_TOKEN in Base64, offset 0',
      'GITHUB_TOKEN in Base64 for URLs, offset 0',
    ])
    await project.inside('agent', 'rm /tmp/leak')
  })

  it('every issue and exchange is on record, and leases can be listed and revoked', async () => {
    // The trail outlives the project: what earlier runs recorded is in it too.
    const events = (await project.events(policyName)).filter(({ time }) => String(time) >= began)
    const of = (action: string) =>
      new Set(events.filter((event) => event.action === action).map(({ resource }) => resource))
    for (const action of ['issue', 'exchange'])
      expect([...of(action)].sort()).toEqual(
        Object.keys(secrets)
          .filter((name) => !['CLIENT_SECRET', 'DATABASE_PASSWORD'].includes(name))
          .sort(),
      )
    const listed = await project.governance(['credentials', '-p', project.name, 'ls'])
    expect(listed.stdout).toMatch(/^MINTED_KEY +agent +active +until /m)
    const revoked = await project.governance([
      'credentials',
      '-p',
      project.name,
      'revoke',
      'GITHUB_TOKEN',
    ])
    expect(revoked.stdout).toBe('1 lease of GITHUB_TOKEN revoked\n')
    const revokedAt = Date.now()
    const { stdout } = await project.inside(
      'agent',
      'curl -s -H "Authorization: token $GITHUB_TOKEN" https://api.github.com/user',
    )
    expect(JSON.parse(stdout)).toMatchObject({ type: 'PolicyViolation' })
    expect(Date.now() - revokedAt).toBeLessThan(10_000)
  })
})

function shell(script: string): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'pipe'] })
    Promise.all([buffer(child.stdout), buffer(child.stderr)]).then(([stdout, stderr]) =>
      resolve({ code: 0, stdout: stdout.toString('latin1'), stderr: stderr.toString('latin1') }),
    )
  })
}

/** All that lies on the broker's disk. */
function stateOfBroker(project: GovernedProject): Promise<Ended> {
  const script =
    "const fs=require('fs');for(const f of fs.readdirSync('/var/lib/governance/state'))console.log(f,fs.readFileSync('/var/lib/governance/state/'+f,'latin1'))"
  return project.compose('exec', '-T', 'governance-broker', 'node', '-e', script)
}

/** What a process in a service can read, as bytes. */
async function readEverything(project: GovernedProject, service: string): Promise<Buffer> {
  const command = ['exec', `${project.name}-${service}-1`, 'node', '/agent/read-everything.mjs']
  const child = spawn('docker', command, {
    env: { ...process.env, DOCKER_HOST: project.engine.host },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return buffer(child.stdout)
}

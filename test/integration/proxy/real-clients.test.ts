import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Configuration } from '../../../schemas/generated/configuration.ts'
import { BROKER, type ClientSpace, openClientSpace, PROXY, ways } from './client-space.ts'
import { canUnshare, type Namespace } from './namespace.ts'

const policy = `
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: agent-policy-001 }
spec:
  network: { allowedDomains: ["*.github.com", "api.openai.com", "ok.test", "inside.test"] }
  credentials: { allowedKeys: [GITHUB_TOKEN, OPENAI_API_KEY], maxExpirationHours: 1 }
`
const root = fileURLToPath(new URL('../../..', import.meta.url))

describe.runIf(canUnshare)('real clients', () => {
  let clients: ClientSpace
  let space: Namespace
  let internet: { output(): string }
  let leases: Record<string, string>
  let configuration: Configuration

  beforeAll(async () => {
    clients = await openClientSpace({
      policy,
      hosts: {
        'ok.test': ['203.0.113.10'],
        'github.com': ['203.0.113.20'],
        'api.openai.com': ['203.0.113.30'],
        'evil.test': ['203.0.113.66'],
      },
      others: { 'inside.test': ['10.9.9.9'] },
      secrets: {
        GITHUB_TOKEN: 'ghp_TheRealSecretOfGithub0123456789abcd',
        OPENAI_API_KEY: 'sk-TheRealSecretOfOpenAi0123456789',
      },
      repositories: 'repositories',
    })
    ;({ space, internet, leases, configuration } = clients)
    const work = join(space.directory, 'repositories/work.git')
    await space.run(['git', 'init', '--bare', '-q', work])
    await space.run(['git', '-C', work, 'config', 'http.receivepack', 'true'])
  }, 60_000)
  afterAll(() => clients?.close())

  for (const way of ways) {
    describe(`with ${way}`, () => {
      const env = () => ({
        ...clients.ways[way],
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
      })
      const node = (program: string) =>
        space.run(['node', '--input-type=module', '-e', program], {
          env: { ...env(), NODE_USE_ENV_PROXY: '1' },
        })

      test('curl reaches an allowed host over HTTP and HTTPS', async () => {
        for (const url of ['http://ok.test/a', 'https://ok.test/a', 'https://OK.test./a']) {
          const { stdout, stderr } = await space.run(['curl', '-sS', '--max-time', '5', url], {
            env: env(),
          })
          expect(stderr).toBe('')
          expect(JSON.parse(stdout).url).toBe('/a')
        }
      })

      test('curl is refused a host that is not allowed, and the host sees nothing', async () => {
        for (const url of [
          'http://evil.test/',
          'https://evil.test/',
          'http://inside.test/',
          'https://inside.test/',
        ]) {
          const { stdout, code } = await space.run(['curl', '-sSf', '--max-time', '5', url], {
            env: env(),
          })
          expect([url, stdout, code === 0]).toEqual([url, '', false])
        }
        expect(internet.output()).not.toContain('evil.test')
      })

      test('curl uploads with Expect: 100-continue, and large bodies arrive whole', async () => {
        await writeFile(join(space.directory, 'large'), Buffer.alloc(5_000_000, 'x'))
        for (const url of ['http://ok.test/up', 'https://ok.test/up']) {
          const { stdout } = await space.run(
            [
              'curl',
              '-sS',
              '--max-time',
              '10',
              '-T',
              join(space.directory, 'large'),
              '-H',
              'Expect: 100-continue',
              url,
            ],
            { env: env() },
          )
          expect(JSON.parse(stdout).bytes).toBe(5_000_000)
        }
      })

      test('Node fetch reaches an allowed host', async () => {
        const { stdout, stderr } = await node(
          "console.log((await (await fetch('https://ok.test/f')).json()).url)",
        )
        expect(stderr).toBe('')
        expect(stdout).toBe('/f\n')
      })

      test('wget reaches an allowed host, opened or not', async () => {
        for (const url of ['http://ok.test/w', 'https://ok.test/w', 'https://api.openai.com/w']) {
          const words = ['wget', '-nv', '-O-', '--tries=1', '--timeout=5', url]
          const { stdout, stderr } = await space.run(words, { env: env() })
          expect(JSON.parse(stdout || stderr).url).toBe('/w')
        }
      })

      test('the openai package streams a chat with a lease for a key', async () => {
        const { stdout, stderr } = await space.run(
          [
            'node',
            '--input-type=module',
            '-e',
            `import OpenAI from ${JSON.stringify(join(root, 'node_modules/openai/index.mjs'))}
             const client = new OpenAI({ maxRetries: 0 })
             const stream = await client.chat.completions.create({ model: 'm', stream: true, messages: [{ role: 'user', content: 'hi' }] })
             let text = ''
             for await (const part of stream) text += part.choices[0].delta.content
             console.log(text)`,
          ],
          { env: env() },
        )
        expect(stderr).toBe('')
        expect(stdout).toBe('governed and streamed\n')
      })

      test('git clones and pushes over HTTPS with a lease for a password', async () => {
        const branch = way.replaceAll(' ', '-')
        const home = join(space.directory, branch)
        const git = (...words: string[]) =>
          space.run(['git', '-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { env: env() })
        const cloned = await git(
          'clone',
          '-q',
          `https://agent:${leases.GITHUB_TOKEN}@github.com/work.git`,
          home,
        )
        expect(cloned.stderr).not.toMatch(/fatal|error/)
        await writeFile(join(home, `${way}.txt`), Buffer.alloc(300_000, way))
        await git('-C', home, 'add', '.')
        await git('-C', home, 'commit', '-qm', way)
        const pushed = await git('-C', home, 'push', 'origin', `HEAD:refs/heads/${branch}`)
        expect(pushed.code).toBe(0)
        const log = await git(
          '-C',
          join(space.directory, 'repositories/work.git'),
          'log',
          '--format=%s',
          branch,
        )
        expect(log.stdout).toContain(way)
      })
    })
  }

  test('a name that is not allowed does not exist, and nobody outside is asked', async () => {
    const started = Date.now()
    const { stdout } = await space.run([
      'node',
      '-e',
      "require('dns').resolve4('secret.evil.test', (e) => console.log(e.code))",
    ])
    expect(stdout).toBe('ENOTFOUND\n')
    // A resolver that is not answered asks again after five seconds.
    expect(Date.now() - started).toBeLessThan(4_500)
    expect(internet.output()).not.toContain('secret')
  })

  test('a new policy is put in force without a restart, and one that is wrong is not', async () => {
    const reload = (document: object) =>
      clients.sidecar(['reload', 'proxy'], JSON.stringify(document))
    const ask = () =>
      space.run(['curl', '-sS', '-o', '/dev/null', '-w', '%{http_code}', 'http://evil.test/'], {
        env: clients.ways.HTTP_PROXY,
      })
    const open = structuredClone(configuration)
    for (const compiled of Object.values(open.policies))
      compiled.policies[0].allowedDomains.push('evil.test')
    expect((await ask()).stdout).toBe('403')
    expect(await reload({ ...open, version: 2 })).toMatchObject({ code: 1 })
    expect((await ask()).stdout).toBe('403')
    expect(await reload(open)).toMatchObject({ code: 0, stderr: '' })
    expect((await ask()).stdout).not.toBe('403')
    expect(await reload(configuration)).toMatchObject({ code: 0 })
    expect((await ask()).stdout).toBe('403')
  })

  test('case 34: no policy opens the networks that the proxy stands on', async () => {
    const open = structuredClone(configuration)
    for (const compiled of Object.values(open.policies)) {
      compiled.policies[0].denyLocalNetwork = false
      compiled.policies[0].allowedDomains.push(
        `${BROKER}:80`,
        `${PROXY}:80`,
        '127.0.0.1:80',
        '10.9.9.9:80',
      )
      compiled.policies[0].allowedLocal.push(`${BROKER}:80`, `${PROXY}:80`, '127.0.0.1:80')
    }
    const reload = (document: object) =>
      clients.sidecar(['reload', 'proxy'], JSON.stringify(document))
    expect(await reload(open)).toMatchObject({ code: 0 })
    for (const url of [
      `http://${BROKER}/health`,
      `http://${PROXY}/`,
      'http://127.0.0.1/',
      'http://10.9.9.9/',
      'http://inside.test/',
    ]) {
      const { stdout } = await space.run(['curl', '-sS', '--max-time', '5', url], {
        env: { http_proxy: `http://${PROXY}:3128` },
      })
      expect(JSON.parse(stdout).rule).toBe('proxy.ownAddress')
    }
    await reload(configuration)
  })

  test('the trail holds neither secret nor lease, and every chain verifies', async () => {
    const { stdout, stderr, code } = await clients.sidecar(['logs'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('api.openai.com:443')
    for (const word of ['TheRealSecret', ...Object.values(leases)])
      expect(stdout).not.toContain(word)
  })

  test('the key of the authority is not where services can read it', async () => {
    const bundle = await readFile(join(space.directory, 'certificates', 'bundle.crt'), 'utf8')
    expect(bundle).not.toContain('PRIVATE')
    const { stdout } = await space.run(['ls', '-l', join(space.directory, 'state-proxy')])
    expect(stdout).toMatch(/-rw------- .* authority\.pem/)
  })
})

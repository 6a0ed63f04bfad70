import { createVerify, generateKeyPairSync } from 'node:crypto'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startBroker } from '../../../sidecars/broker/broker.ts'
import { BadSecrets, readSecrets } from '../../../sidecars/broker/secrets.ts'
import { clientCredentialsSource } from '../../../sidecars/broker/sources/client-credentials.ts'
import { commandSource } from '../../../sidecars/broker/sources/command.ts'
import { gitHubAppSource } from '../../../sidecars/broker/sources/github-app.ts'
import { environmentSource, fileSource } from '../../../sidecars/broker/sources/local.ts'
import { SourceFailure } from '../../../sidecars/broker/sources/source.ts'
import { configuration, memoryTrail, use } from '../../unit/broker/fixture.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()

interface Seen {
  method: string | undefined
  url: string | undefined
  headers: IncomingMessage['headers']
  body: string
}

let directory: string
let server: Server
let origin: string
let seen: Seen[]
let respond: (request: Seen, response: ServerResponse) => void

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sources-'))
  seen = []
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const each = { method: request.method, url: request.url, headers: request.headers, body }
    seen.push(each)
    respond(each, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as { port: number }).port}`
})

afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await rm(directory, { recursive: true, force: true })
})

function json(response: ServerResponse, status: number, body: object, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

/** What a failure tells, in every way it can be looked at. */
async function failureOf(fetching: Promise<unknown>): Promise<string> {
  const error = await fetching.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  expect(error).toBeInstanceOf(SourceFailure)
  return inspect(error, { depth: 9 })
}

describe('a GitHub App', () => {
  const app = () => ({ appId: '12345', privateKey: pem, installationId: '678', apiUrl: origin })

  /** GitHub, as far as installation tokens go: it checks the signature and the times of the JWT. */
  function gitHub(clock: () => number) {
    return ({ headers }: Seen, response: ServerResponse) => {
      const date = { date: new Date(clock()).toUTCString() }
      const [head = '', claims = '', signature = ''] = (headers.authorization ?? '')
        .replace('Bearer ', '')
        .split('.')
      const isSigned = createVerify('RSA-SHA256')
        .update(`${head}.${claims}`)
        .verify(publicKey, signature, 'base64url')
      const { iat, exp, iss } = JSON.parse(Buffer.from(claims, 'base64url').toString())
      const seconds = clock() / 1000
      const isTimely = iat <= seconds + 1 && exp > seconds && exp - iat <= 600
      if (!isSigned || !isTimely || iss !== '12345') {
        return json(response, 401, { message: 'A JSON web token could not be decoded' }, date)
      }
      const end = new Date(clock() + 3_600_000).toISOString()
      return json(response, 201, { token: 'ghs_minted', expires_at: end }, date)
    }
  }

  test('gives tokens for an hour, for what was asked for and no more', async () => {
    respond = gitHub(Date.now)
    const { secret, livesFor } = await gitHubAppSource({
      ...app(),
      repositories: ['hello'],
      permissions: { contents: 'read' },
    }).fetch()
    expect(secret).toBe('ghs_minted')
    expect(livesFor).toBeGreaterThan(3_590_000)
    expect(livesFor).toBeLessThanOrEqual(3_601_000)
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/app/installations/678/access_tokens' })
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      repositories: ['hello'],
      permissions: { contents: 'read' },
    })
  })

  test.each([-3_600_000, -45_000, 45_000, 3_600_000])(
    'gives tokens to a machine whose clock is off by %i ms, for as long as they really live',
    async (skew) => {
      respond = gitHub(Date.now)
      const wall = () => Date.now() + skew
      const { livesFor } = await gitHubAppSource(app(), undefined, wall).fetch()
      expect(livesFor).toBeGreaterThan(3_590_000)
      expect(livesFor).toBeLessThanOrEqual(3_602_000)
    },
  )

  test('an installation id cannot lead to another path', async () => {
    respond = gitHub(Date.now)
    await gitHubAppSource({ ...app(), installationId: '../../user?x=' }).fetch()
    expect(seen[0]?.url).toBe('/app/installations/..%2F..%2Fuser%3Fx%3D/access_tokens')
  })

  test.each([
    [401, /does not know the GitHub App/],
    [403, /refuses a token/],
    [404, /has no installation 678/],
    [422, /does not have the repositories or permissions/],
    [500, /answers 500/],
    [429, /answers 429/],
    [302, /answers 302/],
  ])('that is answered %i says what is wrong, and nothing of its key', async (status, words) => {
    respond = (request, response) =>
      json(
        response,
        status,
        { message: `echo ${request.headers.authorization}` },
        { location: `${origin}/elsewhere` },
      )
    const told = await failureOf(gitHubAppSource(app()).fetch())
    expect(told).toMatch(words)
    expect(told).not.toContain('echo')
    expect(told).not.toContain('Bearer')
    expect(seen.every(({ url }) => url !== '/elsewhere')).toBe(true)
  })

  test.each([
    [
      'a token that no header can carry',
      { token: 'a\r\nX: 1', expires_at: '2999-01-01T00:00:00Z' },
    ],
    ['no token', { expires_at: '2999-01-01T00:00:00Z' }],
    ['no end', { token: 'ghs_minted' }],
  ])('is not believed when it gives %s', async (_, body) => {
    respond = (_request, response) => json(response, 201, body)
    expect(await failureOf(gitHubAppSource(app()).fetch())).toMatch(/gave/)
  })

  test('with a key that is none says so without quoting it', () => {
    const bad = pem.replace(/A/g, '!')
    let told = ''
    try {
      gitHubAppSource({ ...app(), privateKey: bad })
    } catch (error) {
      told = inspect(error, { depth: 9 })
    }
    expect(told).toMatch(/not an RSA key in PEM/)
    expect(told).not.toContain(bad.slice(40, 60))
  })
})

describe('client credentials', () => {
  const client = () => ({
    tokenUrl: `${origin}/token`,
    clientId: 'my client',
    clientSecret: 'p:ss/w&rd',
  })

  test('are shown in a header, each half encoded, or in the body', async () => {
    respond = (_request, response) =>
      json(response, 200, { access_token: 'at', token_type: 'Bearer', expires_in: 600 })
    expect(await clientCredentialsSource({ ...client(), scope: 'read' }).fetch()).toEqual({
      secret: 'at',
      livesFor: 600_000,
    })
    const basic = seen[0]?.headers.authorization?.replace('Basic ', '') ?? ''
    expect(Buffer.from(basic, 'base64').toString()).toBe('my+client:p%3Ass%2Fw%26rd')
    expect(seen[0]?.body).toBe('grant_type=client_credentials&scope=read')
    await clientCredentialsSource({ ...client(), authentication: 'body' }).fetch()
    expect(seen[1]?.headers.authorization).toBeUndefined()
    expect(new URLSearchParams(seen[1]?.body).get('client_secret')).toBe('p:ss/w&rd')
  })

  test('that are refused say by which code, and repeat nothing else', async () => {
    respond = ({ headers }, response) =>
      json(response, 401, { error: 'invalid_client', error_description: headers.authorization })
    const told = await failureOf(clientCredentialsSource(client()).fetch())
    expect(told).toMatch(/answers 401 \(invalid_client\)/)
    expect(told).not.toContain('Basic')
    respond = (_request, response) => json(response, 400, { error: 'leak-p:ss/w&rd' })
    expect(await failureOf(clientCredentialsSource(client()).fetch())).not.toContain('leak')
  })

  test('give nothing but a bearer token', async () => {
    respond = (_request, response) => json(response, 200, { access_token: 'at', token_type: 'mac' })
    expect(await failureOf(clientCredentialsSource(client()).fetch())).toMatch(/bearer/)
  })

  test('go by https, or on loopback, and nowhere else', () => {
    for (const tokenUrl of [
      'http://auth.example/token',
      'ftp://auth.example',
      'x',
      'https://u:p@auth.example',
    ]) {
      expect(() => clientCredentialsSource({ ...client(), tokenUrl }), tokenUrl).toThrow(
        SourceFailure,
      )
    }
  })

  test('an endless answer and a dead server are failures', async () => {
    respond = (_request, response) => response.end('x'.repeat(100_000))
    expect(await failureOf(clientCredentialsSource(client()).fetch())).toMatch(/does not answer/)
    server.close()
    server.closeAllConnections()
    expect(await failureOf(clientCredentialsSource(client()).fetch())).toMatch(/does not answer/)
  })
})

describe('on the host', () => {
  test('a variable, a file and a command give their secret without its last line break', async () => {
    const file = join(directory, 'secret')
    await writeFile(file, 'from a file\n')
    expect((await environmentSource('K', new Map([['K', 'v']])).fetch()).secret).toBe('v')
    expect((await fileSource(file).fetch()).secret).toBe('from a file')
    const command = commandSource([process.execPath, '-e', 'console.log("from a command")'])
    expect((await command.fetch()).secret).toBe('from a command')
  })

  test('what gives nothing says what to look at, and nothing of what there is', async () => {
    const file = join(directory, 'lines')
    await writeFile(file, 'hunter2\nhunter3\n')
    const node = process.execPath
    for (const [source, words] of [
      [environmentSource('NOT_SET', new Map()), /NOT_SET is not set/],
      [fileSource(join(directory, 'none')), /cannot be read \(ENOENT\)/],
      [fileSource(directory), /cannot be read \(EISDIR\)/],
      [fileSource(file), /line break/],
      [commandSource(['no-such-program-here']), /Is it installed/],
      [commandSource([node, '-e', 'console.log("hunter2");process.exit(3)']), /exit code 3/],
      [commandSource([node, '-e', '']), /is empty/],
      [commandSource([node, '-e', 'console.log("hunter2".repeat(20000))']), /printed more/],
    ] as const) {
      const told = await failureOf(source.fetch())
      expect(told).toMatch(words)
      expect(told).not.toContain('hunter2\n')
    }
  })

  test('a command is run without a shell', async () => {
    const script = join(directory, 'script')
    await writeFile(script, '#!/bin/sh\nprintf "%s" "$1"\n')
    await chmod(script, 0o755)
    expect((await commandSource([script, '$(id); `id`']).fetch()).secret).toBe('$(id); `id`')
  })
})

describe('a command', () => {
  const node = (script: string): [string, ...string[]] => [process.execPath, '-e', script]

  test('complains to the caller, without the secret that it says along the way', async () => {
    let said = ''
    const script = 'console.error("using tok_VerySecret1"); console.log("tok_VerySecret1")'
    const source = commandSource(node(script), { say: (text) => (said += text) })
    expect((await source.fetch()).secret).toBe('tok_VerySecret1')
    expect(said).toBe('using <secret>\n')
  })

  test('that fails is named with its exit code, and what it complained of is shown', async () => {
    let said = ''
    const script = 'console.error("not logged in"); process.exit(4)'
    const source = commandSource(node(script), { say: (text) => (said += text) })
    expect(await failureOf(source.fetch())).toMatch(/ended with exit code 4\./)
    expect(said).toBe('not logged in\n')
  })

  test('that does not end is ended, though its children hold its output open', async () => {
    const script =
      "require('child_process').spawn('sleep', ['30'], { stdio: 'inherit' }); setInterval(() => {}, 1000)"
    const began = Date.now()
    const source = commandSource(node(script), { patience: 300 })
    expect(await failureOf(source.fetch())).toMatch(/took longer than 0\.3 seconds/)
    expect(Date.now() - began).toBeLessThan(4_000)
  })

  test('runs where it is told to, with the environment that it is given', async () => {
    const script = 'console.log(process.cwd() + " " + process.env.ONLY)'
    const source = commandSource(node(script), { directory: '/', environment: { ONLY: 'this' } })
    expect((await source.fetch()).secret).toBe('/ this')
  })

  test('may print a key of several lines where one is wanted, and nowhere else', async () => {
    const script = 'console.log("-----BEGIN\\nabc")'
    expect((await commandSource(node(script), { form: 'text' }).fetch()).secret).toBe(
      '-----BEGIN\nabc\n',
    )
    expect(await failureOf(commandSource(node(script)).fetch())).toMatch(/line break/)
  })
})

describe('a broker with a source', () => {
  async function begin() {
    const trail = memoryTrail()
    const broker = await startBroker({
      configuration: configuration(),
      store: trail,
      stateDirectory: join(directory, 'state'),
    })
    const githubApp = { appId: 12345, privateKey: pem, installationId: 678, apiUrl: origin }
    const leases = await broker.unlock(
      readSecrets(JSON.stringify({ secrets: { GITHUB_TOKEN: { githubApp } } })),
    )
    return { trail, broker, lease: leases.get('agent')?.get('GITHUB_TOKEN') ?? '' }
  }

  const end = () => new Date(Date.now() + 3_600_000).toISOString()

  test('asks it at first use, once, and records that before', async () => {
    respond = (_request, response) =>
      json(response, 201, { token: 'ghs_minted', expires_at: end() })
    const { trail, broker, lease } = await begin()
    expect(seen).toHaveLength(0)
    const answers = await Promise.all(Array.from({ length: 9 }, () => broker.exchange(use(lease))))
    expect(answers[8]).toEqual({ ok: true, key: 'GITHUB_TOKEN', secret: 'ghs_minted' })
    expect(seen).toHaveLength(1)
    expect(trail.lines.slice(4, 6)).toEqual([
      'fetch GITHUB_TOKEN allowed',
      'exchange GITHUB_TOKEN allowed',
    ])
    expect(JSON.stringify(trail.events)).not.toContain('ghs_minted')
    await broker.close()
  })

  test('does not ask it for a request that the policy blocks', async () => {
    const { broker, lease } = await begin()
    await broker.exchange(use(lease, { host: 'api.openai.com' }))
    expect(seen).toHaveLength(0)
    await broker.close()
  })

  test('gives nothing when the lease was revoked while the source was asked', async () => {
    const { broker, lease } = await begin()
    respond = (_request, response) => {
      broker
        .revoke('GITHUB_TOKEN')
        .then(() => json(response, 201, { token: 'ghs_minted', expires_at: end() }))
    }
    expect(await broker.exchange(use(lease))).toMatchObject({
      ok: false,
      decision: { reason: expect.stringMatching(/revoked/) },
    })
    await broker.close()
  })

  test('says in the refusal what is wrong with the source', async () => {
    respond = (_request, response) => json(response, 404, {})
    const { broker, lease } = await begin()
    expect(await broker.exchange(use(lease))).toMatchObject({
      ok: false,
      decision: {
        rule: 'credentials.source',
        reason: 'There is no secret for this key: The GitHub App 12345 has no installation 678.',
      },
    })
    await broker.close()
  })

  test.each([
    [{ file: 'relative' }, /absolute path/],
    [{ file: '/a', command: ['b'] }, /expected one of/],
    [{ command: ['id'] }, /expected one of/],
    [{ githubApp: { appId: 1, installationId: 2 } }, /privateKey has to be a text/],
    [{ githubApp: { appId: 1, installationId: 2, privateKey: 'x', hunter2: 1 } }, /no member/],
    [
      {
        clientCredentials: { tokenUrl: 'http://a.example', clientId: 'a', clientSecret: 'hunter2' },
      },
      /https/,
    ],
    [['hunter2'], /expected an object/],
  ])('refuses a declaration that cannot work: %j', (declaration, words) => {
    let told = ''
    try {
      readSecrets(JSON.stringify({ secrets: { KEY: declaration } }))
    } catch (error) {
      expect(error).toBeInstanceOf(BadSecrets)
      told = inspect(error, { depth: 9 })
    }
    expect(told).toMatch(words)
    expect(told).not.toContain('hunter2')
  })
})

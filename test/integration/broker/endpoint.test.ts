import { mkdtemp, rm } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Broker, startBroker } from '../../../sidecars/broker/broker.ts'
import { type BrokerClient, brokerClient } from '../../../sidecars/broker/client.ts'
import { readSecrets } from '../../../sidecars/broker/secrets.ts'
import { configuration, memoryTrail, use } from '../../unit/broker/fixture.ts'

const SECRET = 'real-github-secret-0001'
const secrets = readSecrets(JSON.stringify({ secrets: { GITHUB_TOKEN: SECRET } }))

let stateDirectory: string
let broker: Broker
let client: BrokerClient
let lease: string

beforeEach(async () => {
  stateDirectory = await mkdtemp(join(tmpdir(), 'broker-'))
  broker = await begin(0)
  client = brokerClient(`http://127.0.0.1:${broker.port}`)
  lease = (await broker.unlock(secrets)).get('agent')?.get('GITHUB_TOKEN') ?? ''
})

afterEach(async () => {
  await client.close()
  await broker.close()
  await rm(stateDirectory, { recursive: true, force: true })
})

function begin(port: number): Promise<Broker> {
  return startBroker({
    configuration: configuration(),
    store: memoryTrail(),
    stateDirectory,
    listen: { host: '127.0.0.1', port },
  })
}

interface Answer {
  status: number
  body: string
}

function send(
  method: string,
  path: string,
  body = '',
  headers: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port: broker.port, method, path, headers, agent: false },
      (response) => {
        let text = ''
        response.on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

const json = { 'content-type': 'application/json' }

describe('over the network', () => {
  test('the same answers come as within the process', async () => {
    expect(await client.exchange(use(lease))).toEqual({
      ok: true,
      key: 'GITHUB_TOKEN',
      secret: SECRET,
    })
    const refused = use(lease, { host: 'api.openai.com' })
    const [here, there] = [await broker.exchange(refused), await client.exchange(refused)]
    expect({ ...there, auditId: '' }).toEqual({ ...here, auditId: '' })
  })

  test('a revocation is in force for the next request on the same connection', async () => {
    expect(await client.exchange(use(lease))).toMatchObject({ ok: true })
    await broker.revoke('GITHUB_TOKEN')
    expect(await client.exchange(use(lease))).toMatchObject({ ok: false })
  })

  test('many may ask at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => client.exchange(use(lease))),
    )
    expect(answers.every(({ ok }) => ok)).toBe(true)
  })

  test('a broker that was restarted refuses until it is unlocked, and then gives again', async () => {
    const { port } = broker
    expect(await client.exchange(use(lease))).toMatchObject({ ok: true })
    await broker.close()
    expect(await client.exchange(use(lease))).toMatchObject({
      ok: false,
      decision: { decision: 'blocked', reason: 'The credential broker does not answer.' },
    })
    broker = await begin(port)
    expect(await client.exchange(use(lease))).toMatchObject({
      ok: false,
      decision: { reason: expect.stringMatching(/locked/) },
    })
    await broker.unlock(secrets)
    expect(await client.exchange(use(lease))).toMatchObject({ ok: true })
  })

  test('healthy is who was unlocked', async () => {
    expect(await send('GET', '/health')).toEqual({ status: 200, body: '{"status":"unlocked"}' })
    await broker.close()
    broker = await begin(0)
    expect(await send('GET', '/health')).toEqual({ status: 503, body: '{"status":"locked"}' })
  })
})

/** Everything that comes back for these lines, until the broker ends the connection or is silent for a while. */
function say(lines: string, head: Record<string, string> = {}): Promise<string> {
  const fields = { host: 'b', connection: 'Upgrade', upgrade: 'governance-exchange', ...head }
  const text = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return new Promise((resolve) => {
    const socket = connect(broker.port, '127.0.0.1', () =>
      socket.write(`GET /exchange HTTP/1.1\r\n${text.join('')}\r\n${lines}`),
    )
    let got = ''
    socket.setEncoding('utf8')
    socket.on('data', (chunk) => {
      got += chunk
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(`${got}(closed)`))
    socket.setTimeout(300, () => {
      socket.destroy()
      resolve(got)
    })
  })
}

describe('the endpoint refuses', () => {
  test.each([
    ['another path', 'POST', '/unlock', 404],
    ['a path with a query', 'POST', '/health?x', 404],
    ['a question that is a request of its own', 'POST', '/exchange', 404],
    ['another method for health', 'POST', '/health', 405],
  ])('%s', async (_, method, path, status) => {
    expect((await send(method, path, '{}', json)).status).toBe(status)
  })

  test('a browser, and another protocol', async () => {
    const question = `${JSON.stringify([1, use(lease)])}\n`
    expect(await say(question)).toContain(SECRET)
    for (const head of [{ origin: 'http://evil.example' }, { upgrade: 'websocket' }]) {
      const got = await say(question, head)
      expect(got).toMatch(/^HTTP\/1\.1 403 .*\(closed\)$/s)
      expect(got).not.toContain(SECRET)
    }
  })

  test.each([
    ['no JSON', 'lease='],
    ['no list', '{}'],
    ['null', 'null'],
    ['a question without a number', JSON.stringify(['x', use('x')])],
    ['a missing member', JSON.stringify([1, { ...use('x'), host: undefined }])],
    ['a member too many', JSON.stringify([1, { ...use('x'), admin: true }])],
    ['a port that is a text', JSON.stringify([1, { ...use('x'), port: '443' }])],
    ['a port out of range', JSON.stringify([1, { ...use('x'), port: 0 }])],
    ['a lease that is a list', JSON.stringify([1, { ...use('x'), lease: ['x'] }])],
    ['a surface that there is not', JSON.stringify([1, { ...use('x'), surface: 'constructor' }])],
    ['a name that is a number', JSON.stringify([1, { ...use('x'), name: 5 }])],
    ['a line without end', `"${'a'.repeat(70_000)}`],
  ])('%s', async (_, line) => {
    const got = await say(`${line}\n`)
    expect(got).toMatch(/^HTTP\/1\.1 101 [^[]*\(closed\)$/)
  })

  test('heads that are ambiguous or too long', async () => {
    for (const head of [
      'POST /exchange HTTP/1.1\r\nhost: b\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}',
      `GET /health HTTP/1.1\r\nhost: b\r\nx: ${'a'.repeat(10_000)}\r\n\r\n`,
      'GET /health HTTP/1.1\r\n\r\n',
    ]) {
      const answer = await new Promise<string>((resolve) => {
        const socket = connect(broker.port, '127.0.0.1', () => socket.write(head))
        let text = ''
        socket.on('data', (chunk) => {
          text += chunk
        })
        socket.on('error', () => resolve(text))
        socket.on('close', () => resolve(text))
      })
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
    }
  })
})

describe('the client refuses', () => {
  test.each([
    ['an answer that is none', '"yes"'],
    ['a secret that is no text', '{"ok":true,"key":"K","secret":{}}'],
    ['an empty secret', '{"ok":true,"key":"K","secret":""}'],
    [
      'a refusal that allows',
      '{"ok":false,"decision":{"decision":"allowed","policy":"","rule":"","reason":""}}',
    ],
    ['no JSON', 'oops'],
  ])('%s', async (_, body) => {
    const { createServer } = await import('node:http')
    const server = createServer((request, response) => {
      request.resume()
      request.on('end', () => response.end(body))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const asking = brokerClient(`http://127.0.0.1:${port}`)
    const answer = await asking.exchange(use('x'))
    expect(answer).toMatchObject({ ok: false, decision: { decision: 'blocked' } })
    await asking.close()
    server.closeAllConnections()
    server.close()
  })
})

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

describe('the endpoint refuses', () => {
  test.each([
    ['another path', 'POST', '/unlock', 404],
    ['another path with a query', 'POST', '/exchange?x', 404],
    ['another method', 'GET', '/exchange', 405],
    ['another method for health', 'POST', '/health', 405],
  ])('%s', async (_, method, path, status) => {
    expect((await send(method, path, '{}', json)).status).toBe(status)
  })

  test.each([
    ['no type', {}],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['text', { 'content-type': 'text/plain' }],
  ])('%s', async (_, headers) => {
    const answer = await send('POST', '/exchange', JSON.stringify(use(lease)), headers)
    expect(answer.status).toBe(415)
    expect(answer.body).not.toContain(SECRET)
  })

  test('a browser', async () => {
    const headers = { ...json, origin: 'http://evil.example' }
    expect((await send('POST', '/exchange', JSON.stringify(use(lease)), headers)).status).toBe(403)
  })

  test.each([
    ['no JSON', 'lease='],
    ['a list', '[]'],
    ['null', 'null'],
    ['a missing member', JSON.stringify({ ...use('x'), host: undefined })],
    ['a member too many', JSON.stringify({ ...use('x'), admin: true })],
    ['a port that is a text', JSON.stringify({ ...use('x'), port: '443' })],
    ['a port out of range', JSON.stringify({ ...use('x'), port: 0 })],
    ['a lease that is a list', JSON.stringify({ ...use('x'), lease: ['x'] })],
    ['a surface that there is not', JSON.stringify({ ...use('x'), surface: 'constructor' })],
    ['a name that is a number', JSON.stringify({ ...use('x'), name: 5 })],
  ])('%s', async (_, body) => {
    expect((await send('POST', '/exchange', body, json)).status).toBe(400)
  })

  test('a body without end', async () => {
    const body = JSON.stringify({ ...use('x'), path: `/${'a'.repeat(70_000)}` })
    expect((await send('POST', '/exchange', body, json)).status).toBe(413)
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

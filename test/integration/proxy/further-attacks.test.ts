import { once } from 'node:events'
import type http from 'node:http'
import http2 from 'node:http2'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hello } from './hello.ts'
import {
  connectThrough,
  httpsRequest,
  type Lab,
  proxyRequest,
  raw,
  startLab,
  tlsTo,
  until,
} from './lab.ts'

const policy = (allowed = '"plain.test", "plain.test:80",') => `
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: p }
spec:
  network:
    allowedDomains: [${allowed} "opened.test", "bound.test", "local.test", "required.test", "*.many.test:80"]
    http:
      - { host: opened.test, methods: [GET, POST], paths: ["/public/**"] }
  credentials:
    allowedKeys: [CUSTOM_KEY, OWN_KEY]
    maxExpirationHours: 1
    bindings:
      CUSTOM_KEY: { hosts: ["bound.test", "local.test"], header: X-Api-Key, body: api_key, methods: [GET, POST] }
      OWN_KEY: { hosts: ["required.test"], header: X-Api-Key, query: key, body: key, require: true }
`
type Streams = (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void

let lab: Lab
let tunnelled: string
let custom: string
let own: string
let answer: http.RequestListener
let streams: Streams
/** Requests that arrived at any server. */
let arrived: {
  method: string | undefined
  url: string | undefined
  headers: http.IncomingHttpHeaders
}[]
const sessions: http2.ClientHttp2Session[] = []

beforeAll(async () => {
  lab = await startLab(policy())
  custom = lab.leases.get('CUSTOM_KEY') ?? ''
  own = lab.leases.get('OWN_KEY') ?? ''
  const serve = (name: string, address: string, port: number, h2 = false) =>
    lab.world.serve({
      name,
      address,
      port,
      handle: (request, response) => {
        arrived.push({ method: request.method, url: request.url, headers: request.headers })
        answer(request, response)
      },
      ...(h2 ? { streams: ((stream, headers) => streams(stream, headers)) as Streams } : {}),
    })
  await serve('opened.test', '203.0.113.10', 443, true)
  await serve('bound.test', '203.0.113.11', 443)
  await serve('plain.test', '203.0.113.12', 80)
  await serve('local.test', '10.9.9.9', 443)
  await serve('required.test', '203.0.113.13', 443)
  await lab.world.serveTcp('', '203.0.113.12', 443, (socket) =>
    socket.on('data', (data) => {
      tunnelled += data.toString('latin1')
    }),
  )
})
afterAll(() => lab?.close())
beforeEach(() => {
  for (const session of sessions.splice(0)) session.destroy()
  lab.events.length = 0
  arrived = []
  tunnelled = ''
  answer = (_request, response) => void response.end('fine')
  streams = (stream) => {
    stream.respond({ ':status': 200 })
    stream.end('fine')
  }
})

const blocked = () =>
  lab.events.filter(({ decision }) => decision === 'blocked').map(({ rule }) => rule)

async function open(name = 'opened.test'): Promise<http2.ClientHttp2Session> {
  const socket = await tlsTo(lab, name, { ALPNProtocols: ['h2'] })
  const session = http2.connect(`https://${name}`, { createConnection: () => socket })
  session.on('error', () => {})
  sessions.push(session)
  return session
}

/** What an upstream could say without end is passed on once: a client that does not read would fill the memory. */
describe('an upstream that says 100 Continue again and again', () => {
  test('is heard once over HTTP/1.1', async () => {
    answer = (_request, response) => {
      for (let times = 0; times < 50; times += 1) response.writeContinue()
      response.end('fine')
    }
    const head = 'POST http://plain.test/ HTTP/1.1\r\nHost: plain.test\r\nExpect: 100-continue\r\n'
    const got = await raw(lab.ports.proxy, [
      `${head}Content-Length: 2\r\nConnection: close\r\n\r\n`,
      100,
      'hi',
    ])
    expect(got.split('100 Continue').length - 1).toBe(1)
    expect(got).toContain('fine')
  })

  test('is heard once over HTTP/2', async () => {
    streams = (stream) => {
      for (let times = 0; times < 50; times += 1) stream.additionalHeaders({ ':status': 100 })
      stream.respond({ ':status': 200 })
      stream.end('fine')
    }
    const stream = (await open()).request({ ':method': 'POST', ':path': '/public/' })
    let heard = 0
    stream.on('headers', () => {
      heard += 1
    })
    await once(stream, 'response')
    expect(heard).toBe(1)
    stream.close()
  })
})

describe('a new policy', () => {
  const without = policy('')
  const back = () => lab.proxy.reload(lab.configuration(policy()))

  test('holds for a tunnel that has not begun', async () => {
    const socket = await connectThrough(lab.ports.proxy, 'plain.test:443')
    await lab.proxy.reload(lab.configuration(without))
    socket.on('error', () => {})
    socket.write(hello({ serverName: 'plain.test' }))
    await new Promise((go) => setTimeout(go, 300))
    await back()
    socket.destroy()
    expect(tunnelled).toBe('')
    expect(blocked()).toContain('network.allowedDomains')
  })

  test('that judges requests ends a tunnel that hides them', async () => {
    const socket = await connectThrough(lab.ports.proxy, 'plain.test:443')
    socket.on('error', () => {}).write(hello({ serverName: 'plain.test' }))
    await until(() => tunnelled.includes('plain.test'))
    const closed = new Promise((end) => socket.once('close', end))
    const rule = '- { host: plain.test, methods: [GET] }\n      - { host: opened.test'
    await lab.proxy.reload(lab.configuration(policy().replace('- { host: opened.test', rule)))
    await closed
    await back()
    expect(blocked()).toEqual(['proxy.policyChanged'])
  })

  test('that enforces ends what one that watched let pass', async () => {
    const watching = policy().replace('spec:\n', 'spec:\n  mode: monitor\n')
    await lab.proxy.reload(lab.configuration(watching))
    const socket = await connectThrough(lab.ports.proxy, 'plain.test:443')
    socket.on('error', () => {}).write(hello({ serverName: 'other.test' }))
    await until(() => tunnelled.includes('other.test'))
    const closed = new Promise((end) => socket.once('close', end))
    await back()
    await closed
    expect(blocked()).toEqual(['proxy.serverName'])
  })

  test.each([
    ['closes the local network', (text: string) => text.replace('denyLocalNetwork: false', '')],
    ['takes the key away', (text: string) => text.replace('[CUSTOM_KEY, OWN_KEY]', '[OWN_KEY]')],
  ])('that %s ends what is on its way', async (_, change) => {
    const before = policy().replace('network:\n', 'network:\n    denyLocalNetwork: false\n')
    await lab.proxy.reload(lab.configuration(before))
    answer = (_request, response) => void response.write('beginning')
    const socket = await tlsTo(lab, 'local.test')
    let got = ''
    socket
      .on('error', () => {})
      .on('data', (data) => {
        got += data
      })
    const closed = new Promise((end) => socket.once('close', end))
    socket.write(`GET / HTTP/1.1\r\nHost: local.test\r\nX-Api-Key: ${custom}\r\n\r\n`)
    await until(() => got.includes('beginning'))
    await lab.proxy.reload(lab.configuration(change(before)))
    await closed
    await back()
    expect(blocked()).toHaveLength(1)
  })

  test('holds for a request whose body is still awaited', async () => {
    const socket = await tlsTo(lab, 'bound.test')
    socket.on('error', () => {})
    socket.write(
      `POST / HTTP/1.1\r\nHost: bound.test\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{`,
    )
    await new Promise((go) => setTimeout(go, 200))
    const next = policy().replace('"opened.test", "bound.test",', '"opened.test",')
    await lab.proxy.reload(lab.configuration(next))
    socket.write('}')
    await new Promise((go) => setTimeout(go, 300))
    await back()
    socket.destroy()
    expect(arrived).toEqual([])
  })
})

describe('a request that asks to be taken for another', () => {
  test.each([
    ['X-HTTP-Method-Override', 'DELETE', 'network.http[0].methods'],
    ['x-http-method', 'delete', 'network.http[0].methods'],
    ['X_METHOD_OVERRIDE', 'PATCH', 'network.http[0].methods'],
    ['X-Original-URL', '/admin', 'proxy.path'],
    ['X-Rewrite-URL', '/admin', 'proxy.path'],
  ])('by %s: %s', async (name, value, rule) => {
    const got = await httpsRequest(lab, 'https://opened.test/public/a', {
      method: 'POST',
      headers: { [name]: value },
    })
    expect(arrived).toEqual([])
    expect(got.status).toBe(rule.startsWith('proxy') ? 400 : 403)
    expect(blocked()).toEqual([rule])
  })

  test('by a parameter of the query', async () => {
    const got = await httpsRequest(lab, 'https://opened.test/public/a?x=1&%5Fmethod=delete', {
      method: 'POST',
    })
    expect(got.status).toBe(403)
    expect(arrived).toEqual([])
  })

  test('with a credential that is not bound to that method', async () => {
    const got = await httpsRequest(lab, 'https://bound.test/', {
      method: 'POST',
      headers: { 'X-Api-Key': custom, 'X-HTTP-Method-Override': 'DELETE' },
    })
    expect(got.status).toBe(403)
    expect(arrived).toEqual([])
  })

  test('is carried where that is allowed too', async () => {
    const headers = { 'X-HTTP-Method-Override': 'GET' }
    const got = await httpsRequest(lab, 'https://opened.test/public/a', { method: 'POST', headers })
    expect(got.status).toBe(200)
  })
})

describe("a key of the agent's own at a host that requires the project's", () => {
  const key = 'sk-somebody-elses-key'
  test.each([
    ['beside the lease in the same header', '/', ['X-Api-Key', key, 'X-Api-Key', 'LEASE']],
    ['behind it', '/', ['X-Api-Key', 'LEASE', 'X-Api-Key', key]],
    ['in another header', '/', ['X-Api-Key', 'LEASE', 'Authorization', `Bearer ${key}`]],
    ['in the same parameter', '/?key=LEASE&key=mine', []],
  ])('%s', async (_, path, headers) => {
    const put = (text: string) => text.replace('LEASE', own)
    const got = await httpsRequest(lab, `https://required.test${put(path)}`, {
      headers: ['Host', 'required.test', ...headers.map(put)],
    })
    expect(got.status).toBe(403)
    expect(arrived).toEqual([])
    expect(blocked()).toHaveLength(1)
  })
})

/** Resets that the client does not send but provokes: the request has cost what it costs all the same (CVE-2025-8671). */
test('requests over HTTP/2 that the client makes the proxy take back end the connection at the first', async () => {
  let begun = 0
  streams = (stream) => {
    begun += 1
    stream.on('error', () => {})
  }
  const frame = (type: number, flags: number, stream: number, payload: Buffer) => {
    const head = Buffer.alloc(9)
    head.writeUIntBE(payload.length, 0, 3)
    head.writeUInt8(type, 3)
    head.writeUInt8(flags, 4)
    head.writeUInt32BE(stream, 5)
    return Buffer.concat([head, payload])
  }
  const [HEADERS, SETTINGS, WINDOW_UPDATE] = [1, 4, 8]
  const END = 0x5
  const fields = Buffer.from('\x82\x87\x44\x09/public/a\x41\x0bopened.test', 'latin1')
  const socket = await tlsTo(lab, 'opened.test', { ALPNProtocols: ['h2'] })
  const ended = new Promise((end) => socket.on('error', () => {}).once('close', end))
  socket.resume().write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
  socket.write(frame(SETTINGS, 0, 0, Buffer.alloc(0)))
  for (let stream = 1; stream < 600; stream += 2) {
    socket.write(frame(HEADERS, END, stream, fields))
    // An increment of nothing is an error of the stream (RFC 9113 §6.9).
    socket.write(frame(WINDOW_UPDATE, 0, stream, Buffer.alloc(4)))
  }
  await ended
  expect(blocked()).toEqual(['proxy.malformed'])
  expect(begun).toBeLessThan(2)
})

test('a method over HTTP/2 that HTTP/1.1 would not carry', async () => {
  for (const method of ['trace', 'get', 'x'.repeat(10_000)]) {
    const stream = (await open()).request(
      { ':method': method, ':path': '/public/' },
      { endStream: true },
    )
    stream.on('error', () => {})
    const [headers] = await once(stream, 'response')
    expect(headers[':status']).toBe(405)
  }
})

/** A head of 64 KiB has room for thousands, and each is looked through: a tenth of a second for one request. */
describe('a head of more fields than anybody sends', () => {
  const many = Array.from({ length: 600 }, (_, at) => [`x-${at}`, '1'] as const)

  test('of a request', async () => {
    const got = await proxyRequest(lab, 'http://plain.test/', { headers: Object.fromEntries(many) })
    expect(got.status).toBe(431)
    expect(blocked()).toEqual(['proxy.limits.headFields'])
    expect(arrived).toEqual([])
  })

  test('of an answer', async () => {
    answer = (_request, response) => void response.writeHead(200, many.flat() as never).end('fine')
    expect((await proxyRequest(lab, 'http://plain.test/')).status).toBe(502)
  })
})

test('a name with hundreds of addresses does not make the proxy knock at all of them', async () => {
  lab.world.names.set(
    '1.many.test',
    Array.from({ length: 250 }, (_, at) => `198.51.100.${at}`),
  )
  lab.dialled.length = 0
  expect((await proxyRequest(lab, 'http://1.many.test/')).status).toBe(502)
  expect(lab.dialled.length).toBeLessThan(20)
  const other = Array.from({ length: 250 }, (_, at) => `2001:db8::${at + 1}`)
  lab.world.names.set('2.many.test', [...other, '203.0.113.12'])
  expect((await proxyRequest(lab, 'http://2.many.test/')).body).toBe('fine')
})

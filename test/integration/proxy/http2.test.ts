import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import http2 from 'node:http2'
import type tls from 'node:tls'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  httpsRequest,
  type Lab,
  requestOn,
  type Served,
  secrets,
  startLab,
  tlsTo,
  until,
} from './lab.ts'

const policy = (allowed = '"both.test", "old.test", "*.github.com"') => `
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: p }
spec:
  network:
    allowedDomains: [${allowed}]
    http:
      - { host: both.test, methods: [GET, POST], paths: ["/**"] }
      - { host: old.test, methods: [GET], paths: ["/**"] }
  credentials:
    allowedKeys: [GITHUB_TOKEN, CUSTOM_KEY]
    maxExpirationHours: 1
    bindings:
      CUSTOM_KEY: { hosts: ["both.test"], header: X-Api-Key, query: key, body: api_key }
`
type Streams = (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void
interface Heard {
  headers: http2.IncomingHttpHeaders
  body: string
}

let lab: Lab
let both: Served
let github: string
let custom: string
let streams: Streams
const heard: Heard[] = []
const sessions: http2.ClientHttp2Session[] = []

/** Keeps what it is told, then answers. */
const listening =
  (answer: (stream: http2.ServerHttp2Stream, seen: Heard) => void): Streams =>
  (stream, headers) => {
    let body = ''
    stream.on('error', () => {})
    stream.on('data', (data) => {
      body += data
    })
    stream.on('end', () => {
      const seen = { headers, body }
      heard.push(seen)
      if (!stream.destroyed) answer(stream, seen)
    })
  }

beforeAll(async () => {
  lab = await startLab(policy())
  github = lab.leases.get('GITHUB_TOKEN') ?? ''
  custom = lab.leases.get('CUSTOM_KEY') ?? ''
  const serve = (name: string, address: string) =>
    lab.world.serve({
      name,
      address,
      port: 443,
      handle: (request, response) => void response.end(`HTTP/${request.httpVersion}`),
      streams: (stream, headers) => streams(stream, headers),
    })
  both = await serve('both.test', '203.0.113.10')
  await serve('api.github.com', '203.0.113.12')
  await lab.world.serve({
    name: 'old.test',
    address: '203.0.113.11',
    port: 443,
    handle: (request, response) => void response.end(`HTTP/${request.httpVersion}`),
  })
})
afterAll(() => lab?.close())
beforeEach(() => {
  for (const session of sessions.splice(0)) session.destroy()
  lab.events.length = 0
  heard.length = 0
  streams = listening((stream) => {
    stream.respond({ ':status': 200 })
    stream.end('fine')
  })
})
const blocked = () =>
  lab.events.filter(({ decision }) => decision === 'blocked').map(({ rule }) => rule)

async function open(
  name = 'both.test',
  way: 'connect' | 'transparent' = 'connect',
  options: http2.ClientSessionOptions = {},
): Promise<http2.ClientHttp2Session> {
  const socket = await tlsTo(lab, name, { way, ALPNProtocols: ['h2', 'http/1.1'] })
  expect(socket.alpnProtocol).toBe('h2')
  const session = http2.connect(`https://${name}`, { createConnection: () => socket, ...options })
  session.on('error', () => {})
  sessions.push(session)
  return session
}

interface Got {
  status: number | undefined
  headers: http2.IncomingHttpHeaders
  trailers: http2.IncomingHttpHeaders
  body: string
  code: number | undefined
}

function ask(
  session: http2.ClientHttp2Session,
  headers: http2.OutgoingHttpHeaders,
  body?: string | Buffer,
): Promise<Got> {
  const stream = session.request(headers, { endStream: body === undefined })
  stream.on('error', () => {})
  const got: Got = { status: undefined, headers: {}, trailers: {}, body: '', code: undefined }
  stream.on('response', (response) => {
    got.status = response[':status']
    got.headers = response
  })
  stream.on('trailers', (trailers) => {
    got.trailers = trailers
  })
  stream.on('data', (data) => {
    got.body += data
  })
  if (body !== undefined) stream.end(body)
  return new Promise((resolve) =>
    stream.once('close', () => resolve({ ...got, code: stream.rstCode })),
  )
}

describe('HTTP/2 on a host that is opened', () => {
  test.each(['connect', 'transparent'] as const)(
    'is spoken where both ends do, by %s',
    async (way) => {
      const session = await open('both.test', way)
      const got = await Promise.all(
        ['/a', '/b?c=d', '/e'].map((path) => ask(session, { ':path': path })),
      )
      expect(got.map(({ status, body }) => [status, body])).toEqual(Array(3).fill([200, 'fine']))
      expect(heard.map(({ headers }) => headers[':path']).sort()).toEqual(['/a', '/b?c=d', '/e'])
      expect(heard[0]?.headers[':authority']).toBe('both.test')
      const requests = lab.events.filter(({ action }) => action === 'request')
      expect(requests.map(({ decision, resource }) => [decision, resource])).toEqual(
        Array(3).fill(['allowed', 'both.test:443']),
      )
    },
  )

  test('is offered to nobody when the upstream has none, and the connection is not opened twice', async () => {
    const before = lab.dialled.length
    const socket = await tlsTo(lab, 'old.test', { ALPNProtocols: ['h2', 'http/1.1'] })
    expect(socket.alpnProtocol).toBe('http/1.1')
    expect((await requestOn(socket, 'old.test', '/')).body).toBe('HTTP/1.1')
    expect(lab.dialled.length - before).toBe(1)
    socket.destroy()
    await expect(tlsTo(lab, 'old.test', { ALPNProtocols: ['h2'] })).rejects.toThrow()
    await until(() => blocked().includes('proxy.clientHandshake'))
  })

  test('a client that speaks HTTP/1.1 gets it, of an upstream that speaks both', async () => {
    expect((await httpsRequest(lab, 'https://both.test/')).body).toBe('HTTP/1.1')
  })

  test('a body streams both ways at once, with trailers', async () => {
    streams = (stream) => {
      stream.respond({ ':status': 200 }, { waitForTrailers: true })
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
      stream.pipe(stream)
    }
    const session = await open()
    const stream = session.request({ ':path': '/', ':method': 'POST' })
    let echoed = ''
    let trailers: http2.IncomingHttpHeaders = {}
    stream.on('data', (data) => {
      echoed += data
    })
    stream.on('trailers', (fields) => {
      trailers = fields
    })
    for (const word of ['one', 'two', 'three']) {
      stream.write(word)
      await until(() => echoed.endsWith(word))
    }
    stream.end()
    await once(stream, 'close')
    expect([echoed, trailers['grpc-status']]).toEqual(['onetwothree', '0'])
  })

  test('a body larger than every window passes without being held', async () => {
    const bytes = 20_000_000
    streams = (stream) => {
      stream.respond({ ':status': 200 })
      stream.pipe(stream)
    }
    const session = await open()
    const stream = session.request({ ':path': '/', ':method': 'POST' })
    let got = 0
    let sent = 0
    const before = process.memoryUsage().rss
    const chunk = Buffer.alloc(100_000)
    const more = () => {
      while (sent < bytes) {
        sent += chunk.length
        if (!stream.write(chunk)) return void stream.once('drain', more)
      }
      stream.end()
    }
    more()
    stream.on('data', (data) => {
      got += data.length
    })
    await once(stream, 'close')
    expect(got).toBe(bytes)
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000)
  })

  test('a client that does not read holds its own stream back, and no other', async () => {
    let written = 0
    streams = (stream, headers) => {
      stream.respond({ ':status': 200 })
      stream.on('error', () => {})
      if (headers[':path'] !== '/flood') return void stream.end('fine')
      const chunk = Buffer.alloc(64_000)
      const more = () => {
        while (written < 60_000_000 && !stream.destroyed) {
          written += chunk.length
          if (!stream.write(chunk)) return void stream.once('drain', more)
        }
      }
      more()
    }
    const session = await open()
    const flood = session.request({ ':path': '/flood' })
    flood.on('error', () => {})
    await once(flood, 'response')
    expect((await ask(session, { ':path': '/' })).body).toBe('fine')
    await new Promise((go) => setTimeout(go, 200))
    expect(written).toBeLessThan(10_000_000)
    flood.close()
  })

  test('a stream that its client gives up is given up upstream', async () => {
    let ended: number | undefined
    streams = (stream) => {
      stream.on('error', () => {})
      stream.once('close', () => {
        ended = stream.rstCode
      })
      stream.respond({ ':status': 200 })
      stream.write('begin')
    }
    const session = await open()
    const stream = session.request({ ':path': '/' })
    stream.on('error', () => {})
    await once(stream, 'data')
    stream.close(http2.constants.NGHTTP2_CANCEL)
    await until(() => ended === http2.constants.NGHTTP2_CANCEL)
  })

  test('a body that its client breaks off does not look whole upstream', async () => {
    let seen = ''
    let aborted = false
    let whole = false
    streams = (stream) => {
      stream.on('error', () => {})
      stream.on('aborted', () => {
        aborted = true
      })
      stream.on('end', () => {
        whole = !stream.aborted
      })
      stream.on('data', (data) => {
        seen += data
      })
    }
    const socket = await tlsTo(lab, 'both.test', { ALPNProtocols: ['h2'] })
    socket.on('error', () => {}).resume()
    socket.write(preface)
    socket.write(requestFrame(1, 'POST'))
    socket.write(frame(0, 0, 1, Buffer.from('half')))
    await until(() => seen === 'half')
    socket.write(resetFrame(1))
    await until(() => aborted)
    expect(whole).toBe(false)
    socket.destroy()
  })

  test('how an upstream breaks a stream off is how the client sees it', async () => {
    streams = (stream) => {
      stream.on('error', () => {})
      // Without waiting for trailers Node would end the stream before it resets it.
      stream.respond({ ':status': 200 }, { waitForTrailers: true })
      stream.write('half')
      setTimeout(() => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR), 30)
    }
    const got = await ask(await open(), { ':path': '/' })
    expect([got.status, got.body, got.code]).toEqual([
      200,
      'half',
      http2.constants.NGHTTP2_INTERNAL_ERROR,
    ])
  })

  test('an upstream that says goodbye is connected to again', async () => {
    const session = await open()
    streams = listening((stream) => {
      const { session } = stream
      stream.respond({ ':status': 200 })
      stream.end('bye')
      session?.close()
    })
    expect((await ask(session, { ':path': '/' })).body).toBe('bye')
    await new Promise((go) => setTimeout(go, 50))
    const before = both.hits
    expect((await ask(session, { ':path': '/' })).body).toBe('bye')
    expect(both.hits).toBe(before + 1)
  })

  test('100 Continue is the upstream’s', async () => {
    streams = listening((stream) => {
      stream.respond({ ':status': 200 })
      stream.end('fine')
    })
    const session = await open()
    const got = await ask(
      session,
      { ':path': '/', ':method': 'POST', expect: '100-continue' },
      'body',
    )
    expect([got.status, heard[0]?.body]).toEqual([200, 'body'])
  })
})

describe('the same verdict for every stream', () => {
  test.each([
    ['another :authority', { ':authority': 'old.test' }, 421, 'proxy.hostMismatch'],
    ['another Host', { ':authority': 'both.test', host: 'old.test' }, 421, 'proxy.hostMismatch'],
    ['another port', { ':authority': 'both.test:444' }, 421, 'proxy.hostMismatch'],
    ['no host that is one', { ':authority': 'a@both.test' }, 400, 'proxy.authority'],
    ['another scheme', { ':scheme': 'http' }, 421, 'proxy.hostMismatch'],
    ['a path with two readings', { ':path': '/a/%2e%2e%2fb' }, 400, 'proxy.path'],
    ['TRACE', { ':method': 'TRACE' }, 405, 'proxy.method'],
    ['a method that no rule names', { ':method': 'DELETE' }, 403, 'network.http'],
  ])('%s', async (_, fields, status, rule) => {
    const got = await ask(await open(), { ':path': '/', ...fields })
    expect(got.status).toBe(status)
    expect(JSON.parse(got.body).rule).toContain(rule)
    expect(blocked()).toEqual([expect.stringContaining(rule)])
    expect(heard).toEqual([])
  })

  test('case and the port that goes without saying make no other host', async () => {
    const session = await open()
    for (const authority of ['BOTH.test', 'both.test:443', 'both.test.'])
      expect((await ask(session, { ':path': '/', ':authority': authority })).status).toBe(200)
    expect(heard.map(({ headers }) => headers[':authority'])).toEqual(Array(3).fill('both.test'))
  })

  test('an extended CONNECT is not taken', async () => {
    const session = await open()
    const got = await ask(session, {
      ':method': 'CONNECT',
      ':protocol': 'websocket',
      ':path': '/',
      ':scheme': 'https',
      ':authority': 'both.test',
    }).catch((error: Error) => ({ status: error.message, code: -1 }))
    expect(got.status).not.toBe(200)
    // What the client's own library refuses to send never came here.
    if ('body' in got) await until(() => blocked().length === 1)
    const plain = await ask(await open(), { ':method': 'CONNECT', ':authority': 'both.test:443' })
    expect(plain.status).toBe(405)
    expect(heard).toEqual([])
  })

  test('a new policy holds for the next stream of an open connection, and ends one that is open', async () => {
    streams = (stream, headers) => {
      stream.on('error', () => {})
      stream.respond({ ':status': 200 })
      if (headers[':path'] === '/open') stream.write('open')
      else stream.end('fine')
    }
    const session = await open()
    const long = session.request({ ':path': '/open' })
    long.on('error', () => {})
    await once(long, 'data')
    expect((await ask(session, { ':path': '/' })).status).toBe(200)
    await lab.proxy.reload(
      lab.configuration(policy('"old.test"').replace(/- \{ host: both.*\n/, '')),
    )
    if (!long.closed) await once(long, 'close')
    expect((await ask(session, { ':path': '/' })).status).toBe(403)
    await lab.proxy.reload(lab.configuration(policy()))
    expect((await ask(session, { ':path': '/' })).status).toBe(200)
  })
})

describe('leases', () => {
  test('are exchanged in headers, the query and bodies that bind them', async () => {
    const session = await open()
    const header = await ask(session, { ':path': '/', 'x-api-key': custom })
    const query = await ask(session, { ':path': `/?key=${custom}&a=b` })
    const body = await ask(
      session,
      { ':path': '/', ':method': 'POST', 'content-type': 'application/json' },
      JSON.stringify({ api_key: custom, more: 1 }),
    )
    expect([header, query, body].map(({ status }) => status)).toEqual([200, 200, 200])
    expect(heard[0]?.headers['x-api-key']).toBe('custom-secret-value-12345')
    expect(heard[1]?.headers[':path']).toBe('/?key=custom-secret-value-12345&a=b')
    expect(JSON.parse(heard[2]?.body ?? '')).toEqual({
      api_key: 'custom-secret-value-12345',
      more: 1,
    })
  })

  test('do not go where they are not bound', async () => {
    const session = await open()
    const got = [
      await ask(session, { ':path': '/', 'x-other': custom }),
      await ask(session, { ':path': `/${custom}` }),
      await ask(session, { ':path': '/', 'x-api-key': github }),
      await ask(
        session,
        { ':path': '/', ':method': 'POST', 'content-type': 'text/plain' },
        `x${custom}`,
      ),
    ]
    expect(got.map(({ status }) => status)).toEqual([403, 403, 403, 403])
    expect(JSON.stringify(heard)).not.toContain('govlease')
    expect(blocked()).toHaveLength(4)
  })

  test('in a body that streams end it, before what makes them worth something has passed', async () => {
    const session = await open('api.github.com')
    let seen = ''
    streams = (stream) => {
      stream.on('error', () => {})
      stream.on('data', (data) => {
        seen += data
      })
    }
    const stream = session.request({ ':path': '/', ':method': 'POST' })
    stream.on('error', () => {})
    let status: number | undefined
    stream.on('response', (fields) => {
      status = fields[':status']
    })
    stream.resume()
    stream.write('begin ')
    await until(() => seen === 'begin ')
    stream.write(github.slice(0, 8))
    await new Promise((go) => setTimeout(go, 30))
    stream.write(github.slice(8))
    await once(stream, 'close')
    expect(status).toBe(403)
    expect(seen).not.toContain(github.slice(12))
    expect(blocked()).toEqual(['proxy.leaseElsewhere'])
  })

  test('come back in place of their secret, in headers, bodies and trailers, over the borders of frames', async () => {
    const secret = secrets.GITHUB_TOKEN
    streams = listening((stream) => {
      stream.respond({ ':status': 200, 'x-echo': secret }, { waitForTrailers: true })
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-end': `t ${secret}` }))
      stream.write(`a${secret.slice(0, 10)}`)
      setTimeout(() => stream.end(`${secret.slice(10)}z`), 20)
    })
    const session = await open('api.github.com')
    const got = await ask(session, { ':path': '/', authorization: `Bearer ${github}` })
    expect(heard[0]?.headers.authorization).toBe(`Bearer ${secret}`)
    expect(got.headers['x-echo']).toBe(github)
    expect(got.body).toBe(`a${github}z`)
    expect(got.trailers['x-end']).toBe(`t ${github}`)
  })

  test('messages that gRPC has compressed are not passed by a host that knows a secret', async () => {
    streams = listening((stream) => {
      stream.respond({ ':status': 200, 'grpc-encoding': 'gzip' })
      stream.end('anything')
    })
    const session = await open('api.github.com')
    const got = await ask(session, {
      ':path': '/',
      authorization: `Bearer ${github}`,
      'grpc-accept-encoding': 'gzip',
      te: 'trailers',
    })
    expect(heard[0]?.headers['grpc-accept-encoding']).toBeUndefined()
    expect(heard[0]?.headers.te).toBe('trailers')
    expect([got.status, JSON.parse(got.body).rule]).toEqual([502, 'proxy.unsearchable'])
  })
})

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.from([0, 0, payload.length, type, flags, 0, 0, 0, 0])
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}
const preface = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  frame(4, 0, 0, Buffer.alloc(0)),
])
/** The head of a request to https://both.test/ in HPACK; of a GET its end too. */
const requestFrame = (id: number, method: 'GET' | 'POST' = 'GET') =>
  frame(
    1,
    method === 'GET' ? 5 : 4,
    id,
    Buffer.concat([
      Buffer.from([method === 'GET' ? 0x82 : 0x83, 0x87, 0x84, 0x01, 9]),
      Buffer.from('both.test'),
    ]),
  )
const resetFrame = (id: number) => frame(3, 0, id, Buffer.from([0, 0, 0, 8]))

describe('a request that the HTTP/2 library refuses by itself is on record', () => {
  const literal = (name: string, value: string) =>
    Buffer.concat([
      Buffer.from([0, name.length]),
      Buffer.from(name),
      Buffer.from([value.length]),
      Buffer.from(value),
    ])
  const head = (id: number, fields: [string, string][]) =>
    frame(1, 4, id, Buffer.concat(fields.map(([name, value]) => literal(name, value))))
  const usual: [string, string][] = [
    [':method', 'GET'],
    [':scheme', 'https'],
    [':path', '/'],
    [':authority', 'both.test'],
  ]
  const extended: [string, string][] = [
    [':method', 'CONNECT'],
    [':protocol', 'websocket'],
    ...usual.slice(1),
    ['sec-websocket-version', '13'],
  ]

  /** What is sent, and how the client goes on. */
  const ways: [string, (socket: tls.TLSSocket, answered: () => Promise<void>) => unknown][] = [
    ['waits', (socket) => socket.write(head(1, extended))],
    [
      'resets it at once',
      (socket) => socket.write(Buffer.concat([head(1, extended), resetFrame(1)])),
    ],
    [
      'resets it after the answer',
      async (socket, answered) => {
        socket.write(head(1, extended))
        await answered()
        socket.write(resetFrame(1))
      },
    ],
    [
      'sends data all the same',
      (socket) =>
        socket.write(Buffer.concat([head(1, extended), frame(0, 1, 1, Buffer.from('x'))])),
    ],
    [
      'leaves',
      async (socket, answered) => {
        socket.write(head(1, extended))
        await answered()
        socket.destroy()
      },
    ],
    ['ends its half', (socket) => socket.end(head(1, extended))],
    [
      'says goodbye',
      (socket) => socket.write(Buffer.concat([head(1, extended), frame(7, 0, 0, Buffer.alloc(8))])),
    ],
    [
      'has sent a good one before',
      async (socket, answered) => {
        socket.write(requestFrame(1))
        await answered()
        socket.write(head(3, extended))
      },
    ],
    ['names a field in capitals', (socket) => socket.write(head(1, [...usual, ['X-A', '1']]))],
    [
      'has no path',
      (socket) =>
        socket.write(
          head(
            1,
            usual.filter(([name]) => name !== ':path'),
          ),
        ),
    ],
    [
      'has a field of a connection',
      (socket) => socket.write(head(1, [...usual, ['connection', 'x']])),
    ],
  ]

  test.each(ways)('the client %s', async (_, send) => {
    const socket = await tlsTo(lab, 'both.test', { ALPNProtocols: ['h2'] })
    let answers = 0
    socket
      .on('error', () => {})
      .on('data', (data: Buffer) => {
        // RST_STREAM, or the head of an answer.
        for (let at = 0; at + 9 <= data.length; at += 9 + data.readUIntBE(at, 3))
          if (data[at + 3] === 3 || data[at + 3] === 1) answers += 1
      })
    socket.write(preface)
    await send(socket, () => until(() => answers > 0))
    await until(() => blocked().length > 0)
    expect(blocked()).toEqual(['proxy.malformed'])
    expect(heard.every(({ headers }) => headers[':method'] === 'GET')).toBe(true)
    socket.destroy()
  })

  test('nothing is told of identifiers that a client leaves out', async () => {
    const socket = await tlsTo(lab, 'both.test', { ALPNProtocols: ['h2'] })
    socket.on('error', () => {}).resume()
    socket.write(Buffer.concat([preface, requestFrame(7), requestFrame(11)]))
    await until(() => heard.length === 2)
    await new Promise((go) => setTimeout(go, 300))
    socket.destroy()
    await new Promise((go) => setTimeout(go, 50))
    expect(blocked()).toEqual([])
  })
})

describe('limits of one connection', () => {
  test('a head that is too long is refused and recorded; the connection goes on', async () => {
    const session = await open('both.test', 'connect', { maxSendHeaderBlockLength: 200_000 })
    const got = await ask(session, { ':path': '/', 'x-long': 'a'.repeat(70_000) })
    expect(got.status).toBe(431)
    expect(blocked()).toEqual(['proxy.limits.headBytes'])
    expect((await ask(session, { ':path': '/' })).status).toBe(200)
    const absurd = await ask(session, {
      ':path': '/',
      ...Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`x${at}`, 'a'.repeat(9_000)])),
    })
    expect(absurd.status).not.toBe(200)
  })

  test('requests that are taken back at once end the connection', async () => {
    const socket = await tlsTo(lab, 'both.test', { ALPNProtocols: ['h2'] })
    socket.on('error', () => {})
    socket.resume()
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.write(preface)
    for (let id = 1; id < 4_000 && !socket.destroyed; id += 2) {
      socket.write(Buffer.concat([requestFrame(id), resetFrame(id)]))
      if (id % 100 === 1) await new Promise((go) => setImmediate(go))
    }
    await closed
    expect(blocked()).toContain('proxy.limits.resetsPerSecond')
    expect(blocked().length).toBeLessThan(4)
    expect(heard.length).toBeLessThan(400)
  })

  test('requests that are none end the connection', async () => {
    const socket = await tlsTo(lab, 'both.test', { ALPNProtocols: ['h2'] })
    socket.on('error', () => {}).resume()
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.write(preface)
    // GET https: / with a field whose name has a capital letter (RFC 9113 §8.2.1).
    const malformed = Buffer.from([0x82, 0x87, 0x84, 0, 1, 0x41, 1, 0x62])
    for (let id = 1; id < 1_000 && !socket.destroyed; id += 2)
      socket.write(frame(1, 5, id, malformed))
    await closed
    expect(blocked()).toEqual(['proxy.limits.frames'])
    expect(heard).toEqual([])
  })

  test('no more requests at once than announced', async () => {
    let open_ = 0
    let most = 0
    streams = (stream) => {
      stream.on('error', () => {})
      most = Math.max(most, ++open_)
      setTimeout(() => {
        open_ -= 1
        stream.respond({ ':status': 200 })
        stream.end('fine')
      }, 20)
    }
    const session = await open()
    const got = await Promise.all(Array.from({ length: 300 }, () => ask(session, { ':path': '/' })))
    expect(got.every(({ status }) => status === 200)).toBe(true)
    expect(most).toBeLessThanOrEqual(128)
  })

  /** A request head that never ends. */
  const headers = frame(1, 0, 1, Buffer.from([0x82]))
  test.each([
    [
      'settings',
      frame(4, 0, 0, Buffer.from([0, 4, 0, 0, 255, 255])),
      'limits.controlFramesPerSecond',
    ],
    ['pings', frame(6, 0, 0, Buffer.alloc(8)), 'limits.controlFramesPerSecond'],
    ['continuations', frame(9, 0, 1, Buffer.from([0x86])), 'malformed'],
  ])('a flood of %s ends the connection, on record', async (what, flood, rule) => {
    const socket = await tlsTo(lab, 'both.test', { ALPNProtocols: ['h2'] })
    socket.on('error', () => {}).resume()
    let closed = false
    socket.once('close', () => {
      closed = true
    })
    socket.write(preface)
    if (what === 'continuations') socket.write(headers)
    const burst = Buffer.concat(Array.from({ length: 2_000 }, () => flood))
    const more = () => {
      if (socket.destroyed) return
      if (socket.write(burst)) setTimeout(more, 5)
      else socket.once('drain', more)
    }
    more()
    await until(() => closed, 8_000)
    expect(blocked()).toEqual([`proxy.${rule}`])
  })
})

const curl = spawnSync('curl', ['--version']).stdout?.toString() ?? ''
test.runIf(/HTTP2/.test(curl))('curl speaks it through CONNECT', async () => {
  streams = listening((stream) => {
    stream.respond({ ':status': 200 })
    stream.end('fine')
  })
  const { spawn } = await import('node:child_process')
  const child = spawn('curl', [
    '-sS',
    '--http2',
    '-x',
    `http://127.0.0.1:${lab.ports.proxy}`,
    '--cacert',
    lab.caFile,
    '-w',
    ' %{http_version}',
    'https://both.test/',
  ])
  let output = ''
  child.stdout.on('data', (data) => {
    output += data
  })
  await once(child, 'close')
  expect(output).toBe('fine 2')
})

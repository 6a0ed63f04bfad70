import { createHash } from 'node:crypto'
import type http from 'node:http'
import net from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { FrameReader, serverFrame } from '../../../sidecars/proxy/http/websocket-frames.ts'
import { clientFrame } from './frames.ts'
import { hello } from './hello.ts'
import {
  connectThrough,
  httpsRequest,
  type Lab,
  proxyRequest,
  raw,
  requestOn,
  startLab,
  tlsTo,
  until,
} from './lab.ts'

const policy = `
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: p }
spec:
  network:
    allowedDomains: ["ok.test", "ruled.test", "*.github.com"]
    http:
      - { host: ruled.test, methods: [GET], paths: ["/public/**", "/one"] }
      - { host: ruled.test, methods: [POST], paths: ["/forms/*"] }
  credentials: { allowedKeys: [GITHUB_TOKEN], maxExpirationHours: 1 }
`
let lab: Lab
const seen: { method: string; url: string; headers: http.IncomingHttpHeaders; body: string }[] = []
let answer: (request: http.IncomingMessage, response: http.ServerResponse) => void

/** Answers WebSocket handshakes and says `first`; then it echoes what it is told. */
const upgrade = (request: http.IncomingMessage, socket: net.Socket) => {
  const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
  const accept =
    request.url === '/false' ? 'wrong' : createHash('sha1').update(key).digest('base64')
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  )
  socket.write(serverFrame({ opcode: 1, final: true }, Buffer.from('first')))
  const reader = new FrameReader(true, {
    payload: (bytes) => socket.write(serverFrame({ opcode: 1, final: true }, Buffer.from(bytes))),
    end: () => {},
  })
  socket.on('data', (data) => reader.push(data))
}

beforeAll(async () => {
  lab = await startLab(policy)
  const handle: http.RequestListener = (request, response) => {
    let body = ''
    request.on('error', () => {})
    request.on('data', (data) => {
      body += data
    })
    request.on('end', () =>
      seen.push({
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body,
      }),
    )
    answer(request, response)
  }
  for (const [index, name] of ['ok.test', 'ruled.test', 'api.github.com'].entries())
    for (const port of [80, 443])
      await lab.world.serve({ name, address: `203.0.113.${10 + index}`, port, handle, upgrade })
})
afterAll(() => lab?.close())
beforeEach(() => {
  lab.events.length = 0
  seen.length = 0
  answer = (request, response) => {
    request.resume()
    request.on('end', () => response.end('fine'))
  }
})
const head = (text: string) => text.replaceAll('\n', '\r\n')

describe('case 20: what can be read in two ways is refused', () => {
  test.each([
    [
      'a length and chunks',
      'POST / HTTP/1.1\nHost: ok.test\nContent-Length: 4\nTransfer-Encoding: chunked\n\n0\n\n',
    ],
    [
      'two lengths',
      'POST / HTTP/1.1\nHost: ok.test\nContent-Length: 4\nContent-Length: 5\n\nabcde',
    ],
    ['a list of lengths', 'POST / HTTP/1.1\nHost: ok.test\nContent-Length: 4, 4\n\nabcd'],
    ['a length with a sign', 'POST / HTTP/1.1\nHost: ok.test\nContent-Length: +4\n\nabcd'],
    ['another coding', 'POST / HTTP/1.1\nHost: ok.test\nTransfer-Encoding: xchunked\n\n0\n\n'],
    ['two codings', 'POST / HTTP/1.1\nHost: ok.test\nTransfer-Encoding: gzip, chunked\n\n0\n\n'],
    ['chunks in HTTP/1.0', 'POST / HTTP/1.0\nHost: ok.test\nTransfer-Encoding: chunked\n\n0\n\n'],
    ['a folded header', 'GET / HTTP/1.1\nHost: ok.test\nX: a\n b\n\n'],
    ['a blank before the colon', 'GET / HTTP/1.1\nHost : ok.test\n\n'],
    ['two Hosts', 'GET / HTTP/1.1\nHost: ok.test\nHost: ok.test\n\n'],
    ['no Host', 'GET / HTTP/1.0\n\n'],
    ['an empty Host', 'GET / HTTP/1.1\nHost: \n\n'],
    ['HTTP/0.9', 'GET /\n\n'],
    ['HTTP/0.9 by its name', 'GET / HTTP/0.9\nHost: ok.test\n\n'],
    ['HTTP/2 in HTTP/1', 'GET / HTTP/2.0\nHost: ok.test\n\n'],
    ['the HTTP/2 preface', 'PRI * HTTP/2.0\n\nSM\n\n'],
    ['a lower-case method', 'get / HTTP/1.1\nHost: ok.test\n\n'],
    ['OPTIONS *', 'OPTIONS * HTTP/1.1\nHost: ok.test\n\n'],
    ['a fragment', 'GET /a#b HTTP/1.1\nHost: ok.test\n\n'],
    [
      'another upgrade',
      'GET / HTTP/1.1\nHost: ok.test\nConnection: upgrade\nUpgrade: foo\n\nfree bytes',
    ],
    [
      'an upgrade with a body',
      'GET / HTTP/1.1\nHost: ok.test\nConnection: upgrade\nUpgrade: websocket\nContent-Length: 4\n\nfree',
    ],
    [
      'an unknown expectation',
      'POST / HTTP/1.1\nHost: ok.test\nExpect: 200-maybe\nContent-Length: 1\n\nx',
    ],
    ['TRACE', 'TRACE / HTTP/1.1\nHost: ok.test\n\n'],
    ['CONNECT where a server would be', 'CONNECT ok.test:443 HTTP/1.1\nHost: ok.test\n\n'],
  ])('%s', async (_, request) => {
    const got = await raw(lab.ports.http, [
      head(request),
      'GET http://evil.test/ HTTP/1.1\r\nHost: evil.test\r\n\r\n',
    ])
    expect(got).toMatch(/^HTTP\/1.1 (400|403|405|431|501) /)
    await until(() => lab.events.length > 0)
    expect(lab.events.every(({ decision }) => decision === 'blocked')).toBe(true)
    expect(seen).toEqual([])
  })

  test.each([
    ['after the request line', 'GET / HTTP/1.1\nHost: ok.test\n\n'],
    ['after a header', 'GET / HTTP/1.1\r\nHost: ok.test\nX: y\r\n\r\n'],
    [
      'in a chunk',
      'POST / HTTP/1.1\r\nHost: ok.test\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\n0\n\n',
    ],
  ])('a bare line feed %s', async (_, request) => {
    await raw(lab.ports.http, [request])
    expect(seen).toEqual([])
    expect(lab.events.some(({ decision }) => decision === 'blocked')).toBe(true)
  })

  test('a smuggled second request is never read as one', async () => {
    const got = await raw(lab.ports.http, [
      head(
        'POST /1 HTTP/1.1\nHost: ok.test\nContent-Length: 45\n\nGET /smuggled HTTP/1.1\nHost: evil.test\n\nxx',
      ),
    ])
    expect(got).toContain('200 OK')
    expect(seen.map(({ url }) => url)).toEqual(['/1'])
  })
})

describe('case 23: method and path rules', () => {
  test.each([
    ['GET', '/public/a/b', 200],
    ['GET', '/one', 200],
    ['POST', '/forms/1', 200],
    ['POST', '/public/a', 403],
    ['GET', '/forms/1', 403],
    ['DELETE', '/one', 403],
    ['GET', '/private', 403],
    ['GET', '/public/../private', 400],
    ['GET', '/public/%2e%2e/private', 400],
    ['GET', '/public/..;/private', 400],
    ['GET', '/public/..%2fprivate', 400],
    ['GET', '/public/%252e%252e%252fprivate', 400],
    ['GET', '/public\\..\\private', 400],
    ['GET', '/%70ublic/a', 200],
    ['GET', '/Public/a', 403],
    ['GET', '//public/a', 403],
    ['GET', '/one/', 403],
    ['GET', '/one%00', 400],
  ])('%s %s is answered %i', async (method, path, status) => {
    const secure = await tlsTo(lab, 'ruled.test')
    expect((await requestOn(secure, 'ruled.test', path, { method })).status).toBe(status)
    const plain = await requestOn(net.connect(lab.ports.http, '127.0.0.1'), 'ruled.test', path, {
      method,
    })
    expect(plain.status).toBe(status)
    expect(seen).toHaveLength(status === 200 ? 2 : 0)
  })

  test('the path that is sent is the one that was judged', async () => {
    const socket = await tlsTo(lab, 'ruled.test')
    await requestOn(socket, 'ruled.test', '/%70ublic/%7Ea%2fb?q=%70')
    expect(seen[0]?.url).toBe('/public/~a%2Fb?q=%70')
  })

  test('a path on a host without rules is carried as it is', async () => {
    await requestOn(net.connect(lab.ports.http, '127.0.0.1'), 'ok.test', '/a/../b//c;x=%2f?y')
    expect(seen[0]?.url).toBe('/a/../b//c;x=%2f?y')
  })
})

describe('what is allowed just works', () => {
  test('case 52: Expect: 100-continue is answered when the upstream does', async () => {
    answer = (request, response) => {
      request.resume()
      request.on('end', () => response.end('got it'))
    }
    const got = await raw(lab.ports.http, [
      head('POST / HTTP/1.1\nHost: ok.test\nExpect: 100-continue\nContent-Length: 4\n\n'),
      150,
      'abcd',
    ])
    expect(got).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK/)
    expect(seen[0]?.body).toBe('abcd')
  })

  test('case 52: a refused expectation comes back before the body', async () => {
    const got = await raw(lab.ports.http, [
      head('POST / HTTP/1.1\nHost: evil.test\nExpect: 100-continue\nContent-Length: 4000\n\n'),
    ])
    expect(got).toMatch(/^HTTP\/1.1 403 /)
  })

  test('keep-alive: many requests on one connection, one upstream connection', async () => {
    const { length } = lab.dialled
    const one = 'GET /x HTTP/1.1\r\nHost: ok.test\r\n\r\n'
    const got = await raw(lab.ports.http, [one, 50, one, 50, one + one])
    expect(got.match(/200 OK/g)).toHaveLength(4)
    expect(lab.dialled.length - length).toBe(1)
    expect(lab.events).toHaveLength(4)
  })

  test('HTTP/1.0, HEAD, 204 and 304', async () => {
    expect(await raw(lab.ports.http, [head('GET / HTTP/1.0\nHost: ok.test\n\n')])).toContain('fine')
    answer = (_, response) => void response.writeHead(200, { 'Content-Length': 5 }).end()
    const headed = await raw(lab.ports.http, [head('HEAD / HTTP/1.1\nHost: ok.test\n\n')])
    expect(headed).toMatch(/Content-Length: 5[\s\S]*\r\n\r\n$/)
    for (const status of [204, 304]) {
      answer = (_, response) => void response.writeHead(status).end()
      expect(await raw(lab.ports.http, [head('GET / HTTP/1.1\nHost: ok.test\n\n')])).toMatch(
        /\r\n\r\n$/,
      )
    }
  })

  test('many headers of one name, in their order and case', async () => {
    answer = (request, response) =>
      void response
        .writeHead(200, [
          'Set-Cookie',
          'a=1',
          'X-B',
          '2',
          'Set-Cookie',
          'c=3',
          'X-Raw',
          request.rawHeaders.join('|'),
        ] as never)
        .end()
    const got = await raw(lab.ports.http, [
      head('GET / HTTP/1.1\nHost: ok.test\nx-One: 1\nX-TWO: 2\nx-One: 3\n\n'),
    ])
    expect(got).toMatch(/Set-Cookie: a=1\r\nX-B: 2\r\nSet-Cookie: c=3/)
    expect(got).toContain('x-One|1|X-TWO|2|x-One|3')
  })

  test('Alt-Svc, which invites to come by another way, is not passed on', async () => {
    answer = (_, response) =>
      void response.writeHead(200, { 'Alt-Svc': 'h3=":443"; ma=86400', 'X-Other': '1' }).end()
    const got = await raw(lab.ports.http, [head('GET / HTTP/1.1\nHost: ok.test\n\n')])
    expect(got).toContain('X-Other: 1')
    expect(got.toLowerCase()).not.toContain('alt-svc')
  })

  test('an upstream that breaks off does not look like one that ended', async () => {
    answer = (_, response) => {
      response.write('half')
      setTimeout(() => response.destroy(), 30)
    }
    const got = await raw(lab.ports.http, [head('GET / HTTP/1.1\nHost: ok.test\n\n')])
    expect(got).toContain('half')
    expect(got).not.toContain('\r\n0\r\n\r\n')
  })

  test('a client that leaves frees the upstream', async () => {
    let closed = false
    answer = (_, response) => {
      response.write('x')
      response.on('close', () => {
        closed = true
      })
    }
    const socket = net.connect(lab.ports.http, '127.0.0.1')
    socket.write(head('GET / HTTP/1.1\nHost: ok.test\n\n'))
    await new Promise((resolve) => socket.once('data', resolve))
    socket.destroy()
    await until(() => closed)
  })

  test('an answer before the end of the upload reaches the client', async () => {
    answer = (_, response) => void response.writeHead(413).end('too much')
    const got = await raw(lab.ports.http, [
      head('POST / HTTP/1.1\nHost: ok.test\nContent-Length: 100000\n\n'),
      'x'.repeat(1000),
    ])
    expect(got).toContain('413')
  })

  test('server-sent events arrive one by one, plain and opened', async () => {
    const streams: http.ServerResponse[] = []
    answer = (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Name': 'caf\xe9' })
      response.write('', 'latin1')
      streams.push(response)
    }
    for (const open of [
      () => Promise.resolve(net.connect(lab.ports.http, '127.0.0.1')),
      () => tlsTo(lab, 'api.github.com'),
    ]) {
      const socket = await open()
      let got = ''
      socket.on('data', (data) => {
        got += data.toString('latin1')
      })
      const name = streams.length === 0 ? 'ok.test' : 'api.github.com'
      socket.write(head(`GET / HTTP/1.1\nHost: ${name}\n\n`))
      const before = streams.length
      // The head comes before there is an event, and as it was written.
      await until(() => streams.length > before && got.includes('X-Name: caf\xe9\r\n'), 1_000)
      for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
        streams.at(-1)?.write(event)
        await until(() => got.includes(event), 1_000)
      }
      socket.destroy()
    }
  })

  test('WebSocket: both ways, plain and opened; the handshake has to be real', async () => {
    const handshake = (host: string, path = '/') =>
      head(
        `GET ${path} HTTP/1.1\nHost: ${host}\nConnection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n`,
      )
    for (const [host, open] of [
      ['ok.test', async () => net.connect(lab.ports.http, '127.0.0.1')],
      ['api.github.com', () => tlsTo(lab, 'api.github.com')],
    ] as const) {
      const socket = await open()
      let got = ''
      socket.on('data', (data) => {
        got += data
      })
      socket.write(handshake(host))
      await until(() => got.includes('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=') && got.endsWith('\x05first'))
      socket.write(clientFrame('ping'))
      await until(() => got.endsWith('first\ufffd\x04ping'))
      socket.destroy()
    }
    expect(await raw(lab.ports.http, [handshake('ok.test', '/false')])).toMatch(/^HTTP\/1.1 502 /)
    expect(await raw(lab.ports.http, [handshake('evil.test')])).toMatch(/^HTTP\/1.1 403 /)
  })

  test('an offer of HTTP/2 in the clear is passed over, with a body too', async () => {
    const offer =
      'Connection: Upgrade, HTTP2-Settings\nUpgrade: h2c\nHTTP2-Settings: AAMAAABkAAQAAP__\n'
    expect(
      await raw(lab.ports.http, [head(`GET /j HTTP/1.1\nHost: ok.test\n${offer}\n`)]),
    ).toContain('fine')
    expect(
      await raw(lab.ports.http, [
        head(`POST /k HTTP/1.1\nHost: ok.test\nContent-Length: 4\n${offer}\nabcd`),
      ]),
    ).toContain('fine')
    expect(seen.map(({ url, body, headers }) => [url, body, headers.upgrade])).toEqual([
      ['/j', '', undefined],
      ['/k', 'abcd', undefined],
    ])
  })

  test('half-close: a side that has ended still receives', async () => {
    await lab.world.serveTcp('ok.test', '203.0.113.10', 443, (socket) => {
      socket.resume()
      socket.on('end', () => socket.end('late'))
    })
    const socket = net.connect({ port: lab.ports.proxy, host: '127.0.0.1', allowHalfOpen: true })
    let got = ''
    socket.on('data', (data) => {
      got += data.toString('latin1')
    })
    socket.write('CONNECT ok.test:443 HTTP/1.1\r\n\r\n')
    await until(() => got.includes('200'))
    socket.end(hello({ serverName: 'ok.test' }))
    await until(() => got.endsWith('late'))
    socket.destroy()
  })

  test('upstream failures are told apart from refusals, and are no events of their own', async () => {
    lab.world.names.set('gone.github.com', [])
    lab.world.names.set('shut.github.com', ['203.0.113.99'])
    const gone = await httpsRequest(lab, 'https://gone.github.com/')
    const shut = await httpsRequest(lab, 'https://shut.github.com/')
    expect(
      [gone, shut].map(({ status, body }) => [
        status,
        JSON.parse(body).type,
        JSON.parse(body).rule,
      ]),
    ).toEqual([
      [502, 'UpstreamUnavailable', 'proxy.nameNotFound'],
      [502, 'UpstreamUnavailable', 'proxy.unreachable'],
    ])
    expect(lab.events.map(({ decision }) => decision)).toEqual(['allowed', 'allowed'])
  })

  test('an upstream certificate that does not hold is not talked to', async () => {
    const other = await lab.world.serve({
      name: 'fake.github.com',
      address: '203.0.113.77',
      port: 443,
      certificateFor: 'other.test',
      handle: (_, response) => void response.end('x'),
    })
    const { status, body } = await httpsRequest(lab, 'https://fake.github.com/')
    expect([status, body]).toEqual([502, expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID')])
    expect(other.hits).toBe(1)
  })

  test('a large body passes both ways without being held', async () => {
    const bytes = 60_000_000
    answer = (request, response) => request.pipe(response)
    const hash = createHash('sha256')
    const expected = createHash('sha256')
    const socket = await connectThrough(lab.ports.proxy, 'api.github.com:80')
    void socket.destroy()
    const secure = await tlsTo(lab, 'api.github.com')
    const { request } = await import('node:http')
    const before = process.memoryUsage().rss
    const got = await new Promise<number>((resolve, reject) => {
      const outgoing = request({
        createConnection: () => secure,
        method: 'POST',
        path: '/',
        headers: { Host: 'api.github.com' },
      })
      outgoing.on('response', (response) => {
        let count = 0
        response.on('data', (data) => {
          count += data.length
          hash.update(data)
        })
        response.on('end', () => resolve(count))
      })
      outgoing.on('error', reject)
      const chunk = Buffer.alloc(100_000)
      let left = bytes
      const more = () => {
        while (left > 0) {
          left -= chunk.length
          expected.update(chunk)
          if (!outgoing.write(chunk)) return void outgoing.once('drain', more)
        }
        outgoing.end()
      }
      more()
    })
    expect(got).toBe(bytes)
    expect(hash.digest('hex')).toBe(expected.digest('hex'))
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000)
  })
})

describe('an upstream that answers with nonsense harms nobody', () => {
  let reply = ''
  beforeAll(async () => {
    await lab.world.serveTcp('ok.test', '203.0.113.10', 80, (socket) => {
      socket.once('data', () => socket.end(Buffer.from(reply, 'latin1')))
    })
  })

  test.each([
    ['nothing', ''],
    ['no HTTP', 'SSH-2.0-x\r\n'],
    ['a status below 100', 'HTTP/1.1 099 Low\r\nContent-Length: 0\r\n\r\n'],
    ['a status above 999', 'HTTP/1.1 1000 High\r\nContent-Length: 0\r\n\r\n'],
    ['a control character in the reason', 'HTTP/1.1 200 a\x01b\r\nContent-Length: 0\r\n\r\n'],
    [
      'high bytes in the reason and a header',
      'HTTP/1.1 200 \xe4\xf6\r\nX: \xff\xfe\r\nContent-Length: 0\r\n\r\n',
    ],
    [
      'a length and chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde'],
    ['a broken chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    [
      'an upgrade that nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nfree',
    ],
    ['a head without end', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(200_000)}`],
    [
      'two answers',
      'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond',
    ],
    [
      'many interim answers',
      `${'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n'.repeat(50)}HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n`,
    ],
    ['a folded header', 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n'],
    [
      'a trailer with a line break',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: a\x00b\r\n\r\n',
    ],
  ])('%s', async (what, text) => {
    reply = text
    const got = await raw(lab.ports.http, [head('GET / HTTP/1.1\nHost: ok.test\n\n')])
    expect(got).not.toContain('second')
    if (/character|high bytes/.test(what)) expect(got).toMatch(/^HTTP\/1.1 200 /)
    if (/length/.test(what)) expect(got).toMatch(/^HTTP\/1.1 502 /)
    reply = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nalive'
    expect(await raw(lab.ports.http, [head('GET / HTTP/1.1\nHost: ok.test\n\n')])).toContain(
      'alive',
    )
  })
})

test('a plain request to the proxy port in origin form is refused with a word about what this is', async () => {
  const { status, body } = await requestOn(
    net.connect(lab.ports.proxy, '127.0.0.1'),
    'ok.test',
    '/',
  )
  expect([status, body]).toEqual([400, expect.stringContaining('HTTP proxy')])
  expect((await proxyRequest(lab, 'https://ok.test/')).status).toBe(400)
})

import type http from 'node:http'
import http2 from 'node:http2'
import net from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Lab, secrets, startLab, tlsTo, until } from './lab.ts'

const policy = `
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: p }
spec:
  network:
    allowedDomains: ["plain.test", "body.test", "*.github.com"]
    http: [{ host: body.test, methods: [GET, POST], paths: ["/**"] }]
  credentials:
    allowedKeys: [GITHUB_TOKEN, CUSTOM_KEY]
    maxExpirationHours: 1
    bindings: { CUSTOM_KEY: { hosts: ["body.test"], header: X-Api-Key, body: api_key } }
`
let lab: Lab
let github: string
let custom: string
/** What an upstream has read to its end. */
interface Heard {
  headers: http.IncomingHttpHeaders
  trailers: string[]
  body: string
}
const heard: Heard[] = []
/** Requests that began upstream, and how many of them were broken off. */
let begun = 0
let broken = 0
let answer: (response: http.ServerResponse) => void
let answerStream: (stream: http2.ServerHttp2Stream) => void

beforeAll(async () => {
  lab = await startLab(policy)
  github = lab.leases.get('GITHUB_TOKEN') ?? ''
  custom = lab.leases.get('CUSTOM_KEY') ?? ''
  const handle: http.RequestListener = (request, response) => {
    begun += 1
    let body = ''
    request
      .on('error', () => {})
      .on('aborted', () => {
        broken += 1
      })
    request.on('data', (data) => {
      body += data
    })
    request.on('end', () => {
      heard.push({ headers: request.headers, trailers: request.rawTrailers, body })
      answer(response)
    })
  }
  const streams = (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => {
    begun += 1
    const seen: Heard = { headers, trailers: [], body: '' }
    stream
      .on('error', () => {})
      .on('aborted', () => {
        broken += 1
      })
    stream.on('trailers', (_fields, _flags, fields?: string[]) => {
      seen.trailers = fields ?? []
    })
    stream.on('data', (data) => {
      seen.body += data
    })
    stream.on('end', () => {
      if (stream.aborted) return
      heard.push(seen)
      answerStream(stream)
    })
  }
  for (const [index, name] of ['plain.test', 'api.github.com', 'body.test'].entries())
    for (const port of [80, 443])
      await lab.world.serve({
        name,
        address: `203.0.113.${10 + index}`,
        port,
        handle,
        ...(port === 443 && { streams }),
      })
})
afterAll(() => lab?.close())
beforeEach(() => {
  lab.events.length = 0
  lab.uses.length = 0
  heard.length = 0
  begun = 0
  broken = 0
  answer = (response) => void response.end('fine')
  answerStream = (stream) => {
    stream.respond({ ':status': 200 })
    stream.end('fine')
  }
})
const blocked = () =>
  lab.events.filter(({ decision }) => decision === 'blocked').map(({ rule }) => rule)

const lines = (...all: string[]) => all.map((line) => `${line}\r\n`).join('')
const chunkedHead = (host: string, ...fields: string[]) =>
  lines('POST / HTTP/1.1', `Host: ${host}`, 'Transfer-Encoding: chunked', ...fields, '')
const post = (host: string, trailers: string, ...fields: string[]) =>
  `${chunkedHead(host, ...fields)}${lines('3', 'abc', '0')}${trailers}\r\n`

/** What comes back for these bytes, until the other side closes or is silent after its answer. */
async function converse(socket: net.Socket, text: string): Promise<string> {
  let got = ''
  let last = Date.now()
  socket.on('data', (data) => {
    got += data.toString('latin1')
    last = Date.now()
  })
  socket.on('error', () => {})
  socket.write(Buffer.from(text, 'latin1'))
  await until(() => socket.closed || (got !== '' && Date.now() - last > 150))
  socket.destroy()
  return got
}

const raw = (port: number, [text = '']: string[]) => converse(net.connect(port, '127.0.0.1'), text)

/** The same with a host that is opened. */
async function opened(host: string, text: string): Promise<string> {
  return converse(await tlsTo(lab, host), text)
}

/** One stream with a body and trailers, whose fields Node does not look at. */
async function stream(
  host: string,
  trailers: http2.OutgoingHttpHeaders,
  fields: http2.OutgoingHttpHeaders = {},
): Promise<{ status?: number; body: string; trailers: http2.IncomingHttpHeaders; code: number }> {
  const socket = await tlsTo(lab, host, { ALPNProtocols: ['h2'] })
  const session = http2.connect(`https://${host}`, {
    createConnection: () => socket,
    maxSendHeaderBlockLength: 500_000,
  })
  session.on('error', () => {})
  const asked = session.request(
    { ':path': '/', ':method': 'POST', ...fields },
    { waitForTrailers: true },
  )
  const got: Awaited<ReturnType<typeof stream>> = { body: '', trailers: {}, code: 0 }
  asked.on('error', () => {})
  asked.on('wantTrailers', () => asked.sendTrailers(trailers))
  asked.on('response', (headers) => {
    got.status = headers[':status'] ?? 0
  })
  asked.on('trailers', (headers) => {
    got.trailers = headers
  })
  asked.on('data', (data) => {
    got.body += data
  })
  asked.end('abc')
  await new Promise((resolve) => asked.once('close', resolve))
  session.destroy()
  return { ...got, code: asked.rstCode }
}

describe('trailers of a request', () => {
  test('are carried over HTTP/1.1, plain and opened, with what was announced of them', async () => {
    const trailers = lines('X-Checksum: 900150983cd2', 'x-again: 1', 'x-again: caf\xe9')
    const text = (host: string) => post(host, trailers, 'Trailer: X-Checksum, x-again')
    expect(await raw(lab.ports.http, [text('plain.test')])).toContain('200 OK')
    expect(await opened('api.github.com', text('api.github.com'))).toContain('200 OK')
    expect(heard).toHaveLength(2)
    for (const { headers, body, trailers } of heard) {
      expect(body).toBe('abc')
      expect(headers.trailer).toBe('X-Checksum, x-again')
      expect(trailers).toEqual(['X-Checksum', '900150983cd2', 'x-again', '1', 'x-again', 'caf\xe9'])
    }
    expect(blocked()).toEqual([])
  })

  test('are carried over HTTP/2, with what was announced of them', async () => {
    const got = await stream('api.github.com', { 'x-checksum': '1' }, { trailer: 'x-checksum' })
    expect(got).toMatchObject({ status: 200, body: 'fine', code: 0 })
    expect(heard[0]).toMatchObject({ body: 'abc', trailers: ['x-checksum', '1'] })
    expect(heard[0]?.headers.trailer).toBe('x-checksum')
  })

  test('are carried after a body that a credential is bound into', async () => {
    const body = JSON.stringify({ api_key: custom })
    const head = chunkedHead('body.test', 'Content-Type: application/json', 'Trailer: X-End')
    const text = `${head}${lines(body.length.toString(16), body, '0', 'X-End: 1', '')}`
    expect(await opened('body.test', text)).toContain('200 OK')
    const got = await stream('body.test', { 'x-end': '2' }, { 'content-type': 'text/plain' })
    expect(got.status).toBe(200)
    expect(heard.map(({ trailers }) => trailers)).toEqual([
      ['X-End', '1'],
      ['x-end', '2'],
    ])
    expect(heard[0]?.body).toContain('custom-secret-value')
  })

  test('a client that takes trailers is announced as one, and nothing else of TE', async () => {
    const head = ['Host: plain.test', 'TE: gzip, trailers;q=1, trailers', 'Connection: TE, close']
    await raw(lab.ports.http, [lines('GET / HTTP/1.1', ...head, '')])
    await raw(lab.ports.http, [lines('GET / HTTP/1.1', 'Host: plain.test', 'TE: gzip', '')])
    expect(heard.map(({ headers }) => [headers.te, headers.connection])).toEqual([
      ['trailers', 'keep-alive, TE'],
      [undefined, 'keep-alive'],
    ])
  })

  const forbidden = [
    ...['Authorization', 'Cookie', 'Host', 'Connection', 'Trailer', 'TE', 'Expect', 'Range'],
    ...['Content-Encoding', 'Content-Type', 'Proxy-Authorization', 'X-HTTP-Method-Override'],
  ]
  test.each(forbidden)('%s is none: the request is broken off, and on record', async (name) => {
    const got = await raw(lab.ports.http, [post('plain.test', lines(`${name}: trailers`))])
    expect(got).toMatch(/^HTTP\/1.1 400 /)
    expect(blocked()).toEqual(['proxy.malformed'])
    // What reached the host was no whole request.
    await until(() => broken === begun)
    expect(heard).toEqual([])
  })

  test.each(['Transfer-Encoding: chunked', 'Content-Length: 9', 'X-A : b', 'X-B: a\x01', ' x: y'])(
    'what the parser refuses ends the request upstream too: %j',
    async (line) => {
      const got = await raw(lab.ports.http, [post('plain.test', lines(line))])
      expect(got).not.toContain('200 OK')
      expect(blocked()).toEqual(['proxy.malformed'])
      await until(() => broken === begun)
      expect(heard).toEqual([])
    },
  )

  test.each(['authorization', 'cookie', 'content-type', 'forwarded', 'expect'])(
    '%s is none over HTTP/2 either',
    async (name) => {
      const got = await stream('api.github.com', { [name]: '1' })
      expect(got.status).toBe(400)
      expect(JSON.parse(got.body)).toMatchObject({ rule: 'proxy.malformed' })
      expect(blocked()).toEqual(['proxy.malformed'])
      await until(() => broken === begun)
      expect(heard).toEqual([])
    },
  )

  test('a lease in one is refused: as value, as name, in Base64, where it is bound as a header too', async () => {
    const encoded = Buffer.from(`x:${github}`).toString('base64')
    const refused = [`X-A: ${github}`, `X-A: Basic ${encoded}`, `X-Api-Key: ${custom}`]
    for (const line of [...refused, `x-${github}: 1`]) {
      const got = await opened('api.github.com', post('api.github.com', lines(line)))
      expect(got).toMatch(/^HTTP\/1.1 403 /)
    }
    const got = await stream('api.github.com', { 'x-a': `t ${github}` })
    expect(got.status).toBe(403)
    expect(blocked()).toEqual(Array(5).fill('proxy.leaseElsewhere'))
    await until(() => broken === begun)
    expect(heard).toEqual([])
    expect(lab.uses).toEqual([])
    expect(JSON.stringify(lab.events)).not.toContain('govlease')
  })

  test('a lease in one refuses a body that a credential is bound into, before anything is sent', async () => {
    const head = chunkedHead('body.test', 'Content-Type: application/json')
    const text = `${head}${lines('2', '{}', '0', `X-End: ${custom}`, '')}`
    expect(await opened('body.test', text)).toMatch(/^HTTP\/1.1 403 /)
    expect(begun).toBe(0)
  })

  test.each([
    ['bytes', [`X-Long: ${'a'.repeat(70_000)}`]],
    ['fields', Array.from({ length: 300 }, () => 'a: b')],
  ])('too many %s of them are refused', async (_, fields) => {
    await raw(lab.ports.http, [post('plain.test', lines(...fields))])
    expect(blocked()).toEqual(['proxy.limits.headBytes'])
    await until(() => broken === begun)
    const many = Object.fromEntries(
      fields.map((_, at) => [`x${at}`, 'a'.repeat(70_000 / fields.length)]),
    )
    await stream('api.github.com', many)
    await until(() => broken === begun)
    expect(heard).toEqual([])
  })

  test('no second request hides behind them', async () => {
    const smuggled = lines('GET /smuggled HTTP/1.1', 'Host: evil.test', '')
    const got = await raw(lab.ports.http, [post('plain.test', lines('X-A: 1')) + smuggled])
    expect(got.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 403'])
    expect(heard).toHaveLength(1)
  })
})

describe('trailers of an answer', () => {
  /** A host that writes its answer itself. */
  const answering = (port: number, text: string) =>
    lab.world.serveTcp('plain.test', '203.0.113.10', port, (socket) => {
      socket.on('data', () => void socket.write(Buffer.from(text, 'latin1')))
    })
  const get = lines('GET / HTTP/1.1', 'Host: plain.test', '')

  test('are carried and announced over HTTP/1.1, after an empty body too; forbidden ones are left out', async () => {
    const before = lab.world.servers.get('203.0.113.10:80') as number
    const head = ['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', 'Trailer: X-End, Set-Cookie']
    const trailers = ['X-End: 1', 'Set-Cookie: a=b', 'Content-Length: 3x', '']
    for (const body of [['3', 'abc'], []]) {
      const [end = '', cookie = '', , last = ''] = trailers
      await answering(80, lines(...head, '', ...body, '0', end, cookie, last))
      const got = await raw(lab.ports.http, [get])
      expect(got).toContain('Trailer: X-End\r\n')
      expect(got).toMatch(/0\r\nX-End: 1\r\n\r\n$/)
      const old = await raw(lab.ports.http, [get.replace('1.1', '1.0')])
      expect(old).toMatch(/^HTTP\/1.1 200 /)
      expect(old).not.toContain('X-End')
    }
    lab.world.servers.set('203.0.113.10:80', before)
  })

  test.each(['HTTP/1.1 204 No Content', 'HTTP/1.1 304 Not Modified'])(
    'cannot follow %s, and what announces them there breaks nothing',
    async (status) => {
      const before = lab.world.servers.get('203.0.113.10:80') as number
      await answering(80, lines(status, 'Transfer-Encoding: chunked', 'Trailer: X-End', ''))
      const got = await raw(lab.ports.http, [get])
      expect(got.startsWith(status)).toBe(true)
      expect(got).not.toContain('Trailer')
      lab.world.servers.set('203.0.113.10:80', before)
    },
  )

  test('an answer to HEAD announces none that cannot come', async () => {
    answer = (response) => {
      response.writeHead(200, { Trailer: 'X-End', 'Transfer-Encoding': 'chunked' })
      response.end()
    }
    const got = await raw(lab.ports.http, [get.replace('GET', 'HEAD')])
    expect(got).toMatch(/^HTTP\/1.1 200 OK/)
    expect(got).not.toContain('Trailer')
  })

  test('bring no secret back, over HTTP/1.1 and over HTTP/2', async () => {
    const secret = secrets.GITHUB_TOKEN
    answer = (response) => {
      response.writeHead(200, { Trailer: 'X-Echo' })
      response.write('a')
      response.addTrailers({
        'X-Echo': `t ${Buffer.from(`x:${secret}`).toString('base64')} ${secret}`,
      })
      response.end()
    }
    answerStream = (stream) => {
      stream.respond({ ':status': 200 }, { waitForTrailers: true })
      stream.on('wantTrailers', () =>
        stream.sendTrailers({ 'x-echo': `t ${secret}`, 'set-cookie': 'a=b', 'grpc-status': '0' }),
      )
      stream.end()
    }
    const authorization = `Authorization: Bearer ${github}`
    const got = await opened('api.github.com', post('api.github.com', '', authorization))
    expect(heard[0]?.headers.authorization).toBe(`Bearer ${secret}`)
    expect(got).toMatch(/\r\n0\r\nX-Echo: t [^ ]+ (\S*govlease\S*)\r\n\r\n$/)
    expect(got).not.toContain(secret)
    const bearer = { authorization: `Bearer ${github}` }
    const { trailers } = await stream('api.github.com', {}, bearer)
    expect({ ...trailers }).toMatchObject({ 'x-echo': `t ${github}`, 'grpc-status': '0' })
    expect(trailers['set-cookie']).toBeUndefined()
  })
})

test('a server that is not asked for trailers gets none that nobody sent', async () => {
  const socket = net.connect(lab.ports.http, '127.0.0.1')
  socket.resume()
  socket.write(post('plain.test', ''))
  await until(() => heard.length === 1)
  expect(heard[0]).toMatchObject({ body: 'abc', trailers: [] })
  socket.destroy()
})

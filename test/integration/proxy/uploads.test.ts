import http2 from 'node:http2'
import net from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Lab, raw, secrets, startLab, tlsTo, until } from './lab.ts'

const policy = `
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: p }
spec:
  network: { allowedDomains: ["ok.test", "*.github.com"] }
  credentials: { allowedKeys: [GITHUB_TOKEN], maxExpirationHours: 1 }
`
let lab: Lab
let github: string
/** What the host does with the bytes of a connection, and all that it got on the last one. */
let host: (socket: net.Socket, got: string) => void
let got = ''
/** How the last connection to the host ended, seen from there. */
let ended: 'open' | 'whole' | 'broken' = 'open'
/** What the host that speaks HTTP does. */
let streams: (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void
/** Of the last request to it: bytes of its body, and whether it came whole. */
const upload = { begun: false, bytes: 0, whole: false, broken: false, paused: false }
const sockets: net.Socket[] = []
const sessions: http2.ClientHttp2Session[] = []

beforeAll(async () => {
  lab = await startLab(policy)
  github = lab.leases.get('GITHUB_TOKEN') ?? ''
  await lab.world.serveTcp('ok.test', '203.0.113.10', 80, (socket) => {
    got = ''
    ended = 'open'
    socket.on('data', (data) => {
      got += data.toString('latin1')
      host(socket, got)
    })
    socket.on('end', () => {
      ended = 'whole'
      socket.end()
    })
    socket.on('error', () => {
      ended = 'broken'
    })
    socket.on('close', () => {
      if (ended === 'open') ended = 'broken'
    })
  })
  const watch = (body: NodeJS.ReadableStream & { aborted?: boolean }) => {
    Object.assign(upload, { begun: true, bytes: 0, whole: false, broken: false })
    body
      .on('error', () => {})
      .on('aborted', () => {
        upload.broken = true
      })
    if (upload.paused) return
    body.on('data', (data: Buffer) => {
      upload.bytes += data.length
    })
    body.on('end', () => {
      upload.whole = !upload.broken
    })
  }
  for (const port of [80, 443])
    await lab.world.serve({
      name: 'api.github.com',
      address: '203.0.113.12',
      port,
      handle: (request, response) => {
        watch(request)
        request.on('end', () => response.end('fine'))
      },
      ...(port === 443 && {
        streams: (stream, headers) => {
          watch(stream)
          streams(stream, headers)
        },
      }),
    })
})
afterAll(() => lab?.close())
beforeEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const session of sessions.splice(0)) session.destroy()
  lab.events.length = 0
  Object.assign(upload, { begun: false, bytes: 0, whole: false, broken: false, paused: false })
  host = () => {}
})
const blocked = () =>
  lab.events.filter(({ decision }) => decision === 'blocked').map(({ rule }) => rule)
const lines = (...all: string[]) => all.map((line) => `${line}\r\n`).join('')
const post = (name: string, bytes: number, ...fields: string[]) =>
  lines('POST /up HTTP/1.1', `Host: ${name}`, `Content-Length: ${bytes}`, ...fields, '')
const get = (version = '1.1') => lines(`GET /next HTTP/${version}`, 'Host: ok.test', '')
const answer = (status: string, body: string, ...fields: string[]) =>
  `${lines(`HTTP/1.1 ${status}`, `Content-Length: ${body.length}`, ...fields, '')}${body}`

const plain = async () => net.connect({ port: lab.ports.http, host: '127.0.0.1' })
const opened = () => tlsTo(lab, 'api.github.com')
const ways = [
  ['plain', plain],
  ['opened', opened],
] as const

/** A connection, and what came back on it. */
async function client(open: () => Promise<net.Socket>) {
  const socket = await open()
  sockets.push(socket)
  const seen = { socket, text: '', closed: false, failed: '' }
  socket.on('data', (data) => {
    seen.text += data.toString('latin1')
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    seen.failed = error.code ?? 'error'
  })
  socket.on('close', () => {
    seen.closed = true
  })
  return seen
}

/** Writes as many bytes as the other side takes. */
async function pour(socket: net.Socket, bytes: number): Promise<number> {
  const chunk = Buffer.alloc(65_536)
  let sent = 0
  while (sent < bytes && !socket.destroyed) {
    sent += chunk.length
    if (socket.write(chunk)) continue
    const drained = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(resolve, 400, false)
      socket.once('drain', () => {
        clearTimeout(timer)
        resolve(true)
      })
      socket.once('close', () => resolve(false))
    })
    if (!drained) break
  }
  return sent
}

describe('an answer before the end of the upload', () => {
  test('of a host that reads on: it gets the rest, and the next request goes its way', async () => {
    host = (socket, text) => {
      if (text.endsWith('first')) socket.write(answer('413 Too Much', 'no'))
      if (text.endsWith('\r\n\r\n') && text.includes('/next'))
        socket.write(answer('200 OK', 'next'))
    }
    const seen = await client(plain)
    seen.socket.write(`${post('ok.test', 10)}first`)
    await until(() => seen.text.endsWith('no'))
    seen.socket.write(`other${get()}`)
    await until(() => seen.text.endsWith('next'))
    expect(got).toMatch(/firstotherGET \/next/)
    expect(seen.text).not.toMatch(/Connection: close/i)
  })

  test.each(['Connection: close', 'Connection: x, Close'])(
    'of a host that closes (%s): the client reads it, is told to stop, and nothing after it is a request',
    async (close) => {
      host = (socket) => {
        host = () => {}
        socket.end(answer('413 Too Much', 'no', close))
      }
      const seen = await client(plain)
      seen.socket.write(post('ok.test', 20_000_000))
      const { length } = lab.events
      await pour(seen.socket, 4_000_000)
      await until(() => seen.text.endsWith('no'))
      expect(seen.text).toMatch(/^HTTP\/1.1 413 Too Much\r\n[\s\S]*Connection: close\r\n\r\nno$/)
      expect(lab.events.length - length).toBeLessThanOrEqual(1)
    },
  )

  test('a request behind a body that nobody read to its end is no request', async () => {
    const seen = await client(plain)
    seen.socket.write(post('evil.test', 10))
    await until(() => seen.text.includes('403'))
    seen.socket.write(`0123456789${get()}`)
    await new Promise((go) => setTimeout(go, 150))
    expect(lab.events.map(({ decision }) => decision)).toEqual(['blocked'])
    expect(seen.text.match(/HTTP\/1.1/g)).toHaveLength(1)
  })
})

describe.each(ways)('an upload, %s', (_, open) => {
  test('that is refused: the answer reaches a client that only writes at first', async () => {
    const seen = await client(open)
    const lease = `X-A: ${lab.leases.get('OPENAI_API_KEY')}`
    seen.socket.pause().write(post('api.github.com', 20_000_000, lease))
    expect(await pour(seen.socket, 2_000_000)).toBeGreaterThan(1_000_000)
    seen.socket.resume()
    await until(() => seen.text.endsWith('}\n'))
    expect(seen.text).toMatch(/^HTTP\/1.1 403 Forbidden/)
    expect(seen.failed).toBe('')
  })

  test.each([
    ['destroy', lines('Transfer-Encoding: chunked', '', '3', 'abc')],
    ['destroy', lines('Content-Length: 10', '', 'abc')],
    ['end', lines('Transfer-Encoding: chunked', '', '3', 'abc')],
    ['end', lines('Content-Length: 10', '', 'abc')],
  ] as const)(
    'that its client breaks off (%s, %j) is broken off at the host',
    async (how, rest) => {
      const { socket } = await client(open)
      socket.write(`${lines('POST / HTTP/1.1', 'Host: api.github.com').trimEnd()}\r\n${rest}`)
      await until(() => upload.bytes >= 3)
      socket[how]()
      await until(() => upload.broken)
      expect(upload.whole).toBe(false)
      expect(blocked()).toEqual([])
    },
  )

  test('whose chunks are none is answered and broken off at the host', async () => {
    const seen = await client(open)
    seen.socket.write(
      lines(
        'POST / HTTP/1.1',
        'Host: api.github.com',
        'Transfer-Encoding: chunked',
        '',
        '3',
        'abc',
      ),
    )
    await until(() => upload.bytes === 3)
    seen.socket.write('zz\r\nmore')
    await until(() => seen.text.endsWith('}\n') && upload.broken)
    expect(seen.text).toMatch(/^HTTP\/1.1 400 /)
    expect(upload.whole).toBe(false)
    expect(blocked()).toEqual(['proxy.malformed'])
  })

  test('whose host does not read it is held back at its client', async () => {
    upload.paused = true
    const { socket } = await client(open)
    socket.write(post('api.github.com', 100_000_000))
    expect(await pour(socket, 100_000_000)).toBeLessThan(20_000_000)
  })
})

test('what is no chunk after the answer gets no second answer', async () => {
  host = (socket) => {
    host = () => {}
    socket.write(answer('200 OK', 'ok'))
  }
  const seen = await client(plain)
  seen.socket.write(
    lines('POST / HTTP/1.1', 'Host: ok.test', 'Transfer-Encoding: chunked', '', '3', 'abc'),
  )
  await until(() => seen.text.endsWith('ok'))
  seen.socket.write('zz\r\nmore')
  await until(() => ended !== 'open')
  await until(() => blocked().length === 1)
  expect(seen.text.match(/HTTP\/1.1/g)).toHaveLength(1)
})

describe('interim answers', () => {
  test('reach a client of HTTP/1.1 without the secret, and no client of HTTP/1.0', async () => {
    const hints = lines('HTTP/1.1 103 Early Hints', 'Link: </a>; rel=preload', 'Alt-Svc: h3', '')
    host = (socket) => {
      host = () => {}
      socket.write(`${hints}${lines('HTTP/1.1 102 Processing', '')}`)
      setTimeout(() => socket.write(answer('200 OK', 'fine')), 30)
    }
    const again = host
    expect(await raw(lab.ports.http, [get()])).toMatch(
      /^HTTP\/1.1 103 Early Hints\r\nLink: <\/a>; rel=preload\r\n\r\nHTTP\/1.1 102 Processing\r\n\r\nHTTP\/1.1 200 OK/,
    )
    host = again
    expect(await raw(lab.ports.http, [get('1.0')])).toMatch(/^HTTP\/1.1 200 OK/)
  })

  test('over HTTP/2 too, without the secret; and one that sends them without end is not heard', async () => {
    streams = (stream) => {
      for (let at = 0; at < 100; at += 1)
        stream.additionalHeaders({ ':status': 103, link: `</${secrets.GITHUB_TOKEN}>` })
      stream.respond({ ':status': 200 })
      stream.end('fine')
    }
    const heard: unknown[] = []
    const stream = await ask({ authorization: `Bearer ${github}` })
    stream.on('headers', ({ link }) => heard.push(link))
    stream.resume().end()
    await closed(stream)
    expect(new Set(heard)).toEqual(new Set([`</${github}>`]))
    expect(heard.length).toBe(32)
  })

  test('an expectation in HTTP/1.0 means nothing', async () => {
    host = (socket, text) => {
      if (text.endsWith('abc')) socket.end(answer('200 OK', 'fine'))
    }
    const head = post('ok.test', 3, 'Expect: 100-continue').replace('1.1', '1.0')
    expect(await raw(lab.ports.http, [head, 50, 'abc'])).toMatch(/^HTTP\/1.1 200 OK/)
    expect(got).not.toMatch(/expect/i)
  })
})

describe('bodies that are not what was said', () => {
  const once = (text: string, close = false) => {
    host = (socket) => {
      host = () => {}
      if (close) socket.end(text)
      else socket.write(text)
    }
    return raw(lab.ports.http, [get()])
  }

  test('an answer without a body has no length', async () => {
    expect(await once(lines('HTTP/1.1 204 No Content', 'Content-Length: 5', ''))).not.toMatch(
      /length/i,
    )
  })

  test('bytes behind an answer are nobody’s, and their connection is not used again', async () => {
    const { length } = lab.dialled
    host = (socket) => socket.write(answer('200 OK', 'fine').replace(': 4', ': 3'))
    const got = await raw(lab.ports.http, [get(), 80, get()])
    expect(got.match(/\r\n\r\nfin(?=HTTP|$)/g)?.length).toBeGreaterThan(0)
    expect(got).not.toContain('fine')
    expect(lab.dialled.length).toBeGreaterThan(length)
  })

  test('an answer that is shorter than it says is no whole one', async () => {
    const got = await once(answer('200 OK', 'fine').replace(': 4', ': 40'), true)
    // What came of it may be lost with the connection; an end it has not.
    expect(got).toMatch(/^$|Content-Length: 40\r\n[\s\S]*fine$/)
  })
})

async function ask(fields: http2.OutgoingHttpHeaders = {}): Promise<http2.ClientHttp2Stream> {
  const socket = await tlsTo(lab, 'api.github.com', { ALPNProtocols: ['h2'] })
  const session = http2.connect('https://api.github.com', { createConnection: () => socket })
  sessions.push(session)
  session.on('error', () => {})
  const stream = session.request({ ':path': '/', ':method': 'POST', ...fields })
  stream.on('error', () => {})
  return stream
}

const closed = (stream: http2.Http2Stream) =>
  stream.closed ? Promise.resolve() : new Promise((resolve) => stream.once('close', resolve))

describe('over HTTP/2', () => {
  test('a host that answers first and reads on gets all of the body', async () => {
    streams = (stream) => {
      stream.respond({ ':status': 413 })
      stream.end('no')
    }
    const stream = await ask()
    let text = ''
    stream.on('data', (data) => {
      text += data
    })
    for (let at = 0; at < 100; at += 1) {
      stream.write(Buffer.alloc(60_000))
      if (at % 10 === 0) await new Promise((go) => setImmediate(go))
    }
    stream.end()
    await closed(stream)
    await until(() => upload.whole || upload.broken)
    expect([text, upload]).toMatchObject(['no', { bytes: 6_000_000, whole: true, broken: false }])
  })

  test.each([
    ['longer', '2'],
    ['shorter', '9'],
  ])('a body that is %s than it says is not taken for whole', async (_, length) => {
    streams = (stream) => {
      stream.respond({ ':status': 200 })
    }
    const stream = await ask({ 'content-length': length })
    stream.resume().write('a')
    await until(() => upload.begun)
    stream.end('bcd')
    await closed(stream)
    expect(stream.rstCode).not.toBe(0)
    await until(() => upload.broken)
    expect(upload.whole).toBe(false)
  })

  test('an answer that is shorter than it says is no whole one', async () => {
    streams = (stream) => {
      stream.respond({ ':status': 200, 'content-length': '9' })
      stream.end('abcd')
    }
    const stream = await ask()
    stream.resume().end()
    await closed(stream)
    expect(stream.rstCode).not.toBe(0)
  })
})

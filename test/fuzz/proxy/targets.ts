import { once } from 'node:events'
import http from 'node:http'
import { Duplex } from 'node:stream'
import dnsPacket from 'dns-packet'
import { compilePolicies } from '../../../policy/compile.ts'
import { createDecisions } from '../../../policy/decisions.ts'
import { canonicalAuthority } from '../../../policy/host.ts'
import { parsePolicy } from '../../../policy/parse.ts'
import { Governed } from '../../../sidecars/proxy/governed.ts'
import { readRequestHead } from '../../../sidecars/proxy/http/request-head.ts'
import { answerHead, decoders } from '../../../sidecars/proxy/http/response-head.ts'
import { answerTrailers, mayTrail, trailerPairs } from '../../../sidecars/proxy/http/trailers.ts'
import { LeaseFound, LeaseScan } from '../../../sidecars/proxy/leases/lease-scan.ts'
import { hidden, Redactor, type Secrets } from '../../../sidecars/proxy/leases/redact.ts'
import { defaultLimits } from '../../../sidecars/proxy/limits.ts'
import { NameServer } from '../../../sidecars/proxy/names/name-server.ts'
import { readClientHello } from '../../../sidecars/proxy/tls/client-hello.ts'
import { readConnectRequest } from '../../../sidecars/proxy/tunnel/connect-request.ts'
import { hello, helloMessage, records, serverNameExtension } from '../../integration/proxy/hello.ts'
import { promise, type Target } from '../target.ts'

const names = [
  'ok.test',
  'evil.test',
  'a.wild.test',
  'OK.test.',
  '127.0.0.1',
  '',
  'x'.repeat(300),
  'ok.test\0evil',
]

/** However a ClientHello is cut, it says the same; and no bytes at all make the reader fail. */
const clientHello: Target = (random) => {
  const parts = {
    serverName: random.oneIn(5) ? undefined : random.pick(names),
    extensions: [
      ...(random.oneIn(6) ? [[0xfe0d, random.bytes(random.below(40))] as [number, Buffer]] : []),
      ...(random.oneIn(8) ? [serverNameExtension(random.pick(names), random.pick(names))] : []),
      ...(random.oneIn(4)
        ? [[random.below(65_536), random.bytes(random.below(200))] as [number, Buffer]]
        : []),
    ],
  }
  const whole = readClientHello(hello(parts))
  const cut = readClientHello(records(helloMessage(parts), 1 + random.below(300)))
  promise(
    JSON.stringify(whole) === JSON.stringify(cut),
    'other records, other reading:',
    whole,
    cut,
  )

  const bytes = random.mutate(
    records(helloMessage(parts), 1 + random.below(2_000)),
    random.below(6),
  )
  const full = readClientHello(bytes)
  const prefix = readClientHello(bytes.subarray(0, random.below(bytes.length + 1)))
  if (prefix.kind !== 'incomplete')
    promise(
      JSON.stringify(prefix) === JSON.stringify(full),
      'more bytes, other reading:',
      prefix,
      full,
    )
  readClientHello(Buffer.concat([Buffer.from([22, 3]), random.bytes(random.below(100))]))
}

const policy = parsePolicy(
  `apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: p }
spec: { network: { allowedDomains: ["ok.test", "*.wild.test"] } }
`,
  'policy.yaml',
).policy
if (policy === undefined) throw new Error('The policy of the targets is wrong.')
const governed = new Governed('agent', createDecisions(compilePolicies([policy])), {
  append: async () => ({ id: 'e', time: '' }),
  close: async () => {},
})
const nameServer = new NameServer(
  governed,
  { proxy: '198.18.0.2', gateway: '198.18.0.3' },
  { ...defaultLimits, namesPerSecond: Number.POSITIVE_INFINITY },
)

/** Every message is answered with a message or with nothing; what has an address is allowed and is the proxy. */
const dnsMessage: Target = async (random) => {
  const type = random.pick(['A', 'AAAA', 'TXT', 'MX', 'HTTPS', 'PTR', 'ANY'] as const)
  const name = random.pick([
    'ok.test',
    'a.b.wild.test',
    'evil.test',
    'governance-proxy',
    'notok.test',
    'x',
  ])
  const question = dnsPacket.encode({
    type: 'query',
    id: random.below(65_536),
    questions: [{ name, type: type as 'A' }],
    ...(random.oneIn(3)
      ? {
          additionals: [
            { type: 'OPT', name: '.', udpPayloadSize: 1_232, flags: 0, options: [] } as never,
          ],
        }
      : {}),
  })
  const message = random.oneIn(10)
    ? random.bytes(random.below(80))
    : random.mutate(question, random.below(5))
  const answer = await nameServer.answer(message)
  if (answer === undefined) return
  promise(
    answer.length >= 12 && answer.readUInt16BE(0) === message.readUInt16BE(0),
    'not an answer to this message',
  )
  promise((answer.readUInt16BE(2) & 0x8000) !== 0, 'an answer that is a question')
  const { questions = [], answers = [] } = dnsPacket.decode(answer)
  for (const record of answers) {
    if (record.type !== 'A') continue
    const asked = questions[0]?.name.toLowerCase().replace(/\.$/, '') ?? ''
    const expected = asked === 'governance-gateway' ? '198.18.0.3' : '198.18.0.2'
    promise(record.data === expected, 'a foreign address', record)
    promise(
      /^(ok\.test|wild\.test|.+\.wild\.test|governance-(proxy|gateway))$/.test(asked),
      'an address for a name that is not allowed:',
      asked,
    )
  }
}

/** A connection without a network: what is written to it goes nowhere. */
class Wire extends Duplex {
  override _read(): void {}
  override _write(_chunk: Buffer, _encoding: string, done: () => void): void {
    done()
  }
  setTimeout(): this {
    return this
  }
}

type Seen = Pick<http.IncomingMessage, 'method' | 'url' | 'httpVersion' | 'rawHeaders'> & {
  /** What came behind a request that is none of HTTP's any more. */
  ahead?: Buffer
}

/** What Node's own strict parser makes of these bytes, all requests in order. */
async function parse(bytes: Buffer): Promise<Seen[]> {
  const seen: Seen[] = []
  const server = http.createServer({ requireHostHeader: false })
  const take = (
    { method, url, httpVersion, rawHeaders }: http.IncomingMessage,
    _socket?: Duplex,
    ahead?: Buffer,
  ) =>
    void seen.push({
      ...(ahead === undefined ? {} : { ahead }),
      ...(method === undefined ? {} : { method }),
      ...(url === undefined ? {} : { url }),
      httpVersion,
      rawHeaders,
    })
  server.on('request', (request, response) => {
    take(request)
    request.resume()
    response.end()
  })
  server
    .on('connect', take)
    .on('upgrade', take)
    .on('clientError', () => {})
  const wire = new Wire()
  wire.on('error', () => {})
  server.emit('connection', wire)
  wire.push(bytes)
  await new Promise((resolve) => setImmediate(resolve))
  wire.destroy()
  return seen
}

/** A head that is accepted has one host, and says the same to whoever reads it after it was written anew. */
const httpHead: Target = async (random) => {
  const host = () =>
    random.pick([
      'ok.test',
      'evil.test',
      'OK.test:80',
      'ok.test:81',
      'a@ok.test',
      '[::1]',
      '',
      'ok.test ',
    ])
  const target = random.pick([
    '/',
    '/a?b=c',
    `http://${host()}/`,
    `http://${host()}`,
    '*',
    '//evil.test/',
    `https://${host()}/x`,
    '/a#b',
    '\\',
  ])
  const lines = [
    `${random.pick(['GET', 'POST', 'get', 'TRACE', 'CONNECT', 'OPTIONS'])} ${target} HTTP/${random.pick(['1.1', '1.1', '1.1', '1.0', '0.9', '2.0'])}`,
  ]
  if (!random.oneIn(6)) lines.push(`Host: ${host()}`)
  if (random.oneIn(6)) lines.push(`${random.pick(['host', 'Host', 'HOST ', 'X-Host'])}: ${host()}`)
  if (random.oneIn(3))
    lines.push(
      `Content-Length: ${random.pick(['4', '0', '+4', '4, 4', '4\t', '0x4', '9999999999999999'])}`,
    )
  if (random.oneIn(4))
    lines.push(
      `Transfer-Encoding: ${random.pick(['chunked', 'Chunked', 'gzip, chunked', 'xchunked', 'chunked, chunked', '\tchunked'])}`,
    )
  if (random.oneIn(4))
    lines.push(
      `Connection: ${random.pick(['close', 'keep-alive', 'upgrade', 'host', 'content-length, x', 'x'])}`,
    )
  if (random.oneIn(8)) lines.push(`Upgrade: ${random.pick(['websocket', 'h2c', 'foo'])}`)
  if (random.oneIn(6)) lines.push(' folded', 'X: 1')
  const text = `${lines.join(random.oneIn(12) ? '\n' : '\r\n')}\r\n\r\n`
  const tail = random.pick([
    '',
    'abcd',
    '0\r\n\r\n',
    '4\r\nabcd\r\n0\r\n\r\n',
    'GET /second HTTP/1.1\r\nHost: evil.test\r\n\r\n',
  ])
  const bytes = random.mutate(
    Buffer.from(text + tail, 'latin1'),
    random.oneIn(2) ? random.below(4) : 0,
  )

  for (const request of await parse(bytes))
    for (const kind of ['forward', 'origin'] as const) {
      const place =
        kind === 'forward' ? ({ kind } as const) : ({ kind, scheme: 'http', port: 80 } as const)
      const reading = readRequestHead(request, place)
      if (!reading.ok) continue
      const { head } = reading
      promise(
        canonicalAuthority(
          `${head.host.includes(':') ? `[${head.host}]` : head.host}:${head.port}`,
        ) !== undefined,
        'not a host:',
        head.host,
      )
      const hosts = request.rawHeaders.filter(
        (_, at) => at % 2 === 1 && request.rawHeaders[at - 1]?.toLowerCase() === 'host',
      )
      for (const named of hosts)
        promise(
          new URL(`http://${named}`).hostname.replace(/\.$/, '') ===
            (head.host.includes(':') ? `[${head.host}]` : head.host),
          'Host was read differently:',
          named,
          head.host,
        )
      const names = head.headers.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase())
      for (const name of [
        'host',
        'connection',
        'transfer-encoding',
        'upgrade',
        'proxy-authorization',
      ])
        promise(!names.includes(name), 'a header of this connection goes on:', name)
      const anew = [
        `${head.method} ${head.rawPath}${head.query} HTTP/1.1`,
        `Host: ${head.host.includes(':') ? `[${head.host}]` : head.host}`,
      ]
      for (let at = 0; at < head.headers.length; at += 2)
        anew.push(`${head.headers[at]}: ${head.headers[at + 1]}`)
      if (head.body.kind === 'chunked') anew.push('Transfer-Encoding: chunked')
      const again = await parse(Buffer.from(`${anew.join('\r\n')}\r\n\r\n`, 'latin1'))
      promise(
        again.length === 1 && again[0]?.method === head.method,
        'written anew it is not one request:',
        anew,
      )
    }
}

/** A CONNECT that is read without Node's parser is one for that parser too, to the same place and with the same rest. */
const connectRequest: Target = async (random) => {
  const header = () =>
    random.pick([
      'Host: ok.test:443',
      'User-Agent: curl/8',
      'Proxy-Connection: Keep-Alive',
      'Connection: close, upgrade',
      'Expect: 100-continue',
      'Upgrade: h2c',
      'Content-Length: 4',
      'Transfer-Encoding: chunked',
      'Transfer-Encoding : chunked',
      ' folded',
      'X:',
      ': x',
      `X: ${random.bytes(3).toString('latin1')}`,
    ])
  const end = random.oneIn(12) ? '\n' : '\r\n'
  const target = random.pick(['ok.test:443', '[::1]:443', 'OK.test', '*', '/', 'http://ok.test/'])
  const line = `CONNECT ${target} HTTP/${random.pick(['1.1', '1.1', '1.0', '1.2', '2.0'])}`
  const lines = [line, ...Array.from({ length: random.below(5) }, header)]
  const text = `${lines.join(end)}${end}${end}${random.pick(['', '\x16\x03\x01', 'GET / HTTP/1.1\r\n\r\n'])}`
  const bytes = random.mutate(Buffer.from(text, 'latin1'), random.below(3))
  const read = readConnectRequest(bytes, 16 * 1024)
  if (read === undefined) return
  const [seen, ...others] = await parse(bytes)
  promise(
    seen?.method === 'CONNECT' && seen.url === read.target && others.length === 0,
    'read differently:',
    bytes.toString('latin1'),
    seen,
  )
  promise(seen?.ahead?.equals(read.ahead) === true, 'another rest:', bytes.toString('latin1'))
}

/** However a body is cut, a lease in it is found, and none that is not there; before it nothing is changed. */
const leaseScan: Target = async (random) => {
  const filler = () =>
    random.pick([
      'govleas',
      'Z292bGVhc',
      'x',
      'govle',
      random.bytes(random.below(20)).toString('latin1'),
    ])
  const text = Buffer.from(Array.from({ length: random.below(20) }, filler).join(''), 'latin1')
  const holds = ['govlease', 'Z292bGVhc2', 'dvdmxlYXNl', 'nb3ZsZWFzZ'].some((needle) =>
    text.includes(needle),
  )
  const scan = new LeaseScan()
  const got: Buffer[] = []
  scan.on('data', (data) => got.push(data))
  const ended = once(scan, 'end').then(
    () => false,
    (error) => error instanceof LeaseFound,
  )
  for (const piece of random.pieces(text, 12)) scan.write(piece)
  scan.end()
  const found = await ended
  promise(found === holds, 'found and there differ', text.toString('latin1'))
  const passed = Buffer.concat(got)
  promise(
    found ? text.subarray(0, passed.length).equals(passed) : passed.equals(text),
    'the bytes changed',
  )
}

/** However an answer is cut, it is redacted like the whole, and no form of a secret is left in it. */
const redaction: Target = async (random) => {
  const alphabet = 'abAB01+/"\\ &<%é'
  const secret = Array.from({ length: 8 + random.below(30) }, () =>
    random.pick([...alphabet]),
  ).join('')
  const redactor = redactorOf(new Map([[secret, 'pre_govlease00LEASE']]))
  const form = () =>
    random.pick([
      secret,
      secret.slice(0, random.below(secret.length)),
      JSON.stringify(secret),
      encodeURIComponent(secret),
      'text',
      Buffer.from(`${'x'.repeat(random.below(3))}${secret}${'y'.repeat(random.below(3))}`).toString(
        'base64',
      ),
    ])
  const text = Buffer.from(Array.from({ length: random.below(12) }, form).join('|'))
  const steps = redactor.steps(redactor.keepsLength)
  const whole = Buffer.concat([steps.push(text), steps.end()])
  const stream = redactor.stream()
  const got: Buffer[] = []
  stream.on('data', (data) => got.push(data))
  for (const piece of random.pieces(text, 15)) stream.write(piece)
  stream.end()
  await once(stream, 'end')
  promise(Buffer.concat(got).equals(whole), 'in pieces it is redacted otherwise')
  promise(!whole.includes(Buffer.from(secret)), 'the secret is left', secret)
}

/** What an upstream answers can always be written again, or is no answer; it never makes the proxy fail. */
const answer: Target = async (random) => {
  const reason = random.pick(['OK', '', 'a\u0001b', '\xe4', 'x'.repeat(300), secretOfAnswers])
  const lines = [
    `HTTP/1.1 ${random.pick(['200', '099', '1000', '204', '304', '999', '2x0', '103'])} ${reason}`,
  ]
  for (let count = random.below(6); count > 0; count--)
    lines.push(
      `${random.pick(['X', 'Set-Cookie', 'Connection', 'Content-Encoding', 'Trailer', 'Location', 'Upgrade'])}: ${random.pick(['a', 'close', 'x, upgrade', 'gzip', 'br, identity', 'zz', secretOfAnswers, '\xff\u007f', ''])}`,
    )
  lines.push(random.pick(['Content-Length: 4', 'Transfer-Encoding: chunked', 'X: 1']))
  const body = random.pick([
    'abcd',
    '4\r\nabcd\r\n0\r\n\r\n',
    '0\r\nX: a\u0000\r\n\r\n',
    `0\r\nX: ${secretOfAnswers}\r\n\r\n`,
    '',
  ])
  const text = Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1')
  const bytes = random.mutate(text, random.oneIn(2) ? random.below(5) : 0)

  const wire = new Wire()
  const redactor = random.oneIn(2) ? redactorOf(new Map([[secretOfAnswers, 'lease']])) : undefined
  const failures: unknown[] = []
  const request = http.request({
    createConnection: () => wire as never,
    headers: { Host: 'x' },
  })
  const take = (incoming: http.IncomingMessage) => {
    incoming.on('error', () => {}).resume()
    try {
      decoders(incoming.headers['content-encoding'] ?? '')
      const { statusCode = 0, statusMessage = '', rawHeaders: fields } = incoming
      const answer = { status: statusCode, message: statusMessage, fields }
      const asked = Object.assign(new http.IncomingMessage(wire as never), {
        httpVersion: '1.1',
        httpVersionMajor: 1,
        httpVersionMinor: 1,
      })
      const trailed = mayTrail(asked, answer)
      const searched = redactor !== undefined
      const { status, message, headers } = answerHead(answer, redactor, searched, trailed)
      if (status < 100 || status > 999) return
      const response = new http.ServerResponse(asked)
      response.writeHead(status, message, headers)
      const written = message + headers.join()
      if (redactor !== undefined)
        promise(!written.includes(secretOfAnswers), 'the secret comes back')
      incoming.on('end', () => {
        const trailers = answerTrailers(incoming.rawTrailers, redactor)
        response.addTrailers(trailerPairs(trailers))
        if (searched) promise(!trailers.join().includes(secretOfAnswers), 'it comes back at last')
      })
    } catch (error) {
      failures.push(error)
    }
  }
  request
    .on('response', take)
    .on('upgrade', take)
    .on('error', () => {})
  request.end()
  await new Promise((resolve) => setImmediate(resolve))
  wire.push(bytes)
  wire.push(null)
  await new Promise((resolve) => setImmediate(resolve))
  wire.destroy()
  if (failures.length > 0) throw failures[0]
}

const secretOfAnswers = 'ghp_TheSecretOfTheAnswer'

export const proxyTargets: ReadonlyMap<string, Target> = new Map([
  ['proxy/client-hello', clientHello],
  ['proxy/connect-request', connectRequest],
  ['proxy/answer', answer],
  ['proxy/dns-message', dnsMessage],
  ['proxy/http-head', httpHead],
  ['proxy/lease-scan', leaseScan],
  ['proxy/redaction', redaction],
])

function redactorOf(secrets: Secrets): Redactor {
  const looked = hidden(secrets)
  return new Redactor(() => looked)
}

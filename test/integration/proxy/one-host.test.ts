import { once } from 'node:events'
import net from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hello, helloMessage, records, serverNameExtension } from './hello.ts'
import {
  connectThrough,
  httpsRequest,
  type Lab,
  proxyRequest,
  raw,
  requestOn,
  type Served,
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
    allowedDomains: ["ok.test", "*.wild.test", "db.test:5432", "203.0.113.10", "api.github.com"]
  credentials: { allowedKeys: [GITHUB_TOKEN], maxExpirationHours: 1 }
`
let lab: Lab
let evil: Served
let evilTls: Served
let github: Served
beforeAll(async () => {
  lab = await startLab(policy)
  const handle = (
    request: import('node:http').IncomingMessage,
    response: import('node:http').ServerResponse,
  ) => void response.end(`${request.headers.host} ${request.url}`)
  await lab.world.serve({ name: 'ok.test', address: '203.0.113.10', port: 80, handle })
  await lab.world.serve({ name: 'ok.test', address: '203.0.113.10', port: 443, handle })
  await lab.world.serve({ name: 'a.b.wild.test', address: '203.0.113.11', port: 443, handle })
  evil = await lab.world.serve({ name: 'evil.test', address: '203.0.113.66', port: 80, handle })
  evilTls = await lab.world.serve({ name: 'evil.test', address: '203.0.113.66', port: 443, handle })
  for (const port of [22, 25, 3306, 6379, 8443, 9999])
    await lab.world.serveTcp('ok.test', '203.0.113.10', port, (socket) => socket.end('reached'))
  github = await lab.world.serve({
    name: 'api.github.com',
    address: '203.0.113.20',
    port: 443,
    handle,
  })
  await lab.world.serveTcp('db.test', '203.0.113.12', 5432, (socket) => {
    socket.write('banner ')
    socket.pipe(socket)
  })
})
afterAll(() => lab?.close())
beforeEach(() => {
  lab.events.length = 0
  lab.lookedUp.length = 0
})

/** What every refusal comes to: nobody forbidden was reached, and one event says why. */
async function expectRefused(rule: string | RegExp): Promise<void> {
  await until(() => lab.events.some(({ decision }) => decision === 'blocked'))
  expect(evil.hits + evilTls.hits).toBe(0)
  const blocked = lab.events.filter(({ decision }) => decision === 'blocked')
  expect(blocked.map((event) => event.rule)).toEqual([
    typeof rule === 'string' ? rule : expect.stringMatching(rule),
  ])
}

const statusOf = (answer: string) => Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1])
const connect = (authority: string, then: (string | Buffer | number)[] = []) =>
  raw(lab.ports.proxy, [
    `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`,
    ...(then.length > 0 ? [60] : []),
    ...then,
  ])

describe('CONNECT, SNI and Host are one host', () => {
  test('case 1: a server name other than the host of CONNECT is refused', async () => {
    const answer = await connect('ok.test:443', [hello({ serverName: 'evil.test' })])
    expect(answer).toContain('200 Connection Established')
    expect(answer.slice(answer.indexOf('\r\n\r\n') + 4)).toBe('\x15\x03\x03\x00\x02\x02\x31')
    await expectRefused('proxy.serverName')
  })

  test('case 1: also on a host whose TLS is opened', async () => {
    await connect('api.github.com:443', [hello({ serverName: 'evil.test' })])
    await expectRefused('proxy.serverName')
    expect(github.hits).toBe(0)
  })

  test('case 2: no server name is refused, by CONNECT and transparently', async () => {
    await connect('ok.test:443', [hello({})])
    await expectRefused('proxy.serverName')
    lab.events.length = 0
    await raw(lab.ports.https, [hello({})])
    await expectRefused('proxy.serverName')
  })

  test('case 2: a ClientHello in five segments and two records is read like any other', async () => {
    const message = helloMessage({ serverName: 'evil.test' })
    const bytes = records(message, Math.ceil(message.length / 2))
    const step = Math.ceil(bytes.length / 5)
    const parts = [0, 1, 2, 3, 4].flatMap((index) => [
      bytes.subarray(index * step, (index + 1) * step),
      30,
    ])
    await raw(lab.ports.https, parts)
    await expectRefused('network.allowedDomains')
  })

  test('case 2: an allowed host is reached with a ClientHello in one-byte records', async () => {
    const socket = net.connect(lab.ports.https, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(records(helloMessage({ serverName: 'ok.test' }), 1))
    await until(() => lab.events.some((event) => event.decision === 'allowed'))
    socket.destroy()
  })

  test.each([
    ['two names in one list', { extensions: [serverNameExtension('ok.test', 'evil.test')] }],
    [
      'the extension twice',
      { serverName: 'ok.test', extensions: [serverNameExtension('evil.test')] },
    ],
    ['an empty name', { serverName: '' }],
  ])('a server name that can be read in two ways is refused: %s', async (_, parts) => {
    await raw(lab.ports.https, [hello(parts as never)])
    await expectRefused('proxy.tlsRequired')
  })

  const message = helloMessage({ serverName: 'ok.test' })
  const [begin, end] = [records(message.subarray(0, 60)), records(message.subarray(60))]
  const longer = Buffer.concat([message, Buffer.alloc(4)])
  longer.writeUIntBE(longer.length - 4, 1, 3)
  test.each([
    ['an alert between its records', [begin, Buffer.from([21, 3, 3, 0, 2, 1, 0]), end]],
    [
      'a second record of another kind',
      [begin, Buffer.concat([Buffer.from([23]), end.subarray(1)])],
    ],
    ['an empty record', [begin, Buffer.from([22, 3, 3, 0, 0]), end]],
    ['bytes behind its extensions', [records(longer)]],
  ])('a ClientHello with %s is refused', async (_, parts) => {
    await raw(lab.ports.https, [Buffer.concat(parts)])
    await expectRefused('proxy.tlsRequired')
  })

  test.each([
    ['a zero byte', 'evil.test\0.wild.test'],
    ['an address', '203.0.113.66'],
    ['an address that is allowed', '203.0.113.10'],
    ['a percent escape', '%6fk.test'],
    ['a full-width letter', Buffer.from('ｏｋ.test')],
  ])('a server name with %s is refused', async (_, serverName) => {
    await raw(lab.ports.https, [hello({ serverName })])
    await expectRefused(/proxy.serverName|network/)
  })

  test('case 44: an encrypted ClientHello is refused', async () => {
    const ech: [number, Buffer] = [0xfe0d, Buffer.alloc(64, 1)]
    await raw(lab.ports.https, [hello({ serverName: 'ok.test', extensions: [ech] })])
    await expectRefused('proxy.encryptedClientHello')
  })

  test('case 3: a Host other than the server name is refused with 421', async () => {
    for (const way of ['connect', 'transparent'] as const) {
      lab.events.length = 0
      const answer = await httpsRequest(lab, 'https://api.github.com/', {
        way,
        headers: { Host: 'evil.test' },
      })
      expect(answer.status).toBe(421)
      await expectRefused('proxy.hostMismatch')
    }
    expect(github.hits).toBe(0)
  })

  test('case 3: two Hosts or none, and a URL of another host inside the tunnel', async () => {
    const two = await tlsTo(lab, 'api.github.com')
    expect(
      (await requestOn(two, '', '/', { headers: ['Host', 'api.github.com', 'Host', 'evil.test'] }))
        .status,
    ).toBe(400)
    await expectRefused('proxy.malformed')
    lab.events.length = 0
    const none = await tlsTo(lab, 'api.github.com')
    none.write('GET / HTTP/1.1\r\n\r\n')
    expect(String(await once(none, 'data'))).toMatch(/^HTTP\/1\.1 400/)
    await expectRefused('proxy.malformed')
    lab.events.length = 0
    const absolute = await tlsTo(lab, 'api.github.com')
    expect((await requestOn(absolute, 'api.github.com', 'https://evil.test/')).status).toBe(421)
    await expectRefused('proxy.hostMismatch')
    expect(github.hits).toBe(0)
  })

  test.each([
    ['http://evil.test/', 'ok.test'],
    ['http://ok.test/', 'evil.test'],
  ])('case 5: %s with Host %s is refused with 421', async (url, host) => {
    const answer = await proxyRequest(lab, url, { headers: { Host: host } })
    expect(answer.status).toBe(421)
    await expectRefused('proxy.hostMismatch')
  })

  test('case 17: an address in CONNECT and a name in the ClientHello do not agree', async () => {
    await connect('203.0.113.10:443', [hello({ serverName: 'ok.test' })])
    await expectRefused('proxy.serverName')
  })

  test('case 17: an address that is not allowed is refused, whatever the server name', async () => {
    expect(statusOf(await connect('203.0.113.66:443', [hello({ serverName: 'ok.test' })]))).toBe(
      403,
    )
    await expectRefused('network.allowedDomains')
  })

  test('case 21: the second of two pipelined requests is judged by itself', async () => {
    const answer = await raw(lab.ports.proxy, [
      'GET http://ok.test/1 HTTP/1.1\r\nHost: ok.test\r\n\r\nGET http://evil.test/2 HTTP/1.1\r\nHost: evil.test\r\n\r\n',
    ])
    expect(answer).toContain('ok.test /1')
    expect(answer).toContain('PolicyViolation')
    await expectRefused('network.allowedDomains')
  })

  test('case 22: another host on a kept-alive connection is judged by itself', async () => {
    for (const port of [lab.ports.proxy, lab.ports.http]) {
      lab.events.length = 0
      const url = (host: string) => (port === lab.ports.proxy ? `http://${host}/` : '/')
      const answer = await raw(port, [
        `GET ${url('ok.test')} HTTP/1.1\r\nHost: ok.test\r\n\r\n`,
        150,
        `GET ${url('evil.test')} HTTP/1.1\r\nHost: evil.test\r\n\r\n`,
      ])
      expect(answer).toContain('200 OK')
      expect(answer).toContain('403 Forbidden')
      await expectRefused('network.allowedDomains')
    }
  })

  test('case 43: where a redirect of an allowed host leads is judged like anything else', async () => {
    let location = ''
    await lab.world.serve({
      name: 'turn.wild.test',
      address: '203.0.113.13',
      port: 80,
      handle: (_, response) => void response.writeHead(302, { Location: location }).end(),
    })
    for (location of ['http://evil.test/followed', 'http://169.254.169.254/latest']) {
      lab.events.length = 0
      const redirect = await proxyRequest(lab, 'http://turn.wild.test/')
      expect([redirect.status, redirect.headers.location]).toEqual([302, location])
      expect((await proxyRequest(lab, location)).status).toBe(403)
      await expectRefused(/^network\./)
    }
  })

  test('case 28: the second request of a tunnel to another host is refused', async () => {
    const socket = await tlsTo(lab, 'api.github.com')
    let got = ''
    socket.on('data', (data) => {
      got += data
    })
    socket.write('GET / HTTP/1.1\r\nHost: api.github.com\r\n\r\n')
    await until(() => got.includes('200 OK') && got.endsWith('api.github.com /'))
    socket.write('GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n')
    await until(() => got.includes('421 Misdirected Request'))
    socket.destroy()
    await expectRefused('proxy.hostMismatch')
  })
})

describe('what a host is', () => {
  test.each(['OK.TeSt:443', 'ok.test.:443'])('cases 6 and 7: %s is allowed', async (authority) => {
    const socket = await tlsTo(lab, 'ok.test', { connectTo: authority })
    expect((await requestOn(socket, 'OK.TEST', '/')).status).toBe(200)
  })

  test.each([
    '[evil.test]:443',
    '[[::1]]:443',
    'ok.test..:443',
    '127.0.0.1..:443',
    'ok.test@evil.test:443',
    'ok.test:443@evil.test:443',
    '[::ffff:1.2.3.4%x.wild.test]:443',
    'ok.test%00.wild.test:443',
    'ok.test:4294967739',
    'ok.test:0443',
    'ok.test:-1',
    'ok.test:443x',
    'ok.test:',
    'ok.test:0',
    'ok.test',
    '%6fk.test:443',
    'o\xadk.test:443',
  ])('cases 6, 8, 9, 10, 19, 40, 41: CONNECT %s is refused', async (authority) => {
    expect(statusOf(await connect(authority))).toBe(400)
    await expectRefused(/proxy\.(authority|malformed)/)
    expect(lab.dialled.filter((address) => address.includes('.66:'))).toEqual([])
  })

  test.each(['Content-Length: 4', 'Transfer-Encoding: chunked'])(
    'case 20: a CONNECT with %s is refused',
    async (field) => {
      const answer = await raw(lab.ports.proxy, [
        `CONNECT ok.test:443 HTTP/1.1\r\nHost: ok.test:443\r\n${field}\r\n\r\n`,
        hello({ serverName: 'ok.test' }),
      ])
      expect(statusOf(answer)).toBe(400)
      await expectRefused('proxy.malformed')
    },
  )

  test('case 9: a host with a line break does not become a header', async () => {
    const answer = await raw(lab.ports.proxy, ['CONNECT ok.test\r\nX: y:443 HTTP/1.1\r\n\r\n'])
    expect(statusOf(answer)).toBe(400)
  })

  test.each([22, 25, 3306, 6379, 8443, 9999])(
    'case 18: port %i of an allowed host is closed',
    async (port) => {
      expect(statusOf(await connect(`ok.test:${port}`))).toBe(403)
      await expectRefused('network.allowedDomains')
    },
  )

  test.each(['notok.test', 'ok.test.evil.test', 'xwild.test', 'evil.test'])(
    'case 39: %s is not the host it resembles',
    async (host) => {
      expect(statusOf(await connect(`${host}:443`))).toBe(403)
      expect((await proxyRequest(lab, `http://${host}/`)).status).toBe(403)
      await raw(lab.ports.https, [hello({ serverName: host })])
      expect(lab.events.map(({ decision, rule }) => [decision, rule])).toEqual(
        Array(3).fill(['blocked', 'network.allowedDomains']),
      )
      expect(lab.lookedUp).toEqual([])
    },
  )

  test.each([
    'http://ok.test@evil.test/',
    'http://evil.test#@ok.test/',
    'http://ok.test\\@evil.test/',
    'http://ok.test:80:80/',
  ])('case 40: %s is refused', async (url) => {
    const answer = await raw(lab.ports.proxy, [`GET ${url} HTTP/1.1\r\nHost: ok.test\r\n\r\n`])
    expect([400, 403, 421]).toContain(statusOf(answer))
    await expectRefused(/./)
  })

  test('case 29: the verdict comes before the look-up', async () => {
    await connect('secret-data.evil.test:443')
    await proxyRequest(lab, 'http://secret-data.evil.test/')
    await raw(lab.ports.https, [hello({ serverName: 'secret-data.evil.test' })])
    expect(lab.lookedUp).toEqual([])
  })
})

describe('what may stand in a tunnel', () => {
  test.each([
    ['SSH', 'SSH-2.0-OpenSSH\r\n'],
    ['zero bytes', Buffer.alloc(64)],
    ['SMTP', 'EHLO x\r\n'],
    ['HTTP', 'GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n'],
    ['an SSLv2 hello', Buffer.from([0x80, 0x2e, 1, 3, 1, 0, 0x15])],
    ['a TLS record that is no handshake', Buffer.from([23, 3, 3, 0, 1, 0])],
    ['a handshake that is no ClientHello', Buffer.from([22, 3, 3, 0, 4, 2, 0, 0, 0])],
  ])('case 24: %s on port 443 is refused', async (_, bytes) => {
    for (const host of ['ok.test', 'api.github.com']) {
      lab.events.length = 0
      await connect(`${host}:443`, [bytes])
      await expectRefused('proxy.tlsRequired')
    }
    lab.events.length = 0
    await raw(lab.ports.https, [bytes])
    await expectRefused('proxy.tlsRequired')
  })

  test('a port that the policy names carries any protocol, and the server may speak first', async () => {
    const socket = await connectThrough(lab.ports.proxy, 'db.test:5432')
    let got = ''
    socket.on('data', (data) => {
      got += data
    })
    await until(() => got === 'banner ')
    socket.write('query')
    await until(() => got === 'banner query')
    socket.end()
    await new Promise((resolve) => socket.once('end', resolve))
  })

  test('TLS on such a port has to be for the host that was named', async () => {
    const { hits } = evilTls
    await connect('db.test:5432', [hello({ serverName: 'evil.test' })])
    expect(evilTls.hits).toBe(hits)
    await expectRefused('proxy.serverName')
  })

  test('HTTP through CONNECT to port 80 is judged request by request', async () => {
    const socket = await connectThrough(lab.ports.proxy, 'ok.test:80')
    expect((await requestOn(socket, 'ok.test', '/in')).body).toBe('ok.test /in')
    const other = await connectThrough(lab.ports.proxy, 'ok.test:80')
    expect((await requestOn(other, 'evil.test', '/')).status).toBe(421)
    await expectRefused('proxy.hostMismatch')
  })

  test('case 34: the proxy does not lead to itself or the other sidecars', async () => {
    for (const host of [
      'governance-proxy:3128',
      'governance-broker:8700',
      'governance-gateway:8811',
    ])
      expect(statusOf(await connect(host))).toBe(403)
    expect(lab.events.map(({ rule }) => rule)).toEqual(Array(3).fill('proxy.ownAddress'))
  })

  test('the answer to the same refusal is the same by every way in', async () => {
    const body = (text: string): Record<string, string> => JSON.parse(text.slice(text.indexOf('{')))
    const connected = body(await connect('evil.test:80'))
    const absolute = body((await proxyRequest(lab, 'http://evil.test/')).body)
    const direct = body(await raw(lab.ports.http, ['GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n']))
    for (const one of [connected, absolute, direct]) {
      expect(one.auditId).toMatch(/^event-/)
      delete one.auditId
      expect(one).toEqual(connected)
    }
    expect(connected).toMatchObject({
      type: 'PolicyViolation',
      policy: 'p',
      rule: 'network.allowedDomains',
    })
  })
})

test('nothing above reached a forbidden server', () => {
  expect(evil.hits + evilTls.hits).toBe(0)
})

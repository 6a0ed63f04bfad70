import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hello } from './hello.ts'
import {
  httpsRequest,
  type Lab,
  proxyRequest,
  raw,
  type Served,
  startLab,
  tlsTo,
  until,
} from './lab.ts'

const policy = (network: string, mode = 'enforce') => `
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: p }
spec:
  mode: ${mode}
  network: ${network}
`
const inward = [
  '127.0.0.1',
  '10.9.9.9',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '169.254.170.2',
  '100.64.0.1',
  '100.100.100.200',
  '168.63.129.16',
  '198.18.0.1',
  '192.0.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  'fe80::1',
  'fd00:ec2::254',
  'fc00::1',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '::127.0.0.1',
  '64:ff9b::a9fe:a9fe',
  '2002:7f00:1::',
  '2001:0:0:0:0:0:0:1',
]

describe('an allowed name that leads inside', () => {
  let lab: Lab
  let canary: Served
  beforeAll(async () => {
    lab = await startLab(policy('{ allowedDomains: ["*.test"] }'.replace('*.test', 'ok.test')))
    canary = await lab.world.serveTcp('', '10.9.9.9', 80, (socket) => socket.end('canary'))
    for (const address of inward)
      lab.world.servers.set(`${address}:443`, lab.world.servers.get('10.9.9.9:80') ?? 1)
    for (const address of inward)
      lab.world.servers.set(`${address}:80`, lab.world.servers.get('10.9.9.9:80') ?? 1)
  })
  afterAll(() => lab?.close())
  beforeEach(() => {
    lab.events.length = 0
    lab.dialled.length = 0
  })

  test.each(inward)('cases 12 to 14, 16: %s is not dialled, by any way in', async (address) => {
    lab.world.names.set('ok.test', [address])
    const plain = await proxyRequest(lab, 'http://ok.test/')
    const direct = await raw(lab.ports.http, ['GET / HTTP/1.1\r\nHost: ok.test\r\n\r\n'])
    const tunnel = await raw(lab.ports.proxy, ['CONNECT ok.test:443 HTTP/1.1\r\n\r\n'])
    await raw(lab.ports.https, [hello({ serverName: 'ok.test' })])
    expect(plain.status).toBe(403)
    expect(direct).toContain('403 Forbidden')
    expect(tunnel).toContain('403 Forbidden')
    expect(lab.events.map(({ decision }) => decision)).toEqual(Array(4).fill('blocked'))
    expect(lab.dialled).toEqual([])
    expect(canary.hits).toBe(0)
  })

  test('case 14: of a mixed answer only the public address is dialled', async () => {
    await lab.world.serve({
      name: 'ok.test',
      address: '203.0.113.10',
      port: 80,
      handle: (_, response) => void response.end('fine'),
    })
    lab.world.names.set('ok.test', ['127.0.0.1', '203.0.113.10', '::1'])
    expect((await proxyRequest(lab, 'http://ok.test/')).body).toBe('fine')
    expect(lab.dialled).toEqual(['203.0.113.10:80'])
  })

  test('case 15: a name that moves inside between two requests is judged again', async () => {
    lab.world.names.set('ok.test', ['203.0.113.10'])
    expect((await proxyRequest(lab, 'http://ok.test/')).status).toBe(200)
    lab.world.names.set('ok.test', ['127.0.0.1'])
    expect((await proxyRequest(lab, 'http://ok.test/')).status).toBe(403)
    expect(lab.dialled).toEqual(['203.0.113.10:80'])
  })

  test('case 15: a kept connection keeps its address when the name moves', async () => {
    lab.world.names.set('ok.test', ['203.0.113.10'])
    const answer = raw(lab.ports.http, [
      'GET /1 HTTP/1.1\r\nHost: ok.test\r\n\r\n',
      300,
      'GET /2 HTTP/1.1\r\nHost: ok.test\r\n\r\n',
    ])
    await until(() => lab.dialled.length > 0)
    lab.world.names.set('ok.test', ['127.0.0.1'])
    expect((await answer).match(/200 OK/g)).toHaveLength(2)
    expect(lab.dialled).toEqual(['203.0.113.10:80'])
  })

  test('exactly the address that was judged is dialled: the name is looked up once for a connection', async () => {
    lab.world.names.set('ok.test', ['203.0.113.10'])
    lab.lookedUp.length = 0
    await proxyRequest(lab, 'http://ok.test/')
    expect(lab.lookedUp).toEqual(['ok.test'])
    expect(lab.dialled).toEqual(['203.0.113.10:80'])
    expect(lab.events.at(-1)?.details?.address).toBe('203.0.113.10')
  })
})

describe('addresses in place of names', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await startLab(policy('{ allowedDomains: ["*"] }'))
  })
  afterAll(() => lab?.close())
  beforeEach(() => {
    lab.events.length = 0
    lab.dialled.length = 0
  })

  test.each([
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '0xa9fea9fe',
    '169.254.169.254',
    '[::ffff:a9fe:a9fe]',
    '[::1]',
    '[fd00:ec2::254]',
    '0',
    'metadata.google.internal',
  ])('cases 11 and 16: %s is refused under an allow-all policy', async (host) => {
    const answer = await raw(lab.ports.proxy, [
      `CONNECT ${host}:80 HTTP/1.1\r\n\r\n`,
      50,
      `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    ])
    const plain = await raw(lab.ports.proxy, [
      `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    ])
    expect([answer, plain].map((text) => /HTTP\/1.1 40[03] [^\r]*\r\n/.test(text))).toEqual([
      true,
      true,
    ])
    expect(lab.dialled).toEqual([])
    expect(lab.events.length).toBeGreaterThan(0)
    expect(lab.events.every(({ decision }) => decision === 'blocked')).toBe(true)
  })
})

describe('local services', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await startLab(
      policy(
        '{ allowedDomains: ["ok.test"], allowedLocal: ["postgres:5432", "cache:6379", "queue:6379"] }',
      ),
    )
    await lab.world.serveTcp('postgres', '172.20.0.5', 5432, (socket) => socket.pipe(socket))
    await lab.world.serveTcp('postgres', '172.20.0.5', 22, (socket) => socket.end('ssh'))
  })
  afterAll(() => lab?.close())

  test('a port that the policy opens is relayed to its one service', async () => {
    const port = await lab.bridge(5432)
    expect(await raw(port, ['hello'])).toBe('hello')
    expect(lab.events.at(-1)).toMatchObject({
      decision: 'allowed',
      resource: 'postgres:5432',
      rule: 'network.allowedLocal[0]',
    })
  })

  test('a client that ends its half gets the whole answer, and nothing is told of it', async () => {
    const port = await lab.bridge(5432)
    const before = lab.events.length
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    socket.end('x'.repeat(100_000))
    expect((await buffer(socket)).length).toBe(100_000)
    socket.destroy()
    expect(lab.events.slice(before).map(({ decision }) => decision)).toEqual(['allowed'])
  })

  test('no other port of the service is open', async () => {
    const answer = await raw(lab.ports.proxy, ['CONNECT postgres:22 HTTP/1.1\r\n\r\n'])
    expect(answer).toContain('403 Forbidden')
  })

  test('a metadata address is not dialled for a local service either', async () => {
    lab.world.names.set('postgres', ['169.254.169.254'])
    lab.dialled.length = 0
    expect(await raw(await lab.bridge(5432), ['hello'])).toBe('')
    expect(lab.dialled).toEqual([])
    lab.world.names.set('postgres', ['172.20.0.5'])
  })

  test('a port that two services have is refused with the reason on record', async () => {
    expect(await raw(await lab.bridge(6379), ['PING\r\n'])).toBe('')
    expect(lab.events.at(-1)).toMatchObject({ decision: 'blocked', rule: 'proxy.ambiguousRelay' })
  })
})

describe('ports that the policy names, without any settings', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await startLab(
      policy(
        '{ allowedDomains: ["db.test:5432", "one.test:8443", "*.two.test:8443", "one.test:8080", "two.test:8080"] }',
      ),
    )
    const handle = (
      request: import('node:http').IncomingMessage,
      response: import('node:http').ServerResponse,
    ) => void response.end(`${request.headers.host}`)
    await lab.world.serveTcp('db.test', '203.0.113.70', 5432, (socket) => {
      socket.write('banner ')
      socket.pipe(socket)
    })
    for (const [name, address] of [
      ['one.test', '203.0.113.71'],
      ['a.two.test', '203.0.113.72'],
      ['two.test', '203.0.113.73'],
    ] as const) {
      await lab.world.serve({ name, address, port: 8443, handle })
      await lab.world.serve({ name, address, port: 8080, tls: false, handle })
    }
  })
  afterAll(() => lab?.close())
  beforeEach(() => {
    lab.events.length = 0
    lab.dialled.length = 0
  })

  test('the one host of a port is reached, also where the server speaks first', async () => {
    expect(await raw(await lab.bridge(5432), [100, 'query'])).toBe('banner query')
    expect(lab.events).toMatchObject([{ decision: 'allowed', resource: 'db.test:5432' }])
  })

  test('among several hosts TLS says which by its server name', async () => {
    const port = await lab.bridge(8443)
    for (const [serverName, address] of [
      ['one.test', '203.0.113.71'],
      ['a.two.test', '203.0.113.72'],
    ] as const) {
      await raw(port, [hello({ serverName })])
      expect(lab.dialled.splice(0)).toEqual([`${address}:8443`])
    }
    await raw(port, [hello({ serverName: 'evil.test' })])
    await raw(port, [hello({})])
    expect(lab.dialled).toEqual([])
    expect(lab.events.slice(-2).map(({ rule }) => rule)).toEqual([
      'network.allowedDomains',
      'proxy.serverName',
    ])
  })

  test('among several hosts HTTP says which by its Host', async () => {
    const port = await lab.bridge(8080)
    const ask = (host: string) => raw(port, [`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`])
    expect(await ask('two.test:8080')).toContain('two.test:8080')
    expect(await ask('one.test')).toContain('one.test:8080')
    expect(await ask('evil.test:8080')).toContain('403 Forbidden')
    expect(await ask('one.test:80')).toContain('421 Misdirected')
  })
})

describe('monitor mode', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await startLab(policy('{ allowedDomains: ["ok.test"] }', 'monitor'))
    const handle = (_: unknown, response: import('node:http').ServerResponse) =>
      void response.end('passed')
    await lab.world.serve({ name: 'other.test', address: '203.0.113.40', port: 80, handle })
    await lab.world.serve({ name: 'other.test', address: '203.0.113.40', port: 443, handle })
    await lab.world.serve({ name: 'inside.test', address: '10.9.9.9', port: 80, handle })
  })
  afterAll(() => lab?.close())
  beforeEach(() => {
    lab.events.length = 0
  })

  test('what would be blocked passes, and is recorded as what it is', async () => {
    expect((await proxyRequest(lab, 'http://other.test/')).body).toBe('passed')
    expect((await httpsRequest(lab, 'https://other.test/')).body).toBe('passed')
    expect((await httpsRequest(lab, 'https://other.test/', { way: 'transparent' })).body).toBe(
      'passed',
    )
    expect((await proxyRequest(lab, 'http://inside.test/')).body).toBe('passed')
    expect(lab.events.map(({ decision }) => decision)).toEqual(Array(4).fill('would-block'))
  })

  test('metadata addresses stay closed', async () => {
    lab.world.names.set('meta.test', ['169.254.169.254'])
    expect((await proxyRequest(lab, 'http://meta.test/')).status).toBe(403)
  })

  test('a lease on its way to a host that it is not bound to stays closed', async () => {
    const lease = lab.leases.get('GITHUB_TOKEN') ?? ''
    const answer = await proxyRequest(lab, 'http://other.test/', {
      headers: { authorization: `Bearer ${lease}` },
    })
    expect(answer.status).toBe(403)
  })
})

describe('the trail', () => {
  test('what cannot be recorded does not happen', async () => {
    const lab = await startLab(policy('{ allowedDomains: ["ok.test"] }'))
    const served = await lab.world.serve({
      name: 'ok.test',
      address: '203.0.113.10',
      port: 80,
      handle: (_, response) => void response.end('x'),
    })
    const tls = await lab.world.serve({
      name: 'ok.test',
      address: '203.0.113.10',
      port: 443,
      handle: (_, response) => void response.end('x'),
    })
    lab.breakTrail()
    expect((await proxyRequest(lab, 'http://ok.test/')).status).toBe(503)
    await expect(httpsRequest(lab, 'https://ok.test/')).rejects.toThrow('CONNECT 503')
    await expect(httpsRequest(lab, 'https://ok.test/', { way: 'transparent' })).rejects.toThrow()
    expect(served.hits + tls.hits).toBe(0)
    expect(lab.dialled).toEqual([])
    await lab.close()
  })
})

describe('a kept upstream connection', () => {
  const allowing = (inside: boolean) => `
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: p }
spec:
  network: { allowedDomains: ["api.github.com"], denyLocalNetwork: ${!inside} }
  credentials: { allowedKeys: [GITHUB_TOKEN], maxExpirationHours: 1 }
`
  test.each(['http/1.1', 'h2'])(
    'of %s to an address that a new policy refuses is not used again',
    async (protocol) => {
      const own = await startLab(allowing(true))
      try {
        const serve = (address: string) =>
          own.world.serve({
            name: 'api.github.com',
            address,
            port: 443,
            handle: (_, response) => void response.end(address),
            streams: (stream) => {
              stream.respond({ ':status': 200 })
              stream.end(address)
            },
          })
        await serve('10.9.9.9')
        await serve('203.0.113.9')
        own.world.names.set('api.github.com', ['10.9.9.9'])
        const socket = await tlsTo(own, 'api.github.com', { ALPNProtocols: [protocol] })
        const http = await import('node:http')
        const http2 = await import('node:http2')
        const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
        agent.createConnection = () => socket
        const session =
          protocol === 'h2'
            ? http2.connect('https://api.github.com', { createConnection: () => socket })
            : undefined
        const ask = () =>
          new Promise<string>((resolve, reject) => {
            let body = ''
            const stream = session
              ? session.request({ ':path': '/' })
              : http
                  .request({ agent, headers: { Host: 'api.github.com' } }, (response) => {
                    response.on('data', (data) => {
                      body += data
                    })
                    response.on('end', () => resolve(body))
                  })
                  .end()
            stream.on('error', reject)
            if (session)
              stream
                .on('data', (data: Buffer) => {
                  body += data
                })
                .on('end', () => resolve(body))
          })
        expect(await ask()).toBe('10.9.9.9')
        expect(await ask()).toBe('10.9.9.9')
        expect(own.dialled).toEqual(['10.9.9.9:443'])
        await own.proxy.reload(own.configuration(allowing(false)))
        own.world.names.set('api.github.com', ['203.0.113.9'])
        expect(await ask()).toBe('203.0.113.9')
        session?.destroy()
        agent.destroy()
        socket.destroy()
      } finally {
        await own.close()
      }
    },
  )
})

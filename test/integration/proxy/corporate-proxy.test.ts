import { randomBytes } from 'node:crypto'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tls from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Broker, startBroker } from '../../../sidecars/broker/broker.ts'
import type { LeaseUse } from '../../../sidecars/broker/exchange.ts'
import { PROXY_IDENTITY } from '../../../sidecars/upstream-credential.ts'
import { memoryTrail } from '../../unit/broker/fixture.ts'
import {
  connectThrough,
  httpsRequest,
  type Lab,
  proxyRequest,
  raw,
  secrets,
  startLab,
  tlsTo,
} from './lab.ts'

const policy = `
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: p }
spec:
  network: { allowedDomains: ["ok.test", "inside.test", "six.test", "*.github.com"], allowedLocal: ["db:5000"] }
  credentials: { allowedKeys: [GITHUB_TOKEN], maxExpirationHours: 1 }
`
let lab: Lab
/** What the corporate proxy was asked for. */
const asked: string[] = []
const heads: string[] = []
/** What it says to a CONNECT; without it, it does what it is asked. */
let reply: string | undefined

/** The TLS server of the proxy, and what its clients said of themselves. */
let encrypted: tls.Server | undefined
const serverNames: (string | false | null)[] = []

/** A proxy of the operator's network, at an address that is not public. */
async function corporate(certificateFor?: string): Promise<void> {
  const handle = (client: net.Socket) => {
    let head = ''
    const read = (data: Buffer) => {
      // A ClientHello is no request.
      if (data[0] === 0x16) return void client.end('HTTP/1.1 400 Bad Request\r\n\r\n')
      head += data.toString('latin1')
      if (!head.includes('\r\n\r\n')) return
      client.off('data', read)
      const target = head.split(' ')[1] ?? ''
      asked.push(head.split('\r\n')[0] ?? '')
      heads.push(head)
      if (reply !== undefined) return void client.end(reply)
      const port = lab.world.servers.get(target) ?? 1
      const upstream = net.connect({ port, host: '127.0.0.1' }, () => {
        client.write('HTTP/1.1 200 OK\r\nX-Proxy: corp\r\n\r\n')
        client.pipe(upstream).pipe(client)
      })
      upstream.on('error', () => client.destroy())
      client.on('close', () => upstream.destroy())
    }
    client.on('data', read)
  }
  if (certificateFor === undefined) {
    await lab.world.serveTcp('proxy.corp', '10.20.30.40', 3128, handle)
    return
  }
  const leaf = await lab.world.leafFor(certificateFor)
  const server = tls.createServer({ ...leaf, allowHalfOpen: true } as tls.TlsOptions, (client) => {
    serverNames.push(client.servername)
    client.on('error', () => {})
    handle(client)
  })
  encrypted = server
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  lab.world.servers.set('10.20.30.40:3128', (server.address() as net.AddressInfo).port)
  lab.world.names.set('proxy.corp', ['10.20.30.40'])
}

async function start(
  names?: boolean,
  scheme: 'http' | 'https' = 'http',
  certificateFor?: string,
  more: Partial<Parameters<typeof startLab>[1]> & { credential?: { key: string } } = {},
): Promise<void> {
  const url = `${scheme}://proxy.corp:3128`
  const credential = more.credential && { ...more.credential, variable: 'LEASE' }
  lab = await startLab(policy, {
    upstreamProxy: {
      url,
      ...(names === undefined ? {} : { names }),
      ...(credential && { credential }),
    },
    limits: { dialMilliseconds: 800 },
    ...more,
  })
  await corporate(certificateFor)
  for (const [index, name] of ['ok.test', 'api.github.com'].entries())
    for (const port of [80, 443])
      await lab.world.serve({
        name,
        address: `203.0.113.${10 + index}`,
        port,
        handle: (request, response) =>
          void response.end(`${name} ${request.headers.authorization}`),
      })
}

beforeEach(() => {
  asked.length = 0
  heads.length = 0
  serverNames.length = 0
  reply = undefined
})
afterEach(async () => {
  encrypted?.close()
  encrypted = undefined
  await lab?.close()
})

describe('through the proxy of the operator’s network', () => {
  test('tunnels, plain HTTP and opened hosts go by CONNECT to the checked address', async () => {
    await start()
    expect((await httpsRequest(lab, 'https://ok.test/')).body).toContain('ok.test')
    expect((await proxyRequest(lab, 'http://ok.test/')).body).toContain('ok.test')
    const opened = await httpsRequest(lab, 'https://api.github.com/', {
      headers: { Authorization: `Bearer ${lab.leases.get('GITHUB_TOKEN')}` },
    })
    expect(opened.body).toContain(`Bearer ${lab.leases.get('GITHUB_TOKEN')}`)
    expect(asked).toEqual([
      'CONNECT 203.0.113.10:443 HTTP/1.1',
      'CONNECT 203.0.113.10:80 HTTP/1.1',
      'CONNECT 203.0.113.11:443 HTTP/1.1',
    ])
    expect(new Set(lab.dialled)).toEqual(new Set(['10.20.30.40:3128']))
    expect(JSON.stringify(lab.events)).not.toContain(secrets.GITHUB_TOKEN)
    expect(lab.events[0]?.details?.address).toBe('203.0.113.10')
  })

  test('the guard over addresses holds: what is private is refused before anybody is asked', async () => {
    await start()
    lab.world.names.set('inside.test', ['10.9.9.9'])
    await expect(tlsTo(lab, 'inside.test')).rejects.toThrow('CONNECT 403')
    expect(asked).toEqual([])
    expect(lab.dialled).toEqual([])
  })

  test('an IPv6 address is asked for in brackets, and the next one when one fails', async () => {
    await start()
    lab.world.names.set('six.test', ['2001:db8::6', '203.0.113.10'])
    await lab.world.serve({
      name: '',
      address: '203.0.113.10',
      port: 443,
      certificateFor: 'six.test',
      handle: (_, response) => void response.end('six'),
    })
    // Documentation addresses of IPv6 are not public, so one that is stands in.
    lab.world.names.set('six.test', ['2606:2800::6', '203.0.113.10'])
    expect((await httpsRequest(lab, 'https://six.test/')).body).toBe('six')
    expect(asked).toEqual([
      'CONNECT [2606:2800::6]:443 HTTP/1.1',
      'CONNECT 203.0.113.10:443 HTTP/1.1',
    ])
  })

  test('a private service that the policy opens is reached straight', async () => {
    await start()
    await lab.world.serveTcp('db', '172.20.0.5', 5000, (socket) => socket.end('here'))
    expect(await raw(await lab.bridge(5000), ['x'])).toBe('here')
    expect(asked).toEqual([])
    expect(lab.dialled).toEqual(['172.20.0.5:5000'])
  })

  test('one that takes names gets them once the addresses are judged', async () => {
    await start(true)
    lab.world.servers.set('ok.test:443', lab.world.servers.get('203.0.113.10:443') as number)
    expect((await httpsRequest(lab, 'https://ok.test/')).body).toContain('ok.test')
    expect(asked).toEqual(['CONNECT ok.test:443 HTTP/1.1'])
    lab.world.names.set('inside.test', ['10.9.9.9'])
    await expect(tlsTo(lab, 'inside.test')).rejects.toThrow('CONNECT 403')
    expect(asked).toHaveLength(1)
  })

  test.each([
    ['refuses', 'HTTP/1.1 403 Forbidden\r\n\r\n', 'status 403'],
    ['wants a password', 'HTTP/1.1 407 Authentication\r\n\r\n', 'egress.upstreamProxy.credential'],
    [
      'wants to know who asks in one of several ways',
      'HTTP/1.1 407 x\r\nProxy-Authenticate: negotiate\r\nProxy-Authenticate: NTLM, Basic realm="x"\r\n\r\n',
      'asks for credentials (Basic, Negotiate, NTLM): name the key',
    ],
    [
      'takes no password',
      'HTTP/1.1 407 x\r\nProxy-Authenticate: Negotiate\r\nproxy-authenticate: ntlm\r\n\r\n',
      'asks for credentials (Negotiate, NTLM), which are not carried',
    ],
    ['says nonsense', 'SSH-2.0-x\r\n\r\n', 'not HTTP'],
    ['hangs up', '', 'closed the connection'],
  ])('one that %s: nothing goes past it, and the answer says why', async (_, text, words) => {
    await start()
    reply = text
    const error = await tlsTo(lab, 'ok.test').catch((failure) => failure)
    expect(error.status).toBe(502)
    expect(JSON.parse(error.body)).toMatchObject({ rule: 'proxy.unreachable' })
    expect(error.body).toContain('proxy.corp:3128')
    expect(error.body).toContain(words)
    expect((await proxyRequest(lab, 'http://ok.test/')).body).toContain(words)
    expect(lab.dialled.every((place) => place === '10.20.30.40:3128')).toBe(true)
  })

  test('one that is not there: nothing goes past it', async () => {
    await start()
    lab.world.servers.delete('10.20.30.40:3128')
    const error = await tlsTo(lab, 'ok.test').catch((failure) => failure)
    expect(error.body).toContain('ECONNREFUSED')
    lab.world.names.set('proxy.corp', [])
    const unknown = await tlsTo(lab, 'ok.test').catch((failure) => failure)
    expect(unknown.body).toContain('could not be looked up')
    expect(lab.dialled.every((place) => place === '10.20.30.40:3128')).toBe(true)
  })

  test('a connection that was kept is judged by the address behind the proxy, not by the proxy’s', async () => {
    await start()
    const socket = await tlsTo(lab, 'api.github.com')
    const { requestOn } = await import('./lab.ts')
    expect((await requestOn(socket, 'api.github.com', '/')).status).toBe(200)
    socket.destroy()
    expect(asked).toHaveLength(1)
  })
})

describe('over TLS', () => {
  test('tunnels, plain HTTP and opened hosts go through it, under its own name', async () => {
    await start(undefined, 'https', 'proxy.corp')
    expect((await httpsRequest(lab, 'https://ok.test/')).body).toContain('ok.test')
    expect((await proxyRequest(lab, 'http://ok.test/')).body).toContain('ok.test')
    expect((await httpsRequest(lab, 'https://api.github.com/')).body).toContain('api.github.com')
    expect(asked).toEqual([
      'CONNECT 203.0.113.10:443 HTTP/1.1',
      'CONNECT 203.0.113.10:80 HTTP/1.1',
      'CONNECT 203.0.113.11:443 HTTP/1.1',
    ])
    expect(new Set(serverNames)).toEqual(new Set(['proxy.corp']))
    expect(new Set(lab.dialled)).toEqual(new Set(['10.20.30.40:3128']))
  })

  test('many bytes pass, both ways, and a side that has ended still receives', async () => {
    await start(undefined, 'https', 'proxy.corp')
    const bytes = 3_000_000
    await lab.world.serveTcp('ok.test', '203.0.113.10', 8443, (socket) => {
      let got = 0
      socket.on('data', (data) => {
        got += data.length
      })
      socket.on('end', () => socket.end(Buffer.alloc(bytes, String(got % 10))))
    })
    await lab.proxy.reload(lab.configuration(policy.replace('"ok.test"', '"ok.test:8443"')))
    const socket = await connectThrough(lab.ports.proxy, 'ok.test:8443')
    let got = 0
    socket.on('data', (data) => {
      got += data.length
    })
    socket.end(Buffer.alloc(bytes))
    await new Promise((resolve) => socket.once('end', resolve))
    expect(got).toBe(bytes)
  })

  test('the guard over addresses holds here too', async () => {
    await start(undefined, 'https', 'proxy.corp')
    lab.world.names.set('inside.test', ['10.9.9.9'])
    await expect(tlsTo(lab, 'inside.test')).rejects.toThrow('CONNECT 403')
    expect(lab.dialled).toEqual([])
  })

  test('a certificate for another name, or of nobody: nothing is asked of it, and the answer says what to set', async () => {
    await start(undefined, 'https', 'other.corp')
    const error = await tlsTo(lab, 'ok.test').catch((failure) => failure)
    expect(error.status).toBe(502)
    expect(error.body).toContain('ERR_TLS_CERT_ALTNAME_INVALID')
    expect(error.body).toContain('egress.certificates')
    expect(asked).toEqual([])
  })

  test('one that speaks plain HTTP there is told apart', async () => {
    await start(undefined, 'https')
    const error = await tlsTo(lab, 'ok.test').catch((failure) => failure)
    expect(error.status).toBe(502)
    expect(error.body).toContain('does not speak TLS there')
    expect(asked).toEqual([])
  })
})

describe('with a credential', () => {
  const KEY = 'CORP_PROXY'
  const SECRET = 'governed:Pass:w\u00f6rd-0123456789'
  const basic = Buffer.from(SECRET).toString('base64')
  const line = `Proxy-Authorization: Basic ${basic}\r\n`
  let broker: Broker
  let trail: ReturnType<typeof memoryTrail>
  let lease: string | undefined

  /** @param secret null: the broker is handed none */
  async function begin(secret: string | null = SECRET, scheme: 'http' | 'https' = 'http') {
    trail = memoryTrail()
    lease = undefined
    await start(undefined, scheme, scheme === 'https' ? 'proxy.corp' : undefined, {
      credential: { key: KEY },
      exchange: async (configuration) => {
        const stateDirectory = join(tmpdir(), `corporate-${randomBytes(6).toString('hex')}`)
        broker = await startBroker({ configuration, store: trail, stateDirectory })
        const own = new Map([[KEY, secret ?? SECRET]])
        const leases = await broker.unlock({
          secrets: new Map([['GITHUB_TOKEN', secrets.GITHUB_TOKEN]]),
          services: new Map(secret === null ? [] : [[PROXY_IDENTITY, own]]),
        })
        lease = leases.get(PROXY_IDENTITY)?.get(KEY)
        github = leases.get('agent')?.get('GITHUB_TOKEN') ?? ''
        return broker
      },
      upstreamLease: () => lease,
    })
  }
  let github = ''
  afterEach(() => broker?.close())

  test.each(['http', 'https'] as const)(
    'it is shown to that proxy alone, over %s',
    async (scheme) => {
      await begin(SECRET, scheme)
      const bodies = [
        await httpsRequest(lab, 'https://ok.test/'),
        await proxyRequest(lab, 'http://ok.test/'),
        await httpsRequest(lab, 'https://api.github.com/', {
          headers: {
            Authorization: `Bearer ${github}`,
            'Proxy-Authorization': 'Basic b3duOm93bg==',
          },
        }),
      ]
      expect(bodies.map(({ status }) => status)).toEqual([200, 200, 200])
      expect(heads).toHaveLength(3)
      for (const head of heads) {
        expect(head.split(line)).toHaveLength(2)
        expect(head.match(/proxy-authorization/gi)).toHaveLength(1)
      }
      for (const what of [
        JSON.stringify(bodies),
        JSON.stringify(lab.events),
        JSON.stringify(trail.events),
      ])
        for (const secret of [SECRET, basic, 'Pass:w', lease ?? 'no lease'])
          expect(what).not.toContain(secret)
      const shown = trail.events.filter(({ resource }) => resource === KEY)
      expect(shown.map(({ action, service }) => [action, service])).toEqual([
        ['issue', PROXY_IDENTITY],
        ...Array(3).fill(['exchange', PROXY_IDENTITY]),
      ])
    },
  )

  test('no host sees it', async () => {
    const seen: string[] = []
    await begin()
    await lab.world.serve({
      name: 'ok.test',
      address: '203.0.113.10',
      port: 80,
      handle: (request, response) => {
        seen.push(JSON.stringify(request.rawHeaders))
        response.end()
      },
    })
    await proxyRequest(lab, 'http://ok.test/')
    expect(seen).toHaveLength(1)
    expect(seen[0]).not.toMatch(/proxy-auth/i)
  })

  test.each([
    ['HTTP/1.1 407 x\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n', `the secret of ${KEY}`],
    ['HTTP/1.1 407 x\r\nProxy-Authenticate: NTLM\r\n\r\n', '(NTLM), which are not carried'],
  ])('a proxy that does not take it: %j', async (text, words) => {
    await begin()
    reply = text
    const error = await tlsTo(lab, 'ok.test').catch((failure) => failure)
    expect(error.status).toBe(502)
    expect(error.body).toContain(words)
    expect(error.body).not.toMatch(/Pass:w|govlease/)
    expect(error.body).not.toContain(basic)
  })

  test('revoked, not handed over, or none: nothing is asked of the proxy, and nothing goes past it', async () => {
    await begin()
    expect(await broker.revoke(KEY)).toBe(1)
    const revoked = await tlsTo(lab, 'ok.test').catch((failure) => failure)
    expect(revoked.status).toBe(502)
    expect(revoked.body).toContain(`its credential ${KEY} is not to be had`)
    await lab.close()
    for (const secret of [null, 'NoColonInThis0123456789']) {
      await begin(secret)
      const error = await tlsTo(lab, 'ok.test').catch((failure) => failure)
      expect(error.status).toBe(502)
      expect(error.body).toContain(secret === null ? 'is not to be had' : 'not USER:PASSWORD')
      expect(error.body).not.toContain('NoColon')
      await lab.close()
    }
    await begin()
    expect(asked).toEqual([])
  })

  test('its lease is worth nothing to anybody else, and nothing anywhere else', async () => {
    await begin()
    const use: Omit<LeaseUse, 'service'> = {
      lease: lease ?? '',
      host: 'proxy.corp',
      port: 3128,
      method: 'CONNECT',
      path: '/',
      surface: 'basic',
      name: 'proxy-authorization',
    }
    expect((await broker.exchange({ ...use, service: PROXY_IDENTITY })).ok).toBe(true)
    const others: Partial<LeaseUse>[] = [
      { service: 'agent' },
      { host: 'api.github.com', port: 443 },
      { port: 443 },
      { name: 'authorization' },
      { surface: 'query', name: 'proxy-authorization' },
      { lease: github },
    ]
    for (const other of others)
      expect((await broker.exchange({ ...use, service: PROXY_IDENTITY, ...other })).ok).toBe(false)
    const stolen = await httpsRequest(lab, 'https://api.github.com/', {
      headers: { 'X-A': lease ?? '' },
    })
    expect(stolen.status).toBe(403)
  })

  test('the guard over addresses holds, and asks for no credential', async () => {
    await begin()
    lab.world.names.set('inside.test', ['10.9.9.9'])
    await expect(tlsTo(lab, 'inside.test')).rejects.toThrow('CONNECT 403')
    expect(trail.events.filter(({ action }) => action === 'exchange')).toEqual([])
  })
})

import net from 'node:net'
import tls from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
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
): Promise<void> {
  const url = `${scheme}://proxy.corp:3128`
  lab = await startLab(policy, {
    upstreamProxy: { url, ...(names === undefined ? {} : { names }) },
    limits: { dialMilliseconds: 800 },
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
    ['wants a password', 'HTTP/1.1 407 Authentication\r\n\r\n', 'asks for credentials'],
    [
      'wants to know who asks',
      'HTTP/1.1 407 x\r\nProxy-Authenticate: negotiate\r\nProxy-Authenticate: NTLM, Basic realm="x"\r\n\r\n',
      'asks for credentials (Basic, Negotiate, NTLM)',
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

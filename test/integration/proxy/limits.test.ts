import { mkdir, readdir } from 'node:fs/promises'
import net from 'node:net'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import tls from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
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

const policy = (allowed: string, more = '') => `
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: p }
spec:
  network: { allowedDomains: [${allowed}] ${more} }
`
/** Its TLS is opened, and its bodies are read whole. */
const opened = `${policy('opened.test')}  credentials:
    allowedKeys: [CUSTOM_KEY]
    maxExpirationHours: 1
    bindings: { CUSTOM_KEY: { hosts: [opened.test], body: api_key } }
`
let lab: Lab
afterEach(() => lab?.close())
const rules = () =>
  lab.events.filter(({ decision }) => decision === 'blocked').map(({ rule }) => rule)
const world = async () => {
  for (const port of [80, 443])
    await lab.world.serve({
      name: 'ok.test',
      address: '203.0.113.10',
      port,
      handle: (_, response) => void response.end('fine'),
    })
}

describe('case 45: limits', () => {
  test('a head that is too long is refused and recorded', async () => {
    lab = await startLab(policy('ok.test'), { limits: { headBytes: 8_192 } })
    const got = await raw(lab.ports.http, [
      `GET / HTTP/1.1\r\nHost: ok.test\r\nX: ${'a'.repeat(10_000)}\r\n\r\n`,
    ])
    expect(got).toMatch(/^HTTP\/1.1 431 /)
    expect(rules()).toEqual(['proxy.limits.headBytes'])
  })

  test('a head that comes too slowly is refused and recorded; an unused connection is just closed', async () => {
    lab = await startLab(policy('ok.test'), { limits: { handshakeMilliseconds: 300 } })
    const unused = net.connect(lab.ports.http, '127.0.0.1')
    const closed = new Promise((resolve) => unused.once('close', resolve))
    unused.resume()
    const got = await raw(lab.ports.http, ['GET / HTTP/1.1\r\nHo'], 2_000)
    expect(got).toMatch(/^HTTP\/1.1 408 /)
    await closed
    expect(rules()).toEqual(['proxy.limits.handshakeMilliseconds'])
  })

  test('on the proxy port too, where a connection that only ends is closed as well', async () => {
    lab = await startLab(policy('ok.test'), { limits: { handshakeMilliseconds: 300 } })
    const unused = net.connect(lab.ports.proxy, '127.0.0.1')
    const ended = net.connect({ port: lab.ports.proxy, host: '127.0.0.1', allowHalfOpen: true })
    ended.end()
    const closed = [unused, ended].map(
      (socket) => new Promise((resolve) => socket.resume().once('end', resolve)),
    )
    const slow = await raw(lab.ports.proxy, ['CONNECT ok.te'], 2_000)
    expect(slow).toMatch(/^HTTP\/1.1 408 /)
    await Promise.all(closed)
    await until(() => lab.proxy.open.connections === 0)
    expect(rules()).toEqual(['proxy.limits.handshakeMilliseconds'])
  })

  test('a ClientHello that comes too slowly or never ends is refused and recorded', async () => {
    lab = await startLab(policy('ok.test'), {
      limits: { handshakeMilliseconds: 300, clientHelloBytes: 4_096 },
    })
    await raw(lab.ports.https, [hello({ serverName: 'ok.test' }).subarray(0, 20)], 1_000)
    const endless = Buffer.concat([
      Buffer.from([22, 3, 1, 0x40, 0, 1, 0, 0xff, 0xff]),
      Buffer.alloc(8_000),
    ])
    await raw(lab.ports.https, [endless], 1_000)
    expect(rules()).toEqual(['proxy.limits.handshakeMilliseconds', 'proxy.limits.clientHelloBytes'])
  })

  test('more connections than allowed are refused, on record once, and room comes back', async () => {
    lab = await startLab(policy('ok.test'), { limits: { connections: 5 } })
    await world()
    const held = await Promise.all(
      [1, 2, 3, 4, 5].map(() => connectThrough(lab.ports.proxy, 'ok.test:443')),
    )
    for (let tries = 0; tries < 4; tries++)
      expect(await raw(lab.ports.http, ['GET / HTTP/1.1\r\nHost: ok.test\r\n\r\n'])).toBe('')
    expect(rules()).toEqual(['proxy.limits.connections'])
    for (const socket of held) socket.destroy()
    await until(() => lab.proxy.open.connections === 0)
    expect((await proxyRequest(lab, 'http://ok.test/')).status).toBe(200)
  })

  test('one service cannot use up what another may have', async () => {
    const other = new Map([['second', policy('ok.test')]])
    lab = await startLab(policy('ok.test'), { limits: { connections: 2 }, others: other })
    await world()
    const held = await Promise.all([1, 2].map(() => connectThrough(lab.ports.proxy, 'ok.test:443')))
    const got = await raw(await lab.bridge(80, 'second'), [
      'GET / HTTP/1.1\r\nHost: ok.test\r\n\r\n',
    ])
    expect(got).toContain('fine')
    expect(lab.events.at(-1)?.service).toBe('second')
    for (const socket of held) socket.destroy()
  })

  test('a thousand slow clients do not keep a fast one from being served', async () => {
    lab = await startLab(policy('ok.test'), { limits: { handshakeMilliseconds: 1_500 } })
    await world()
    const slow = Array.from({ length: 1_000 }, () => {
      const socket = net.connect(lab.ports.http, '127.0.0.1')
      socket.on('error', () => {})
      socket.write('GET / HTTP/1.1\r\nHost: ok')
      return socket
    })
    expect((await proxyRequest(lab, 'http://ok.test/')).status).toBe(200)
    await until(() => lab.proxy.open.connections === 0, 15_000)
    expect(new Set(rules())).toEqual(new Set(['proxy.limits.handshakeMilliseconds']))
    for (const socket of slow) socket.destroy()
  })

  test('a tunnel that both sides leave silent is closed, and one that is used is not', async () => {
    lab = await startLab(policy('"*.test:7"'), { limits: { idleMilliseconds: 600 } })
    for (const [name, address] of [
      ['silent.test', '203.0.113.10'],
      ['used.test', '203.0.113.11'],
    ] as const)
      await lab.world.serveTcp(name, address, 7, (socket) => socket.pipe(socket))
    const silent = await connectThrough(lab.ports.proxy, 'silent.test:7')
    const used = await connectThrough(lab.ports.proxy, 'used.test:7')
    const talk = setInterval(() => used.write('x'), 50)
    used.resume()
    silent.resume().write('once')
    await until(() => silent.closed)
    expect([used.closed, lab.proxy.open.tunnels]).toEqual([false, 1])
    clearInterval(talk)
    await until(() => used.closed && lab.proxy.open.tunnels === 0)
  })

  test('a connection that is left after its request is closed', async () => {
    lab = await startLab(policy('ok.test'), { limits: { keepAliveMilliseconds: 300 } })
    await world()
    const socket = net.connect(lab.ports.proxy, '127.0.0.1').resume()
    socket.write('GET http://ok.test/ HTTP/1.1\r\nHost: ok.test\r\n\r\n')
    await until(() => socket.bytesRead > 0)
    await until(() => socket.closed, 10_000)
  })

  test('a request that falls silent is closed', async () => {
    lab = await startLab(policy('ok.test'), { limits: { idleMilliseconds: 300 } })
    await lab.world.serve({
      name: 'ok.test',
      address: '203.0.113.10',
      port: 80,
      handle: (_, response) => void response.write('and then'),
    })
    const socket = net.connect(lab.ports.http, '127.0.0.1').resume()
    socket.write('GET / HTTP/1.1\r\nHost: ok.test\r\n\r\n')
    await until(() => socket.bytesRead > 0)
    await until(() => socket.closed, 10_000)
  })

  test('a TLS handshake that is never finished is ended, on record', async () => {
    lab = await startLab(opened, { limits: { handshakeMilliseconds: 300 } })
    const socket = await connectThrough(lab.ports.proxy, 'opened.test:443')
    socket.on('error', () => {}).resume()
    const said = new Duplex({
      read: () => {},
      write: (bytes, _, done) => {
        socket.write(bytes)
        done()
      },
    })
    tls.connect({ socket: said, servername: 'opened.test' }).on('error', () => {})
    await until(() => socket.closed, 10_000)
    expect(rules()).toEqual(['proxy.clientHandshake'])
  })

  test('an upstream that never finishes its handshake is given up', async () => {
    lab = await startLab(opened, { limits: { dialMilliseconds: 300 } })
    await lab.world.serveTcp('opened.test', '203.0.113.10', 443, (socket) => socket.resume())
    const { status, body } = await httpsRequest(lab, 'https://opened.test/')
    expect([status, JSON.parse(body).rule]).toEqual([504, 'proxy.timeout'])
  })

  describe('a body that a credential is bound into', () => {
    const ask = async (head: string, body: string) => {
      lab = await startLab(opened, { limits: { boundBodyBytes: 1_000 } })
      const socket = await tlsTo(lab, 'opened.test')
      let got = ''
      socket.on('data', (data) => {
        got += data
      })
      socket.write(
        `POST / HTTP/1.1\r\nHost: opened.test\r\nContent-Type: application/json\r\n${head}\r\n\r\n`,
      )
      socket.write(body)
      await until(() => got !== '', 10_000)
      socket.destroy()
      expect(rules()).toEqual(['proxy.limits.boundBodyBytes'])
      expect(lab.dialled).toEqual([])
      return got
    }

    test('and that never ends is refused', async () => {
      const chunk = `3e8\r\n${'x'.repeat(1_000)}\r\n`
      expect(await ask('Transfer-Encoding: chunked', chunk + chunk)).toMatch(/^HTTP\/1.1 413 /)
    })

    test('and that says it is too long is refused before it comes', async () => {
      const expecting = 'Content-Length: 1001\r\nExpect: 100-continue'
      expect(await ask(expecting, '')).toMatch(/^HTTP\/1.1 413 /)
    })
  })
})

describe('reload', () => {
  test('a new policy is in force for the next request of an open connection, and closes tunnels it forbids', async () => {
    lab = await startLab(policy('ok.test, other.test'))
    await world()
    await lab.world.serve({
      name: 'other.test',
      address: '203.0.113.11',
      port: 443,
      handle: (_, response) => void response.end('other'),
    })
    const tunnel = await tlsTo(lab, 'other.test')
    const kept = await tlsTo(lab, 'ok.test')
    const closed = new Promise((resolve) => tunnel.once('close', resolve))
    tunnel.on('error', () => {})
    await lab.proxy.reload(lab.configuration(policy('ok.test')))
    await closed
    expect(kept.destroyed).toBe(false)
    kept.destroy()
    await expect(httpsRequest(lab, 'https://other.test/')).rejects.toThrow('CONNECT 403')
    expect((await httpsRequest(lab, 'https://ok.test/')).body).toBe('fine')
  })

  test('what cannot be put in force leaves the old policy in force', async () => {
    lab = await startLab(policy('ok.test'))
    await world()
    const broken = lab.configuration(policy('other.test'))
    for (const compiled of Object.values(broken.policies))
      compiled.policies[0].allowedDomains = ['*bad*']
    await expect(lab.proxy.reload(broken)).rejects.toThrow()
    expect((await proxyRequest(lab, 'http://ok.test/')).status).toBe(200)
  })

  test('a port that cannot be listened on leaves the old policy in force', async () => {
    lab = await startLab(policy('ok.test'))
    await world()
    await mkdir(join(lab.directory, 'agent', '5003.sock'))
    const next = policy('other.test', ', allowedLocal: ["three:5003", "two:5002"]')
    await expect(lab.proxy.reload(lab.configuration(next))).rejects.toThrow()
    expect((await proxyRequest(lab, 'http://ok.test/')).status).toBe(200)
    expect(await readdir(join(lab.directory, 'agent'))).not.toContain('5002.sock')
  })

  test('relays open and close with the policy', async () => {
    lab = await startLab(policy('ok.test', ', allowedLocal: ["one:5001"]'))
    await lab.world.serveTcp('one', '172.20.0.5', 5001, (socket) => socket.end('one'))
    await lab.world.serveTcp('two', '172.20.0.6', 5002, (socket) => socket.end('two'))
    expect(await raw(await lab.bridge(5001), ['x'])).toBe('one')
    await lab.proxy.reload(lab.configuration(policy('ok.test', ', allowedLocal: ["two:5002"]')))
    expect(await raw(await lab.bridge(5002), ['x'])).toBe('two')
    expect(await raw(await lab.bridge(5001), ['x'])).toBe('')
  })
})

describe('closing', () => {
  test('ends every connection and lets go of every listener at once', async () => {
    lab = await startLab(policy('ok.test'))
    await world()
    const tunnel = await tlsTo(lab, 'ok.test')
    tunnel.on('error', () => {})
    const closed = new Promise((resolve) => tunnel.once('close', resolve))
    const started = Date.now()
    await lab.proxy.close()
    await closed
    expect(Date.now() - started).toBeLessThan(3_000)
  })
})

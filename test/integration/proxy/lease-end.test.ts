import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import type http from 'node:http'
import http2 from 'node:http2'
import type net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Broker, startBroker } from '../../../sidecars/broker/broker.ts'
import { type BrokerClient, brokerClient } from '../../../sidecars/broker/client.ts'
import { memoryTrail } from '../../unit/broker/fixture.ts'
import { machine } from '../../unit/broker/machine.ts'
import { type Lab, startLab, tlsTo, until } from './lab.ts'

const policy = `
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: p }
spec:
  network: { allowedDomains: ["*.github.com"] }
  credentials: { allowedKeys: [GITHUB_TOKEN], maxExpirationHours: 1 }
`
const HOST = 'api.github.com'
const SECRET = 'ghp_RealSecretOfThisTest0123456789abcdef'
const HOUR = 3_600_000

let lab: Lab
let broker: Broker
let client: BrokerClient
let lease: string
let time: ReturnType<typeof machine>
let begin: () => Promise<void>
/** Credentials that reached the host. */
const seen: (string | undefined)[] = []

beforeEach(async () => {
  time = machine()
  seen.length = 0
  const stateDirectory = join(tmpdir(), `lease-end-${randomBytes(6).toString('hex')}`)
  lab = await startLab(policy, {
    exchange: async (configuration) => {
      const store = memoryTrail()
      let port = 0
      begin = async () => {
        broker = await startBroker({
          configuration,
          store,
          stateDirectory,
          time,
          listen: { host: '127.0.0.1', port },
        })
        ;({ port } = broker)
      }
      await begin()
      client = brokerClient(`http://127.0.0.1:${broker.port}`)
      return client
    },
  })
  lease = await unlock()
  await lab.world.serve({
    name: HOST,
    address: '203.0.113.20',
    port: 443,
    handle: (request, response) => {
      seen.push(request.headers.authorization)
      response.end('fine')
    },
    upgrade: (request, socket) => {
      seen.push(request.headers.authorization)
      shakeHands(request, socket)
    },
    streams: (stream, headers) => {
      seen.push(headers.authorization)
      stream.respond({ ':status': 200 })
      stream.end('fine')
    },
  })
  return async () => {
    await lab.close()
    await client.close()
    await broker.close()
    await rm(stateDirectory, { recursive: true, force: true })
  }
})

async function unlock(): Promise<string> {
  const secrets = new Map([['GITHUB_TOKEN', SECRET]])
  const leases = await broker.unlock({ secrets, services: new Map() })
  return leases.get('agent')?.get('GITHUB_TOKEN') ?? ''
}

function shakeHands(request: http.IncomingMessage, socket: net.Socket): void {
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64')
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  )
}

/** A way of asking over and over, where it can on one open connection. */
interface Way {
  /** @returns status and body */
  ask(): Promise<[number, string]>
  close(): void
}

const ways: Record<string, () => Promise<Way>> = {
  async 'HTTP/1.1'() {
    const socket = await tlsTo(lab, HOST)
    return { ask: () => askHttp1(socket, ''), close: () => socket.destroy() }
  },
  async 'HTTP/2'() {
    const socket = await tlsTo(lab, HOST, { ALPNProtocols: ['h2'] })
    const session = http2.connect(`https://${HOST}`, { createConnection: () => socket })
    return {
      async ask() {
        const stream = session.request({ authorization: `Bearer ${lease}` })
        let body = ''
        stream.on('data', (data) => {
          body += data
        })
        const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders]
        if (!stream.readableEnded) await once(stream, 'end')
        return [Number(headers[':status']), body]
      },
      close: () => session.destroy(),
    }
  },
  async 'a WebSocket handshake'() {
    // The connection is open before the lease ends; the handshake comes after.
    const sockets = await Promise.all([tlsTo(lab, HOST), tlsTo(lab, HOST)])
    const upgrade =
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
    const left = [...sockets]
    return {
      ask: () => askHttp1(left.shift() as TLSSocket, upgrade),
      close: () => {
        for (const socket of sockets) socket.destroy()
      },
    }
  },
}

async function askHttp1(socket: TLSSocket, head: string): Promise<[number, string]> {
  let got = ''
  const hear = (data: Buffer) => {
    got += data.toString('latin1')
  }
  socket.on('data', hear)
  socket.write(`GET /x HTTP/1.1\r\nHost: ${HOST}\r\nAuthorization: Bearer ${lease}\r\n${head}\r\n`)
  const length = () => Number(/content-length: (\d+)/i.exec(got)?.[1] ?? 0)
  await until(() => {
    const end = got.indexOf('\r\n\r\n')
    return end > 0 && (got.includes('fine') || got.length >= end + 4 + length())
  })
  socket.off('data', hear)
  return [Number(got.split(' ')[1]), got.slice(got.indexOf('\r\n\r\n') + 4)]
}

const real = `Bearer ${SECRET}`

describe.each(Object.keys(ways))('over %s, on an open connection', (name) => {
  let way: Way
  beforeEach(async () => {
    way = await (ways[name] as () => Promise<Way>)()
    const [status] = await way.ask()
    expect([200, 101]).toContain(status)
    expect(seen).toEqual([real])
  })
  afterEach(() => way?.close())

  const isRefused = async (reason: RegExp) => {
    const began = performance.now()
    const [status, body] = await way.ask()
    expect(performance.now() - began).toBeLessThan(4_000)
    expect(status).toBe(403)
    expect(JSON.parse(body)).toMatchObject({ type: 'PolicyViolation' })
    expect(body).toMatch(reason)
    expect(seen).toEqual([real])
  }

  test('case 37: a lease that was revoked is a violation at once', async () => {
    await broker.revoke('GITHUB_TOKEN')
    await isRefused(/was revoked/)
  })

  test('case 37: a lease that has expired is a violation at once', async () => {
    time.pass(HOUR)
    await isRefused(/has expired/)
  })

  test('case 38: a clock set back extends no lease', async () => {
    time.pass(HOUR)
    time.step(-2 * HOUR)
    await isRefused(/has expired/)
  })

  test('case 38: a clock set forward ends no lease', async () => {
    time.step(24 * HOUR)
    expect([200, 101]).toContain((await way.ask())[0])
  })

  test('a broker that is gone gives nothing, and one that came back is locked', async () => {
    await broker.close()
    await isRefused(/does not answer/)
    await begin()
    if (name === 'a WebSocket handshake') return
    await isRefused(/is locked/)
    expect(await unlock()).toBe(lease)
    expect((await way.ask())[0]).toBe(200)
  })
})

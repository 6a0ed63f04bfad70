import { once } from 'node:events'
import type http from 'node:http'
import net from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Governed } from '../../../../sidecars/proxy/governed.ts'
import type { Http1Forward, Http1Passage } from '../../../../sidecars/proxy/http/http1-forward.ts'
import { Http1Front } from '../../../../sidecars/proxy/http/http1-front.ts'
import type { RequestJudge } from '../../../../sidecars/proxy/http/judge.ts'
import { defaultLimits } from '../../../../sidecars/proxy/limits.ts'

const get = 'GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n'
const tunnel = 'CONNECT a.test:443 HTTP/1.1\r\nHost: a.test\r\n\r\n'
const asking = (protocol: string) =>
  `GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`

const soon = { interval: 5 }

let front: Http1Front
let server: net.Server
let client: net.Socket
let got: string
/** Rules of the refusals that were recorded. */
let refused: string[]
/** Requests that were judged, and those that went on. */
let judged: number
let passed: http.ServerResponse[]
let closed: number
/** Connections of clients that the front still has. */
const open = new Set<net.Socket>()

beforeEach(async () => {
  got = ''
  refused = []
  judged = 0
  passed = []
  closed = 0
  const store = {
    append: async ({ rule }: { rule: string }) => {
      refused.push(rule)
      return { id: '1', time: '' }
    },
    close: async () => {},
  }
  const governed = new Governed('agent', { name: 'p', digest: '' } as never, store)
  const judge = async () => {
    judged += 1
    return { ok: true, cleared: {} }
  }
  const send = ({ response }: Http1Passage) => {
    passed.push(response)
    response.once('close', () => {
      closed += 1
    })
  }
  front = new Http1Front({
    judge: { judge } as unknown as RequestJudge,
    forward: { send } as unknown as Http1Forward,
    limits: defaultLimits,
    onConnect: (_governed: Governed, _request: unknown, socket: net.Socket) => socket.end('tunnel'),
  } as unknown as ConstructorParameters<typeof Http1Front>[0])
  server = net.createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket)
    socket.on('error', () => {}).once('close', () => open.delete(socket))
    front.accept(socket, governed, { kind: 'forward' })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  client = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1')
  client
    .on('error', () => {})
    .on('data', (data) => {
      got += data.toString('latin1')
    })
  await once(client, 'connect')
})
afterEach(() => {
  client.destroy()
  for (const socket of open) socket.destroy()
  front.close()
  server.close()
})

test('requests without end that wait for no answer end their connection, on record', async () => {
  client.write(get.repeat(5_000))
  await new Promise((left) => client.once('close', left))
  expect(judged).toBe(defaultLimits.pipelinedRequests)
  expect(refused).toEqual(['proxy.limits.pipelinedRequests'])
  await expect.poll(() => closed).toBe(judged)
})

test('every request learns that its client has left, also one whose turn to be answered had not come', async () => {
  client.write(get.repeat(50))
  await expect.poll(() => passed.length).toBe(50)
  client.destroy()
  await expect.poll(() => closed).toBe(50)
})

/** Node throws, or never answers again, when another protocol begins in the middle: thrown there, it would end the proxy. */
describe('another protocol before all requests are answered ends the connection', () => {
  test.each([
    ['WebSocket', asking('websocket')],
    ['HTTP/2', asking('h2c')],
    ['a tunnel', tunnel],
  ])('%s', async (_, begin) => {
    client.write(get + begin)
    await new Promise((left) => client.once('close', left))
    expect(got).toBe('')
    expect(refused).toEqual(['proxy.malformed'])
    await expect.poll(() => closed).toBe(1)
  })

  test('and is taken when they are', async () => {
    client.write(get)
    await expect.poll(() => passed.length).toBe(1)
    passed[0]?.end('fine')
    await expect.poll(() => got).toContain('fine')
    client.write(tunnel)
    await expect.poll(() => got).toContain('tunnel')
  })
})

test('an upgrade that came to nothing leaves no connection behind, whatever was sent after it', async () => {
  client.write(`${asking('websocket')}never read`)
  await expect.poll(() => passed.length).toBe(1)
  passed[0]?.writeHead(403).end()
  await expect.poll(() => got).toContain('403')
  client.destroy()
  await expect.poll(() => open.size).toBe(0)
})

test('an offer of HTTP/2 with every request of a connection leaves nothing behind', async () => {
  const warnings: Error[] = []
  const warned = (warning: Error) => warnings.push(warning)
  process.on('warning', warned)
  for (let times = 1; times <= 30; times += 1) {
    client.write(asking('h2c'))
    await expect.poll(() => passed.length, soon).toBe(times)
    passed[times - 1]?.end()
    await expect.poll(() => got.split('200 OK').length, soon).toBe(times + 1)
  }
  process.off('warning', warned)
  const [socket] = open
  expect(socket?.listenerCount('close')).toBeLessThan(8)
  expect(warnings).toEqual([])
})

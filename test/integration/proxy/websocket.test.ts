import { createHash } from 'node:crypto'
import type http from 'node:http'
import type net from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  BadFrame,
  FrameReader,
  serverFrame,
} from '../../../sidecars/proxy/http/websocket-frames.ts'
import { clientFrame } from './frames.ts'
import { type Lab, secrets, startLab, tlsTo, until } from './lab.ts'

const policy = (allowed: string) => `
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata: { name: p }
spec:
  network:
    allowedDomains: [${allowed}]
    http: [{ host: quiet.test, methods: [GET], paths: ["/**"] }]
  credentials: { allowedKeys: [GITHUB_TOKEN], maxExpirationHours: 1 }
`
let lab: Lab
let lease: string
const secret = secrets.GITHUB_TOKEN
const handshakes: http.IncomingMessage[] = []
/** What the server got, unmasked. */
let received = ''
let server: net.Socket
let extensions = ''

beforeAll(async () => {
  lab = await startLab(policy('"*.github.com", "quiet.test"'))
  lease = lab.leases.get('GITHUB_TOKEN') ?? ''
  const upgrade = (request: http.IncomingMessage, socket: net.Socket) => {
    handshakes.push(request)
    server = socket
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
    const accept = createHash('sha1').update(key).digest('base64')
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${extensions}Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
    )
    const reader = new FrameReader(true, {
      payload: (bytes) => {
        received += bytes.toString('latin1')
      },
      end: () => {},
    })
    socket.on('data', (data) => reader.push(data))
  }
  for (const [index, name] of ['api.github.com', 'quiet.test'].entries())
    await lab.world.serve({
      name,
      address: `203.0.113.${10 + index}`,
      port: 443,
      handle: (_, response) => void response.end(),
      upgrade,
    })
})
afterAll(() => lab?.close())
beforeEach(() => {
  lab.events.length = 0
  handshakes.length = 0
  received = ''
  extensions = ''
})

interface Talk {
  socket: net.Socket
  head: string
  /** Messages that came, and `CLOSE code reason`. */
  messages: string[]
  closed: boolean
}

async function open(host: string, headers = ''): Promise<Talk> {
  const socket = await tlsTo(lab, host)
  const talk: Talk = { socket, head: '', messages: [], closed: false }
  let message = Buffer.alloc(0)
  const reader = new FrameReader(false, {
    payload: (bytes) => {
      message = Buffer.concat([message, bytes])
    },
    end: ({ opcode, final }) => {
      if (!final) return
      talk.messages.push(
        opcode === 8
          ? `CLOSE ${message.readUInt16BE(0)} ${message.subarray(2)}`
          : message.toString('latin1'),
      )
      message = Buffer.alloc(0)
    },
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    talk.closed = true
  })
  socket.on('data', (data: Buffer) => {
    if (talk.head.includes('\r\n\r\n')) return reader.push(data)
    talk.head += data.toString('latin1')
    const end = talk.head.indexOf('\r\n\r\n')
    if (end < 0) return
    const rest = Buffer.from(talk.head.slice(end + 4), 'latin1')
    if (rest.length > 0 && talk.head.includes(' 101 ')) reader.push(rest)
  })
  socket.write(
    `GET /feed HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${headers}\r\n`,
  )
  await until(() => talk.head.includes('\r\n\r\n'))
  return talk
}
const blocked = () =>
  lab.events.filter(({ decision }) => decision === 'blocked').map(({ rule }) => rule)

describe('a WebSocket on a host that is opened', () => {
  test('its handshake exchanges leases, and offers no compression', async () => {
    const { socket, head } = await open('api.github.com', `Authorization: Bearer ${lease}\r\n`)
    expect(head).toContain(' 101 ')
    expect(handshakes[0]?.headers.authorization).toBe(`Bearer ${secret}`)
    expect(handshakes[0]?.headers['sec-websocket-extensions']).toBeUndefined()
    socket.destroy()
  })

  test('a server that agrees to an extension nobody offered is not talked to', async () => {
    extensions = 'Sec-WebSocket-Extensions: permessage-deflate\r\n'
    const { socket, head } = await open('api.github.com')
    expect(head).toContain(' 502 ')
    socket.destroy()
  })

  test('carries messages of every size and in every cut, and control frames between', async () => {
    const talk = await open('quiet.test')
    const long = 'x'.repeat(70_000)
    const bytes = Buffer.concat([
      clientFrame('ping'),
      clientFrame('par', { final: false }),
      clientFrame('are you there', { opcode: 9 }),
      clientFrame('ts', { opcode: 0 }),
      clientFrame(long),
    ])
    for (let at = 0; at < bytes.length; at += 997) talk.socket.write(bytes.subarray(at, at + 997))
    await until(() => received === `pingparare you therets${long}`)
    server.write(serverFrame({ opcode: 1, final: true }, Buffer.from(long)))
    server.write(serverFrame({ opcode: 9, final: true }, Buffer.from('pong?')))
    await until(() => talk.messages.length === 2)
    expect(talk.messages).toEqual([long, 'pong?'])
    talk.socket.destroy()
  })

  test('a message that ends like a lease begins is not held back', async () => {
    const talk = await open('quiet.test')
    talk.socket.write(clientFrame('govleas'))
    await until(() => received === 'govleas')
    talk.socket.destroy()
  })

  const whole = 'Authorization: Bearer '
  test.each([
    ['in one frame', (text: string) => [clientFrame(text)]],
    [
      'over fragments',
      (text: string) => [
        clientFrame(text.slice(0, 30), { final: false }),
        clientFrame(text.slice(30), { opcode: 0 }),
      ],
    ],
    [
      'over messages',
      (text: string) => [clientFrame(text.slice(0, 30)), clientFrame(text.slice(30))],
    ],
    [
      'with a control frame between',
      (text: string) => [
        clientFrame(text.slice(0, 30), { final: false }),
        clientFrame('', { opcode: 9 }),
        clientFrame(text.slice(30), { opcode: 0 }),
      ],
    ],
    ['in a ping', (text: string) => [clientFrame(text.slice(22, 100), { opcode: 9 })]],
    ['in Base64', (text: string) => [clientFrame(Buffer.from(text).toString('base64'))]],
    ['byte by byte', (text: string) => [...clientFrame(text)].map((byte) => Buffer.from([byte]))],
  ])('a lease %s ends it with 1008, on record, and does not arrive', async (_, frames) => {
    const talk = await open('quiet.test')
    talk.socket.write(clientFrame('before'))
    await until(() => received === 'before')
    for (const frame of frames(whole + lease)) {
      talk.socket.write(frame)
      await new Promise((go) => setImmediate(go))
    }
    await until(() => talk.messages.length > 0)
    expect(talk.messages).toEqual(['CLOSE 1008 A lease stands in a WebSocket message.'])
    expect(blocked()).toEqual(['proxy.leaseElsewhere'])
    expect(received).not.toContain(lease.slice(-20))
    expect(Buffer.from(received, 'base64').toString()).not.toContain(lease.slice(-20))
    await until(() => talk.closed, 5_000)
  })

  test('what the host was told comes back as the lease, over frames and in control frames', async () => {
    const talk = await open('api.github.com', `Authorization: Bearer ${lease}\r\n`)
    const say = (text: string, opcode = 1, final = true) =>
      server.write(serverFrame({ opcode, final }, Buffer.from(text)))
    say(`you said ${secret}!`)
    say(`cut ${secret.slice(0, 11)}`, 1, false)
    say('between', 9)
    say(secret.slice(11), 0)
    say(secret, 9)
    say('', 2)
    say('end')
    await until(() => talk.messages.at(-1) === 'end')
    expect(talk.messages.join('|')).not.toContain(secret)
    expect(talk.messages).toContain(`you said ${lease}!`)
    expect(
      talk.messages.some((message) => message.endsWith(`cut ${lease}`) || message.includes(lease)),
    ).toBe(true)
    talk.socket.destroy()
  })

  test.each([
    ['without a mask', serverFrame({ opcode: 1, final: true }, Buffer.from('x'))],
    ['of an extension', clientFrame('x', { reserved: 4 })],
    ['of an unknown kind', clientFrame('x', { opcode: 3 })],
    ['that goes on with nothing', clientFrame('x', { opcode: 0 })],
    ['of control in parts', clientFrame('x', { opcode: 9, final: false })],
  ])('a frame %s ends it, on record', async (_, frame) => {
    const talk = await open('quiet.test')
    talk.socket.write(frame)
    await until(() => blocked().length > 0)
    expect(blocked()).toEqual(['proxy.malformed'])
    expect(received).toBe('')
    await until(() => talk.closed, 5_000)
  })

  test('a new policy ends one that it no longer allows', async () => {
    const talk = await open('quiet.test')
    await lab.proxy.reload(lab.configuration(policy('"*.github.com"').replace(/ {4}http:.*\n/, '')))
    await until(() => talk.closed)
    expect(blocked()).toHaveLength(1)
    await lab.proxy.reload(lab.configuration(policy('"*.github.com", "quiet.test"')))
  })
})

test('a length that no number can say is no frame', () => {
  const reader = new FrameReader(false, { payload: () => {}, end: () => {} })
  expect(() =>
    reader.push(Buffer.from([0x82, 127, 255, 255, 255, 255, 255, 255, 255, 255])),
  ).toThrow(BadFrame)
})

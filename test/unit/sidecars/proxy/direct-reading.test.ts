import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, test } from 'vitest'
import { relay } from '../../../../sidecars/proxy/tunnel/relay.ts'
import { connectTcp } from '../../../../sidecars/proxy/upstream/dial.ts'
import { readDirectly } from '../../../../sidecars/proxy/upstream/direct-reading.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function listen(serve: (socket: net.Socket) => void): Promise<number> {
  const open = new Set<net.Socket>()
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    open.add(socket.on('error', () => {}))
    serve(socket)
  })
  closers.push(() => {
    server.close()
    for (const socket of open) socket.destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as net.AddressInfo).port
}

/** A client's end of a relay to such an upstream, and what is left when both are closed. */
async function relayed(serve: (socket: net.Socket) => void) {
  const upstreamPort = await listen(serve)
  const over: Promise<void>[] = []
  const port = await listen((client) => {
    const upstream = readDirectly(connectTcp)('127.0.0.1', upstreamPort)
    upstream.on('error', () => upstream.destroy())
    over.push(relay(client, upstream))
  })
  const connect = async (): Promise<net.Socket> => {
    const socket = net.connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true })
    closers.push(() => socket.destroy())
    await once(socket, 'connect')
    return socket
  }
  return { connect, over }
}

/** Four bytes say at which place they stand and in which stream, so that whatever is lost, doubled or mixed shows. */
function numbered(stream: number, from: number, bytes: number): Buffer {
  const words = new Uint32Array(bytes / 4)
  for (let at = 0; at < words.length; at++) words[at] = (stream << 26) | (from / 4 + at)
  return Buffer.from(words.buffer)
}

async function send(socket: net.Socket, stream: number, bytes: number): Promise<void> {
  const step = 1024 * 1024
  for (let from = 0; from < bytes; from += step)
    if (!socket.write(numbered(stream, from, Math.min(step, bytes - from))))
      await once(socket, 'drain')
  socket.end()
}

/** Reads slowly at first, so that the relay cannot write what it has read. */
async function receive(socket: net.Socket, stream: number): Promise<number> {
  let got = 0
  let rest: Buffer = Buffer.alloc(0)
  await new Promise((go) => setTimeout(go, 30))
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.concat([rest, chunk])
    const whole = bytes.length - (bytes.length % 4)
    if (!bytes.subarray(0, whole).equals(numbered(stream, got, whole)))
      throw new Error(`Stream ${stream} is damaged after ${got} bytes.`)
    got += whole
    rest = bytes.subarray(whole)
    if (got < 4e6) await new Promise((go) => setTimeout(go, 1))
  }
  return got
}

describe('bytes that are written from the memory they were read into', () => {
  test.each([
    [1, 48e6],
    [6, 16e6],
    [36, 8e6],
  ])(
    '%d at once arrive as they were sent, also at readers that are slow',
    async (streams, bytes) => {
      const served: Promise<void>[] = []
      const { connect, over } = await relayed((socket) =>
        socket.once('data', (data) => served.push(send(socket, data.readUInt32LE(), bytes))),
      )
      const got = await Promise.all(
        Array.from({ length: streams }, async (_, stream) => {
          const socket = await connect()
          const name = Buffer.alloc(4)
          name.writeUInt32LE(stream)
          socket.end(name)
          return receive(socket, stream)
        }),
      )
      expect(got).toEqual(Array(streams).fill(bytes))
      await Promise.all([...over, ...served])
    },
  )

  test('small messages of many connections are not mixed', async () => {
    const { connect } = await relayed((socket) => socket.pipe(socket))
    await Promise.all(
      Array.from({ length: 30 }, async (_, stream) => {
        const socket = await connect()
        for (let turn = 0; turn < 30; turn++) {
          const sent = numbered(stream, turn * 4, 4 * (1 + turn))
          socket.write(sent)
          let got: Buffer = Buffer.alloc(0)
          while (got.length < sent.length)
            got = Buffer.concat([got, (await once(socket, 'data'))[0]])
          expect(got.equals(sent)).toBe(true)
        }
      }),
    )
  })

  test('what the upstream says first waits for who reads it', async () => {
    const { connect } = await relayed((socket) => socket.write('220 ready\r\n'))
    const [data] = await once(await connect(), 'data')
    expect(data.toString()).toBe('220 ready\r\n')
  })

  test('an end is the end of one half alone', async () => {
    const { connect, over } = await relayed((socket) => {
      socket.end('bye')
      socket.on('data', (data) => socket.emit('heard', data)).once('heard', (data) => heard(data))
    })
    let heard: (data: Buffer) => void = () => {}
    const arrived = new Promise<Buffer>((resolve) => {
      heard = resolve
    })
    const socket = await connect()
    let got = ''
    for await (const data of socket.iterator({ destroyOnReturn: false })) got += data
    expect(got).toBe('bye')
    socket.end('still here')
    expect((await arrived).toString()).toBe('still here')
    await Promise.all(over)
  })

  test('a client on a Unix socket that has sent all and is gone has not broken off', async () => {
    const got: string[] = []
    const upstreamPort = await listen((socket) => {
      socket.on('data', (data) => got.push(String(data)))
      socket.on('error', (error) => got.push(error.message))
      socket.on('end', () => socket.end(() => got.push('end')))
    })
    const path = join(await mkdtemp(join(tmpdir(), 'relay-')), 'socket')
    const over = new Promise<void>((resolve) => {
      const server = net.createServer({ allowHalfOpen: true }, (client) => {
        const upstream = readDirectly(connectTcp)('127.0.0.1', upstreamPort)
        void relay(
          client.on('error', () => {}),
          upstream.on('error', () => {}),
        ).then(resolve)
      })
      closers.push(() => server.close())
      server.listen(path, () => {
        const client = net.connect(path, () => client.write('all', () => client.destroy()))
      })
    })
    await over
    expect(got.join(' ')).toBe('all end')
  })

  test('a reset of the upstream is a reset for the client, while bytes wait for it too', async () => {
    const { connect, over } = await relayed((socket) => {
      socket.write(Buffer.alloc(32e6))
      setTimeout(() => socket.resetAndDestroy(), 100)
    })
    const socket = await connect()
    socket.pause()
    // A client on libuv is told of an end where there is a reset behind bytes, and learns of it when it writes.
    const broken = new Promise<Error>((resolve) => {
      socket.on('error', resolve).on('end', () => socket.write(Buffer.alloc(0)))
    })
    await new Promise((go) => setTimeout(go, 200))
    socket.resume()
    expect(await broken).toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) })
    await Promise.all(over)
  })

  test('a client that goes while bytes wait for it lets go of the upstream', async () => {
    let gone: () => void = () => {}
    const closed = new Promise<void>((resolve) => {
      gone = resolve
    })
    const { connect, over } = await relayed((socket) => {
      socket.once('close', gone).resume()
      const more = () => {
        while (!socket.destroyed && socket.write(Buffer.alloc(256 * 1024)));
      }
      socket.on('drain', more)
      more()
    })
    const socket = await connect()
    socket.pause()
    await new Promise((go) => setTimeout(go, 100))
    socket.destroy()
    await closed
    await Promise.all(over)
  })

  test('it cannot be searched, so it is not let through where it should be', async () => {
    const port = await listen(() => {})
    const upstream = readDirectly(connectTcp)('127.0.0.1', port)
    closers.push(() => upstream.destroy())
    expect(() => relay(new PassThrough(), upstream, { inward: new PassThrough() })).toThrow()
  })
})

import { once } from 'node:events'
import net from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { forward, run } from '../../../sidecars/ingress/main.ts'

const servers: net.Server[] = []
const sockets: net.Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) server.close()
  delete process.env.GOVERNANCE_INGRESS
})
const portOf = (server: net.Server) => (server.address() as net.AddressInfo).port

async function inner(handle: (socket: net.Socket) => void): Promise<number> {
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket.on('error', () => {}))
    handle(socket)
  })
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return portOf(server)
}

async function outer(port: number): Promise<net.Socket> {
  const server = await forward({ listen: 0, host: '127.0.0.1', port })
  servers.push(server)
  const client = net.connect({ port: portOf(server), host: '127.0.0.1', allowHalfOpen: true })
  sockets.push(client.on('error', () => {}))
  await once(client, 'connect')
  return client
}

async function everything(socket: net.Socket): Promise<string> {
  let text = ''
  socket.on('data', (data) => {
    text += data
  })
  await new Promise((resolve) => socket.once('end', resolve).once('close', resolve))
  return text
}

describe('a published port', () => {
  test('leads to the one service of its route, both ways', async () => {
    const client = await outer(await inner((socket) => socket.pipe(socket)))
    client.end('there and back')
    expect(await everything(client)).toBe('there and back')
  })

  test('half-close: a client that has ended still gets its answer', async () => {
    const port = await inner((socket) => {
      socket.resume()
      socket.on('end', () => socket.end('late'))
    })
    const client = await outer(port)
    client.end('question')
    expect(await everything(client)).toBe('late')
  })

  test('of a service that is not there is closed, and stays open for the next', async () => {
    const port = await inner(() => {})
    servers.pop()?.close()
    const client = await outer(port)
    expect(await everything(client)).toBe('')
    const again = net.connect({ port: portOf(servers[0] as net.Server), host: '127.0.0.1' })
    sockets.push(again.on('error', () => {}))
    await once(again, 'connect')
  })

  test('breaks on one side when it breaks on the other', async () => {
    const port = await inner((socket) => setTimeout(() => socket.resetAndDestroy(), 20))
    const client = await outer(port)
    client.resume()
    const [error] = await once(client.removeAllListeners('error'), 'error')
    expect(error.code).toBe('ECONNRESET')
    let gone: string | undefined
    let arrived: () => void = () => {}
    const there = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const second = await outer(
      await inner((socket) => {
        arrived()
        socket.resume().once('error', (error: NodeJS.ErrnoException) => {
          gone = error.code
        })
      }),
    )
    await there
    second.resetAndDestroy()
    await expect.poll(() => gone).toBe('ECONNRESET')
  })
})

test.each([
  ['nothing', ''],
  ['no list', '{}'],
  ['a route without a host', '[{"listen":80,"port":80}]'],
  ['a port that is none', '[{"listen":"80","host":"x","port":80}]'],
])('does not start with %s', async (_, text) => {
  process.env.GOVERNANCE_INGRESS = text
  await expect(run([])).rejects.toThrow()
})

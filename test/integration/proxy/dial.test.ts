import net from 'node:net'
import { expect, test } from 'vitest'
import { connectTcp, dialFirst } from '../../../sidecars/proxy/upstream/dial.ts'

test('the dialler looks no name up, be it as harmless as localhost', async () => {
  const server = net.createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as net.AddressInfo
  const reach = (address: string) =>
    new Promise((resolve, reject) => {
      connectTcp(address, port).once('connect', resolve).once('error', reject)
    })
  await reach('127.0.0.1')
  await expect(reach('localhost')).rejects.toThrow('A name reached the dialler')
  server.close()
})

test('a dial that nobody answers gives up after its time, and leaves nothing open', async () => {
  const tried: net.Socket[] = []
  const silent = () => {
    const socket = new net.Socket()
    tried.push(socket)
    return socket
  }
  const dial = dialFirst(['203.0.113.1', '2001:db8::1'], 443, silent, 400)
  await expect(dial).rejects.toMatchObject({ code: 'ETIMEDOUT' })
  expect(tried.map(({ destroyed }) => destroyed)).toEqual([true, true])
})

import dgram from 'node:dgram'
import { once } from 'node:events'
import net from 'node:net'
import { describe, expect, it } from 'vitest'
import { listenOnHost, localIPv4, localIPv6 } from '../../../engine/host-listener.ts'

describe('the addresses of a host', () => {
  it('are those that the kernel calls its own, without broadcast and loopback', () => {
    const trie = [
      'Local:',
      '  +-- 0.0.0.0/0 3 0 5',
      '     |-- 127.0.0.1',
      '        /32 host LOCAL',
      '        |-- 10.210.0.0',
      '           /24 link UNICAST',
      '        |-- 10.210.0.1',
      '           /32 host LOCAL',
      '        |-- 10.210.0.255',
      '           /32 link BROADCAST',
      '',
    ].join('\n')
    expect(localIPv4(trie)).toEqual(['10.210.0.1'])
  })

  it('are given in the short form for IPv6', () => {
    const table = [
      '00000000000000000000000000000001 01 80 10 80       lo',
      'fe8000000000000000fc00fffe000001 04 40 20 80     eth0',
      '20010db8000000000000000000000002 04 40 00 02     eth0',
      '',
    ].join('\n')
    expect(localIPv6(table)).toEqual(['fe80::fc:ff:fe00:1', '2001:db8::2'])
  })
})

it('the listener tells its word to whoever connects, until it is closed', async () => {
  const listener = await listenOnHost()
  const socket = net.connect(listener.port, '127.0.0.1')
  const [word] = await once(socket.setEncoding('utf8'), 'data')
  expect(word).toBe(listener.word)
  socket.destroy()
  listener.close()
  const [error] = await once(net.connect(listener.port, '127.0.0.1'), 'error')
  expect(error).toMatchObject({ code: 'ECONNREFUSED' })
})

it('the listener tells its word to whoever sends a datagram, too', async () => {
  const listener = await listenOnHost()
  const socket = dgram.createSocket('udp4')
  socket.send('who are you?', listener.udpPort, '127.0.0.1')
  const [word] = await once(socket, 'message')
  expect(String(word)).toBe(listener.word)
  socket.close()
  listener.close()
})

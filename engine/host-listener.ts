import { randomUUID } from 'node:crypto'
import dgram from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { networkInterfaces } from 'node:os'

/** A service on this host that tells whoever connects, or sends a datagram, a word that nobody can guess. */
export interface HostListener {
  readonly port: number
  readonly udpPort: number
  readonly word: string
  close(): void
}

/** Listens on every address of this host, on a free port of TCP and one of UDP, until it is closed. */
export async function listenOnHost(): Promise<HostListener> {
  const word = randomUUID()
  const server = net.createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.end(word)
  })
  try {
    server.listen({ host: '::', port: 0 })
    await once(server, 'listening')
  } catch {
    server.listen({ host: '0.0.0.0', port: 0 }) // a kernel without IPv6
    await once(server, 'listening')
  }
  const { port } = server.address() as net.AddressInfo
  const datagrams = await openDatagrams(word)
  const close = () => {
    server.close()
    datagrams.close()
  }
  return { port, udpPort: datagrams.address().port, word, close }
}

async function openDatagrams(word: string): Promise<dgram.Socket> {
  const open = async (type: 'udp6' | 'udp4') => {
    const socket = dgram.createSocket(type)
    socket.on('message', (_, from) => socket.send(word, from.port, from.address, () => {}))
    socket.bind()
    await once(socket, 'listening')
    socket.on('error', () => {})
    return socket
  }
  return open('udp6').catch(() => open('udp4'))
}

/**
 * The addresses of this host at this moment, without loopback, which in a container is the container's own.
 *
 * Where the kernel lists them itself (Linux), those of bridges that nothing is plugged into are included: Node leaves
 * them out, but packets to them arrive all the same.
 */
export function hostAddresses(): string[] {
  const addresses = new Set<string>()
  for (const entries of Object.values(networkInterfaces())) {
    for (const { address, internal } of entries ?? []) {
      if (!internal) addresses.add(address)
    }
  }
  for (const address of localIPv4(textOf('/proc/net/fib_trie'))) addresses.add(address)
  for (const address of localIPv6(textOf('/proc/net/if_inet6'))) addresses.add(address)
  return [...addresses]
}

/** Addresses that fib_trie marks as the host's own: a line with the address, and under it "/32 host LOCAL". */
export function localIPv4(trie: string): string[] {
  const found = trie.matchAll(/\|-- (\d+\.\d+\.\d+\.\d+)\n\s+\/32 host LOCAL/g)
  return [...found].map((match) => match[1] as string).filter((address) => !/^127\./.test(address))
}

/** Addresses of if_inet6: 32 hexadecimal digits, then four numbers and the name of the interface. */
export function localIPv6(table: string): string[] {
  const found: string[] = []
  for (const line of table.split('\n')) {
    const digits = /^([0-9a-f]{32})\s/.exec(line)?.[1]
    if (digits === undefined || /\slo$/.test(line)) continue
    // The URL parser writes an address in the short form of RFC 5952, as Node does.
    const long = digits.match(/.{4}/g)?.join(':') ?? ''
    found.push(new URL(`http://[${long}]`).hostname.slice(1, -1))
  }
  return found
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // not Linux
  }
}

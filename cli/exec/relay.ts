import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'

/** How long a name lookup over UDP may take before it is forgotten; the client asks again by itself. */
const LOOKUP_MILLISECONDS = 10_000
/** Lookups over UDP that may be under way at once; more are dropped, as a name server under load does. */
const LOOKUPS_AT_ONCE = 256

export interface Relay {
  /** The port that leads to a socket; the same number unless another was asked for. */
  port(socket: number): number
  close(): Promise<void>
}

export interface RelayOptions {
  /** Address to listen on. */
  address: string
  /** Folder with `NUMBER.sock`. */
  sockets: string
  /** Numbers of the sockets to serve. */
  ports: readonly number[]
  /** Listens on any free port instead of the socket's own number. */
  anyPort?: boolean
}

/**
 * Carries connections from ports of an address to Unix sockets. It reads nothing and decides nothing: what may pass is
 * decided behind the sockets. Port 53 is served over UDP too, with the framing of DNS over TCP towards the socket.
 *
 * @throws the error of `listen` when a port is not to be had
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const ports = new Map<number, number>()
  const open = new Set<Socket>()
  const servers: Server[] = []
  const lookups: UdpSocket[] = []

  const close = async () => {
    for (const socket of open) socket.destroy()
    await Promise.all([
      ...servers.map((server) => new Promise((done) => server.close(done))),
      ...lookups.map((socket) => new Promise<void>((done) => socket.close(done))),
    ])
  }

  try {
    for (const number of new Set(options.ports)) {
      const path = join(options.sockets, `${number}.sock`)
      const server = createServer({ allowHalfOpen: true }, (client) => carry(client, path, open))
      servers.push(server)
      server.listen({ host: options.address, port: options.anyPort ? 0 : number })
      await once(server, 'listening')
      const bound = server.address()
      ports.set(number, bound !== null && typeof bound === 'object' ? bound.port : number)
      if (number === 53 && !options.anyPort) lookups.push(await serveLookups(options.address, path))
    }
  } catch (error) {
    await close()
    throw error
  }

  return {
    port(socket) {
      const port = ports.get(socket)
      if (port === undefined) throw new Error(`No relay leads to ${socket}.sock.`)
      return port
    },
    close,
  }
}

function carry(client: Socket, path: string, open: Set<Socket>): void {
  const upstream = connect({ path, allowHalfOpen: true })
  for (const [one, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    open.add(one)
    one.setNoDelay?.(true)
    one.on('error', () => other.destroy())
    one.on('close', () => {
      open.delete(one)
      if (one.errored || !one.readableEnded) other.destroy()
    })
    one.pipe(other)
  }
}

async function serveLookups(address: string, path: string): Promise<UdpSocket> {
  const socket = createSocket('udp4')
  let underWay = 0
  socket.on('message', async (query: Buffer, from: RemoteInfo) => {
    if (underWay >= LOOKUPS_AT_ONCE) return
    underWay++
    try {
      const answer = await lookUp(query, path)
      socket.send(answer, from.port, from.address, () => {})
    } catch {
      // No answer is what UDP says when there is none.
    } finally {
      underWay--
    }
  })
  socket.bind({ address, port: 53 })
  await once(socket, 'listening')
  return socket
}

/** One query and its answer over a stream: each with its length in two bytes before it (RFC 1035 §4.2.2). */
function lookUp(query: Buffer, path: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const stream = connect({ path })
    let received = Buffer.alloc(0)
    const length = Buffer.alloc(2)
    length.writeUInt16BE(query.length)
    stream.setTimeout(LOOKUP_MILLISECONDS, () => stream.destroy(new Error('no answer in time')))
    stream.on('error', reject)
    stream.on('close', () => reject(new Error('no answer')))
    stream.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      if (received.length < 2) return
      const end = 2 + received.readUInt16BE(0)
      if (received.length < end) return
      resolve(received.subarray(2, end))
      stream.destroy()
    })
    stream.write(Buffer.concat([length, query]))
  })
}

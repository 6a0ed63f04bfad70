import { mkdir } from 'node:fs/promises'
import net from 'node:net'
import { isAbsolute, join } from 'node:path'
import { removeStaleSocket } from '../runtime.ts'

/** Where the proxy listens for one service. */
export type ListenPlace = { kind: 'address'; address: string } | { kind: 'directory'; path: string }

export function listenPlace(text: string): ListenPlace {
  return isAbsolute(text) ? { kind: 'directory', path: text } : { kind: 'address', address: text }
}

/** Linux cuts it to net.core.somaxconn. */
const BACKLOG = 4_096

/**
 * Listens for TCP on a port of the place, or on `PORT.sock` in its directory.
 *
 * @throws when it cannot listen there: a proxy that only half listens is not started
 */
export async function listenTcp(
  place: ListenPlace,
  port: number,
  accept: (socket: net.Socket) => void,
): Promise<net.Server> {
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    // Whatever happens to a client's connection, it is never a reason for the proxy to stop.
    socket.on('error', () => socket.destroy())
    accept(socket)
  })
  if (place.kind === 'directory') {
    await mkdir(place.path, { recursive: true })
    await removeStaleSocket(socketPath(place.path, port))
  }
  const where =
    place.kind === 'directory'
      ? { path: socketPath(place.path, port) }
      : { host: place.address, port, ipv6Only: true }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ ...where, backlog: BACKLOG }, () => {
      server.off('error', reject).on('error', () => {})
      resolve()
    })
  })
  return server
}

/** Where the port of a directory is listened on. */
export function socketPath(directory: string, port: number): string {
  return join(directory, `${port}.sock`)
}

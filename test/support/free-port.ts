import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * A port of loopback for a program that has to be told one. It is below those from which the kernel serves outgoing
 * connections: between this answer and that program's start none of them takes it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    const server = createServer().listen(port, '127.0.0.1')
    const free = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    server.close()
    if (free) return port
  }
}

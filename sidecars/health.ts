import net from 'node:net'

/**
 * A sidecar answers its healthcheck on an abstract Unix socket: no port that somebody else could reach, no file that a
 * read-only container could not hold, and nothing left over when the process is killed.
 */
const socketOf = (role: string) => `\0governance-${role}`

/** How long a healthcheck waits for its answer. */
const ANSWER_MILLISECONDS = 1_000

export interface Health {
  close(): void
}

/**
 * Serves the healthcheck of a role within its container.
 *
 * @param healthy asked each time; what it throws counts as unhealthy
 */
export async function serveHealth(
  role: string,
  healthy: () => boolean | Promise<boolean>,
): Promise<Health> {
  const server = net.createServer((socket) => {
    socket.on('error', () => socket.destroy())
    Promise.resolve()
      .then(healthy)
      .catch(() => false)
      .then((fine) => socket.end(fine ? 'healthy\n' : 'unhealthy\n'))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path: socketOf(role) }, resolve)
  })
  server.unref()
  return { close: () => server.close() }
}

/** Asks the sidecar that runs in this container. Resolves with false when it does not answer in time. */
export function askHealth(role: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ path: socketOf(role) })
    let answer = ''
    const finish = (fine: boolean) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(fine)
    }
    const timer = setTimeout(finish, ANSWER_MILLISECONDS, false)
    socket.setEncoding('utf8')
    socket.on('data', (text) => {
      answer += text
    })
    socket.on('end', () => finish(answer === 'healthy\n'))
    socket.on('error', () => finish(false))
  })
}

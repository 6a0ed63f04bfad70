import net from 'node:net'

/**
 * How a running sidecar is handed another configuration: over an abstract Unix socket within its own container, from a
 * program that was started there (`docker exec -i … node /sidecar.mjs reload ROLE`). No network leads to it.
 */
const socketOf = (role: string) => `\0governance-${role}-control`

/** No configuration is longer. */
const MAXIMUM_BYTES = 16 * 1024 * 1024

export interface Control {
  close(): void
}

/**
 * Takes configurations for a role and puts them in force.
 *
 * @param reload rejects when it cannot be put in force; then the old one stays, and the sender is told why
 */
export async function serveControl(
  role: string,
  reload: (json: string) => Promise<void>,
): Promise<Control> {
  const server = net.createServer({ allowHalfOpen: true }, async (socket) => {
    socket.on('error', () => socket.destroy())
    try {
      await reload(await readAll(socket))
      socket.end(JSON.stringify({ ok: true }))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      socket.end(JSON.stringify({ ok: false, error: reason }))
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path: socketOf(role) }, resolve)
  })
  server.unref()
  return { close: () => server.close() }
}

/**
 * Hands a configuration to the role that runs in this container.
 *
 * @throws Error with the reason when it was not put in force
 */
export async function sendConfiguration(role: string, json: string): Promise<void> {
  const socket = net.connect({ path: socketOf(role), allowHalfOpen: true })
  socket.end(json)
  const answer = JSON.parse(await readAll(socket)) as { ok: boolean; error?: string }
  if (!answer.ok) throw new Error(answer.error ?? 'It was not put in force.')
}

async function readAll(socket: net.Socket): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length
    if (bytes > MAXIMUM_BYTES) throw new Error('The configuration is too long.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

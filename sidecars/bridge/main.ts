import { createServer, type Socket } from 'node:net'
import { Child } from '../gateway/upstream/child.ts'
import { runUntilSignal } from '../runtime.ts'

/** Programs that run at once; the gateway opens no more connections. */
const MOST = 32

/**
 * The role `bridge PORT COMMAND…`, in the container of an MCP server that speaks over its standard input and output:
 * each connection is a process of its own, and the connection is that process's standard input and output. It judges
 * nothing; nobody but the gateway can reach it.
 */
export async function run([port = '', ...command]: readonly string[]): Promise<number | undefined> {
  if (!/^\d{1,5}$/.test(port) || command.length === 0) return 2
  const children = new Set<Child>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    if (children.size >= MOST) socket.destroy()
    else serve(socket, command, children)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(Number(port), resolve)
  })
  runUntilSignal(async () => {
    server.close()
    await Promise.all([...children].map((child) => child.end()))
  })
  return undefined
}

function serve(socket: Socket, command: readonly string[], children: Set<Child>): void {
  const child = new Child(
    { command, environment: process.env, directory: undefined, errors: 'inherit' },
    (reason) => {
      children.delete(child)
      if (!isEnding) process.stderr.write(`bridge: ${command[0]} ${reason}\n`)
      socket.end()
    },
  )
  let isEnding = false
  children.add(child)
  const end = (): void => {
    if (isEnding) return
    isEnding = true
    void child.end()
  }
  socket.on('error', () => socket.destroy())
  socket.on('close', end)
  socket.on('end', end)
  child.input.on('error', () => undefined)
  socket.pipe(child.input, { end: false })
  child.output.pipe(socket, { end: false })
}

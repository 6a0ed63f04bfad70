import type net from 'node:net'
import { type ClientHello, readClientHello } from './client-hello.ts'

export type Peeked =
  | (ClientHello & { kind: 'hello' | 'malformed' })
  | { kind: 'not-tls'; begin: Buffer }
  | { kind: 'too-long' }
  | { kind: 'too-late' }
  | { kind: 'closed' }

/**
 * Looks at what a client says first and puts it back, as if it had not been read. The connection is paused then.
 *
 * @param limits bytes and milliseconds; who sends its first message slower or longer has something to hide
 */
export function peekClientHello(
  socket: net.Socket,
  limits: { bytes: number; milliseconds: number },
): Promise<Peeked> {
  return new Promise((resolve) => {
    let bytes: Buffer = Buffer.alloc(0)
    const finish = (peeked: Peeked) => {
      clearTimeout(deadline)
      socket.off('data', read).off('end', closed).off('close', closed).off('error', closed)
      socket.pause()
      if (bytes.length > 0 && !socket.destroyed) socket.unshift(bytes)
      resolve(peeked)
    }
    const closed = () => finish({ kind: 'closed' })
    const read = (chunk: Buffer) => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk])
      const hello = readClientHello(bytes)
      if (hello.kind === 'not-tls') finish({ kind: 'not-tls', begin: bytes })
      else if (hello.kind !== 'incomplete') finish(hello)
      else if (bytes.length > limits.bytes) finish({ kind: 'too-long' })
    }
    const deadline = setTimeout(finish, limits.milliseconds, { kind: 'too-late' })
    socket.on('data', read).on('end', closed).on('close', closed).on('error', closed)
    socket.resume()
  })
}

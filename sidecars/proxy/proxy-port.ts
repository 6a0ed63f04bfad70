import type net from 'node:net'
import type { Governed } from './governed.ts'
import type { Http1Front } from './http/http1-front.ts'
import type { Limits } from './limits.ts'
import { readConnectRequest } from './tunnel/connect-request.ts'
import type { Tunnels } from './tunnel/tunnels.ts'

/** The proxy's own port: an ordinary CONNECT becomes a tunnel at once, everything else is a matter of HTTP. */
export function acceptOnProxyPort(
  socket: net.Socket,
  governed: Governed,
  { front, tunnels, limits }: { front: Http1Front; tunnels: Tunnels; limits: Limits },
): void {
  // Opened ahead of need and never used: that is no attack, and nothing to record.
  const unused = () => socket.destroy()
  socket.setTimeout(limits.handshakeMilliseconds, unused)
  socket.once('end', unused)
  socket.once('data', (bytes) => {
    socket.pause()
    socket.off('timeout', unused).off('end', unused).setTimeout(0)
    const request = readConnectRequest(bytes, limits.headBytes)
    const rest = request?.ahead ?? bytes
    if (rest.length > 0) socket.unshift(rest)
    if (request === undefined) front.accept(socket, governed, { kind: 'forward' })
    else tunnels.fromConnect(governed, request, socket).catch(() => socket.destroy())
  })
}

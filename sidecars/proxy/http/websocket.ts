import { createHash } from 'node:crypto'
import type http from 'node:http'
import type { RequestHead } from './request-head.ts'

/** Whether an upgrade is a WebSocket handshake, the only one that is carried (RFC 6455 §4.1). */
export function isWebSocket(head: RequestHead): boolean {
  return (
    head.method === 'GET' && head.body.kind === 'none' && /^websocket$/i.test(head.upgrade ?? '')
  )
}

/**
 * Whether the upstream has agreed to the handshake that was sent, and to nothing that was not offered: extensions
 * change what frames mean, and none is offered.
 */
export function agreesToWebSocket(
  request: http.IncomingMessage,
  { headers }: http.IncomingMessage,
): boolean {
  const key = request.headers['sec-websocket-key'] ?? ''
  return (
    headers['sec-websocket-accept'] === acceptOf(key) &&
    headers['sec-websocket-extensions'] === undefined
  )
}

/** Sec-WebSocket-Accept for a key (RFC 6455 §4.2.2). */
function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
}

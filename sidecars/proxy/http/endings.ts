import type http from 'node:http'
import type net from 'node:net'
import { answerRefusal, type Refusal } from '../refusal.ts'

/**
 * How long a client that is still sending after its answer is listened to, so that it can read that answer: while it
 * sends, and no longer than the second of these (RFC 9112 §9.6). A connection that is closed while bytes arrive is
 * reset, and a reset takes away what the client has not read yet.
 */
const SILENT_MILLISECONDS = 2_000
const LONGEST_MILLISECONDS = 30_000

const ending = new WeakSet<net.Socket>()

/** Whether a connection was told that it ends: what still comes on it is no request. */
export function isEnding(socket: net.Socket): boolean {
  return ending.has(socket)
}

/** Answers a request of HTTP/1.1 with its refusal. */
export function refuse(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  refusal: Refusal,
): void {
  const read = request.complete
  if (!read) {
    request.unpipe()
    request.resume()
    endAfterAnswer(request.socket)
  }
  if (!read && response.writableFinished) {
    endAndLinger(request.socket)
    return
  }
  answerRefusal(response, refusal, read && response.shouldKeepAlive)
}

/** With the answer that is under way a connection ends on which its client is still sending. */
export function endAfterAnswer(socket: net.Socket): void {
  ending.add(socket)
  // Node calls it behind the last answer of a connection, and would close at once.
  socket.destroySoon = () => endAndLinger(socket)
}

/** Ends a connection on which the client may still be sending, so that it can read what it was answered. */
export function endAndLinger(client: net.Socket, last?: string | Buffer): void {
  ending.add(client)
  if (client.writable) client.end(last ?? '')
  client.resume()
  linger(client, () => false)
}

/** Lets a client whose answer is written finish what it is sending, but not for ever. */
export function lingerAfter(request: http.IncomingMessage): void {
  if (request.complete) return
  request.unpipe()
  request.resume()
  linger(request.socket, () => request.complete)
}

function linger(socket: net.Socket, isOver: () => boolean): void {
  let heard = socket.bytesRead
  let checks = LONGEST_MILLISECONDS / SILENT_MILLISECONDS
  const timer = setInterval(() => {
    checks -= 1
    const goesOn = socket.bytesRead > heard && checks > 0
    heard = socket.bytesRead
    if (!goesOn && !isOver()) socket.destroy()
    if (!goesOn || isOver()) clearInterval(timer)
  }, SILENT_MILLISECONDS)
  timer.unref()
  socket.once('close', () => clearInterval(timer))
}

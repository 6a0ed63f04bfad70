import type http from 'node:http'
import type net from 'node:net'
import { answerRefusal, type Refusal } from '../refusal.ts'

/** How long a client that is still sending after its answer is listened to, so that it can read that answer. */
const LINGER_MILLISECONDS = 2_000

/** Answers a request of HTTP/1.1 with its refusal. */
export function refuse(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  refusal: Refusal,
): void {
  const read = request.complete
  if (!read) request.resume()
  answerRefusal(response, refusal, read && response.shouldKeepAlive)
  response.once('finish', () => lingerAfter(request))
}

/** After its answer a client may finish what it is sending, but not for ever. */
export function lingerAfter(request: http.IncomingMessage): void {
  if (request.complete) return
  request.unpipe()
  request.resume()
  const { socket } = request
  setTimeout(() => {
    if (!request.complete) socket.destroy()
  }, LINGER_MILLISECONDS).unref()
}

/** Ends a connection on which the client may still be sending, so that it can read what it was answered. */
export function endAndLinger(client: net.Socket, last?: string | Buffer): void {
  if (client.writable) client.end(last ?? '')
  client.resume()
  setTimeout(() => client.destroy(), LINGER_MILLISECONDS).unref()
}

import type http from 'node:http'

/** A CONNECT, as far as it decides anything: nobody but the proxy ever sees its headers. */
export interface ConnectRequest {
  /** Where the tunnel is to lead, as the client wrote it. */
  target: string
  /** Whether a header announces a body. */
  announcesBody: boolean
}

/** What Node's parser read. */
export function connectRequest({ url = '', headers }: http.IncomingMessage): ConnectRequest {
  const announcesBody =
    headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
  return { target: url, announcesBody }
}

/** No two ways to match: a client chooses these bytes, and must not choose how long they take to read. */
const ORDINARY =
  /^CONNECT ([A-Za-z0-9.:[\]-]{1,260}) HTTP\/1\.[01]\r\n((?:[A-Za-z0-9-]+:[\t\x20-\x7e]*\r\n)*)\r\n/
const UNCOMMON = /^(?:content-length|transfer-encoding|upgrade):/im

/**
 * Reads a CONNECT that came in one piece and holds nothing out of the ordinary, as nearly every client sends it. An
 * HTTP server for each tunnel costs more than all the rest of opening it. What is not read here, that server reads;
 * what is read here it would have read in the same way.
 *
 * @param bytes what came first on a connection
 * @param longest bytes that a head may have
 * @returns undefined for anything else; `ahead` is what the client sent after it
 */
export function readConnectRequest(
  bytes: Buffer,
  longest: number,
): (ConnectRequest & { ahead: Buffer }) | undefined {
  const found = ORDINARY.exec(bytes.toString('latin1', 0, longest))
  if (found === null) return undefined
  const [head, target = '', headers = ''] = found
  if (UNCOMMON.test(headers)) return undefined
  return { target, announcesBody: false, ahead: bytes.subarray(head.length) }
}

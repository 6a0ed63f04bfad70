import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/**
 * Who may ask. The server listens on loopback, but every program and every web page on this machine can send it
 * requests: a page of a stranger by a name that it points at 127.0.0.1 (DNS rebinding), by a form, by an image.
 */
export interface Guard {
  /** Whether the request was sent to this server by the name that it has, and by no other page. */
  isOwn(request: IncomingMessage): boolean
  /** Whether it carries the token. */
  isKnown(request: IncomingMessage): boolean
}

/** @param port on which the server listens; known once it does */
export function createGuard(token: string, port: () => number): Guard {
  const expected = digest(token)
  return {
    isOwn({ method, url, headers }) {
      const hosts = [`127.0.0.1:${port()}`, `localhost:${port()}`]
      const { host, origin } = headers
      if (host === undefined || !hosts.includes(host)) return false
      if (origin !== undefined && origin !== `http://${host}`) return false
      // Browsers say where a request comes from; what no browser sent says nothing.
      const site = headers['sec-fetch-site']
      if (site === undefined || site === 'same-origin' || site === 'none') return true
      // A person follows a link from elsewhere; what is there holds nothing, and shows itself in no frame.
      return method === 'GET' && url === '/' && headers['sec-fetch-mode'] === 'navigate'
    },
    isKnown({ headers }) {
      const sent = /^Bearer ([\w-]{1,200})$/.exec(headers.authorization ?? '')?.[1] ?? ''
      return timingSafeEqual(digest(sent), expected)
    },
  }
}

/** Digests have one length, and comparing them tells nothing of the texts. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

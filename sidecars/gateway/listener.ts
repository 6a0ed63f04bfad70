import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { readBody } from './client/body.ts'
import {
  checkContent,
  checkNames,
  HeadError,
  type Headers,
  type OwnNames,
  readAccept,
  readHeaders,
} from './client/head.ts'
import { refuse, send } from './client/respond.ts'
import { Sessions, type SessionsOptions } from './client/sessions.ts'
import { SseEndpoint } from './client/sse-endpoint.ts'
import type { Limits } from './limits.ts'
import { type RpcMessage, readMessages } from './messages.ts'
import { ModernEndpoint } from './modern/endpoint.ts'
import type { ModernFront } from './modern/front.ts'
import { isModern } from './modern/request.ts'

export interface ListenerOptions {
  own: OwnNames
  limits: Limits
  /** Names of all servers of the project, in order. */
  servers(): readonly string[]
  /** What a session of this listener's service is made with. */
  session: SessionsOptions['session']
  /** What clients of revisions without sessions are served by. */
  front(servers: readonly string[]): ModernFront
}

/**
 * The endpoint for one governed service. The address on which it listens is reachable from that service's sandbox
 * alone, so whatever comes in here is that service.
 */
export class Listener {
  readonly server: Server
  readonly #options: ListenerOptions
  readonly #sessions: Sessions
  readonly #sse: SseEndpoint
  readonly #modern: ModernEndpoint

  constructor(options: ListenerOptions) {
    this.#options = options
    const { limits } = options
    this.#sessions = new Sessions({ limits, session: options.session })
    this.#sse = new SseEndpoint(limits, this.#sessions)
    this.#modern = new ModernEndpoint(limits, options.front)
    this.server = createServer(
      {
        maxHeaderSize: 16 * 1024,
        headersTimeout: Math.min(10_000, limits.requestTime),
        requestTimeout: limits.requestTime,
        connectionsCheckingInterval: Math.min(5_000, limits.requestTime),
        keepAliveTimeout: 60_000,
        noDelay: true,
        insecureHTTPParser: false,
      },
      (request, response) => {
        void this.#serve(request, response)
      },
    )
    this.server.maxConnections = limits.connections
    this.server.on('clientError', (_, socket) => {
      if (socket.writable) {
        socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      }
    })
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => response.destroy())
    try {
      const headers = readHeaders(request.rawHeaders)
      checkNames(headers, this.#options.own)
      const path = (request.url ?? '').split('?', 1)[0] ?? ''
      const sseId = /^\/sse-messages\/([A-Za-z0-9_-]{43})$/.exec(path)?.[1]
      if (path === '/health' && request.method === 'GET') send(response, 200, '{"status":"ok"}')
      else if (sseId !== undefined) {
        if (request.method !== 'POST')
          throw new HeadError(405, 'This takes POST.', { allow: 'POST' })
        await this.#sse.post(sseId, await this.#read(request, headers), response, headers)
      } else if (isUnder('/sse', path)) {
        const servers = this.#view('/sse', path)
        // POST: so a client that tries the newer transport first learns that it is not here.
        if (request.method !== 'GET') throw new HeadError(405, 'This takes GET.', { allow: 'GET' })
        this.#sse.get(response, headers, servers)
      } else await this.#serveMcp(request, response, headers, this.#view('/mcp', path))
    } catch (error) {
      refuse(response, error)
    }
  }

  async #serveMcp(
    request: IncomingMessage,
    response: ServerResponse,
    headers: Headers,
    servers: readonly string[],
  ): Promise<void> {
    switch (request.method) {
      case 'POST': {
        const { json, events } = readAccept(headers)
        if (!json && !events)
          throw new HeadError(406, 'Accept application/json and text/event-stream.')
        const read = await this.#read(request, headers)
        if (!Array.isArray(read) && isModern(read, headers)) {
          await this.#modern.post(read, response, headers, servers)
        } else await this.#sessions.post(read, response, headers, servers)
        return
      }
      case 'GET':
        this.#sessions.get(response, headers, servers)
        return
      case 'DELETE':
        await this.#sessions.delete(response, headers, servers)
        return
      default:
        throw new HeadError(405, 'MCP uses POST, GET and DELETE.', { allow: 'POST, GET, DELETE' })
    }
  }

  async #read(request: IncomingMessage, headers: Headers): Promise<RpcMessage | RpcMessage[]> {
    checkContent(headers)
    const { requestBytes, requestValues: values, depth } = this.#options.limits
    const body = await readBody(request, headers.get('content-length'), requestBytes)
    return readMessages(body, { depth, values, foldKeys: true })
  }

  /** The servers behind a path. @throws HeadError for a path that is none of ours. */
  #view(root: string, path: string): readonly string[] {
    const all = this.#options.servers()
    if (path === root) return all
    const written = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : ''
    const name = decoded(written)
    if (name !== undefined && all.includes(name)) return [name]
    throw new HeadError(404, 'There is nothing here. MCP is at /mcp and /mcp/NAME.')
  }

  /** What servers there are, or what may be used of them, is not what it was. */
  changed(): void {
    this.#sessions.changed()
    this.#modern.changed()
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()))
    this.#sse.close()
    await Promise.all([this.#sessions.close(), this.#modern.close()])
    this.server.closeAllConnections()
    await closed
  }
}

function isUnder(root: string, path: string): boolean {
  return path === root || path.startsWith(`${root}/`)
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

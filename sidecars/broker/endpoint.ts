import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CredentialExchange, LeaseUse, Surface } from './exchange.ts'

/** Where the proxy asks: a network on which it is alone with the broker. */
export interface Endpoint {
  readonly port: number
  close(): Promise<void>
}

/** Everything but the path is short; a path may be as long as the proxy takes it. */
const LONGEST_BODY = 64 * 1024
const SURFACES: readonly Surface[] = ['header', 'basic', 'query', 'body', 'signature']

/**
 * Serves `POST /exchange` and `GET /health`, and nothing else.
 *
 * @param unlocked asked for the health: a broker without secrets is not healthy
 */
export async function serveExchange(
  listen: { host?: string; port: number },
  exchange: CredentialExchange,
  unlocked: () => boolean,
): Promise<Endpoint> {
  const server = createServer({ maxHeaderSize: 8 * 1024, requireHostHeader: true })
  server.headersTimeout = 5_000
  server.requestTimeout = 10_000
  server.keepAliveTimeout = 60_000
  server.maxRequestsPerSocket = 0
  server.on('request', (request, response) => {
    answer(request, response, exchange, unlocked).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(listen.port, listen.host, resolve)
  })
  return { port: (server.address() as AddressInfo).port, close: () => closeServer(server) }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  exchange: CredentialExchange,
  unlocked: () => boolean,
): Promise<void> {
  const { method, url } = request
  if (url === '/health') {
    if (method !== 'GET') return reply(response, 405, { error: 'GET only' })
    return unlocked()
      ? reply(response, 200, { status: 'unlocked' })
      : reply(response, 503, { status: 'locked' })
  }
  if (url !== '/exchange') return reply(response, 404, { error: 'no such thing' })
  if (method !== 'POST') return reply(response, 405, { error: 'POST only' })
  if (request.headers['content-type'] !== 'application/json') {
    return reply(response, 415, { error: 'application/json only' })
  }
  // A browser that was led here would say where it comes from; the proxy says nothing of the kind.
  if (request.headers.origin !== undefined)
    return reply(response, 403, { error: 'not for browsers' })
  const body = await readBody(request)
  if (body === undefined) return reply(response, 413, { error: 'too long' })
  const use = readLeaseUse(body)
  if (use === undefined) return reply(response, 400, { error: 'not the use of a lease' })
  reply(response, 200, await exchange.exchange(use))
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > LONGEST_BODY) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Reads the one form there is: every member there, none besides, each of its type. */
export function readLeaseUse(text: string): LeaseUse | undefined {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return undefined
  const { lease, service, host, port, method, path, surface, name, ...others } = document as Record<
    string,
    unknown
  >
  if (Object.keys(others).length > 0) return undefined
  if (!isText(lease) || !isText(service) || !isText(host) || !isText(method) || !isText(path)) {
    return undefined
  }
  if (!Number.isInteger(port) || Number(port) < 1 || Number(port) > 65_535) return undefined
  const known = SURFACES.find((each) => each === surface)
  if (known === undefined || (name !== undefined && typeof name !== 'string')) return undefined
  const use: LeaseUse = { lease, service, host, port: Number(port), method, path, surface: known }
  if (name !== undefined) use.name = name
  return use
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function reply(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    // What is wrong with one request may have spoilt the rest of the connection.
    ...(status === 200 || status === 503 ? {} : { connection: 'close' }),
  })
  response.end(text)
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

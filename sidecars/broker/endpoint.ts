import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import {
  type CredentialExchange,
  EXCHANGE_PROTOCOL,
  type LeaseUse,
  type Surface,
} from './exchange.ts'
import { onLines } from './lines.ts'

/** Where the proxy asks: a network on which it is alone with the broker. */
export interface Endpoint {
  readonly port: number
  close(): Promise<void>
}

/** Everything but the path is short; a path may be as long as the proxy takes it. */
const LONGEST_QUESTION = 64 * 1024
const SURFACES: readonly Surface[] = ['header', 'basic', 'query', 'body', 'signature']

/**
 * Serves `GET /health`, and at `/exchange` connections on which the proxy asks as often as it likes: one line of JSON
 * for a question, `[ID, LeaseUse]`, and one for its answer, `[ID, ExchangeAnswer]`, in whatever order they are ready.
 *
 * @param unlocked asked for the health: a broker without secrets is not healthy
 */
export async function serveExchange(
  listen: { host?: string; port: number },
  exchange: CredentialExchange,
  unlocked: () => boolean,
): Promise<Endpoint> {
  const server = createServer({ maxHeaderSize: 8 * 1024, requireHostHeader: true })
  const asking = new Set<Socket>()
  server.headersTimeout = 5_000
  server.requestTimeout = 10_000
  server.on('request', (request, response) => answerHealth(request, response, unlocked))
  server.on('upgrade', (request, socket, ahead) => {
    if (!mayAsk(request)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
      return
    }
    const connection = socket as Socket
    asking.add(connection)
    connection.on('error', () => connection.destroy())
    connection.once('close', () => asking.delete(connection))
    connection.setNoDelay(true).setTimeout(0)
    if (ahead.length > 0) connection.unshift(ahead)
    connection.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${EXCHANGE_PROTOCOL}\r\n\r\n`,
    )
    onLines(connection, LONGEST_QUESTION, (line) => answerQuestion(connection, line, exchange))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(listen.port, listen.host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      for (const connection of asking) connection.destroy()
      return closeServer(server)
    },
  }
}

/** A browser that was led here would say where it comes from; the proxy says nothing of the kind. */
function mayAsk({ url, headers }: IncomingMessage): boolean {
  return (
    url === '/exchange' && headers.upgrade === EXCHANGE_PROTOCOL && headers.origin === undefined
  )
}

function answerQuestion(connection: Socket, line: string, exchange: CredentialExchange): void {
  const question = readQuestion(line)
  if (question === undefined) {
    connection.destroy()
    return
  }
  exchange.exchange(question.use).then(
    (answer) => connection.write(`${JSON.stringify([question.id, answer])}\n`),
    () => connection.destroy(),
  )
}

function answerHealth(
  { method, url }: IncomingMessage,
  response: ServerResponse,
  unlocked: () => boolean,
): void {
  if (url !== '/health') reply(response, 404, { error: 'no such thing' })
  else if (method !== 'GET') reply(response, 405, { error: 'GET only' })
  else if (unlocked()) reply(response, 200, { status: 'unlocked' })
  else reply(response, 503, { status: 'locked' })
}

function readQuestion(line: string): { id: number; use: LeaseUse } | undefined {
  let question: unknown
  try {
    question = JSON.parse(line)
  } catch {
    return undefined
  }
  if (!Array.isArray(question) || question.length !== 2) return undefined
  const [id, document] = question
  const use = readLeaseUse(document)
  return Number.isSafeInteger(id) && use !== undefined ? { id, use } : undefined
}

/** Reads the one form there is: every member there, none besides, each of its type. */
function readLeaseUse(document: unknown): LeaseUse | undefined {
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

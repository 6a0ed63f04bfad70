import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { GatewayError, INVALID_REQUEST } from '../errors.ts'
import type { Limits } from '../limits.ts'
import { MessageError, type RpcMessage, writeMessage } from '../messages.ts'
import type { Session } from '../session.ts'
import { HeadError, type Headers, readAccept } from './head.ts'
import type { ReplyTo } from './reply.ts'
import { Refusal } from './respond.ts'
import type { Sessions } from './sessions.ts'

/** One client: its stream, and from `initialize` on its session. */
interface Connection {
  servers: readonly string[]
  response: ServerResponse
  session: Session | undefined
}

/**
 * The transport of revision 2024-11-05 for clients that know no other: a GET at `/sse` or `/sse/NAME` opens the stream
 * for everything that the gateway says; what the client says is posted to the address that its first event names.
 */
export class SseEndpoint {
  readonly #limits: Limits
  readonly #sessions: Sessions
  readonly #connections = new Map<string, Connection>()

  constructor(limits: Limits, sessions: Sessions) {
    this.#limits = limits
    this.#sessions = sessions
  }

  /** Opens a stream. @throws HeadError */
  get(response: ServerResponse, headers: Headers, servers: readonly string[]): void {
    if (!readAccept(headers).events) throw new HeadError(406, 'Accept text/event-stream.')
    if (this.#connections.size >= this.#limits.sessions)
      throw new HeadError(503, 'Too many streams.')
    const id = randomBytes(32).toString('base64url')
    const connection: Connection = { servers, response, session: undefined }
    this.#connections.set(id, connection)
    response.once('close', () => {
      this.#connections.delete(id)
      if (connection.session !== undefined) void this.#sessions.end(connection.session)
    })
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
    })
    response.write(`event: endpoint\ndata: /sse-messages/${id}\n\n`)
  }

  /** Takes what was posted to a connection's address. @throws HeadError, MessageError */
  async post(
    id: string,
    read: RpcMessage | RpcMessage[],
    response: ServerResponse,
    headers: Headers,
  ): Promise<void> {
    const connection = this.#connections.get(id)
    if (connection === undefined) throw new HeadError(404, 'There is no such stream.')
    if (Array.isArray(read))
      throw new MessageError(INVALID_REQUEST, 'Invalid request: this revision has no batches')
    const { session } = connection
    if (read.kind === 'request' && read.method === 'initialize') {
      if (session !== undefined)
        throw new MessageError(
          INVALID_REQUEST,
          'Invalid request: a session is initialized once',
          read.id,
        )
      response.writeHead(202).end()
      await this.#open(connection, read, headers)
      return
    }
    if (session === undefined)
      throw new MessageError(INVALID_REQUEST, 'Invalid request: initialize first')
    response.writeHead(202).end()
    if (read.kind === 'request') await session.handle(read, streamReply(session))
    else await session.take(read)
  }

  async #open(
    connection: Connection,
    request: RpcMessage & { kind: 'request' },
    headers: Headers,
  ): Promise<void> {
    const { response, servers } = connection
    const write = (text: string): void => {
      response.write(`event: message\ndata: ${text}\n\n`)
    }
    try {
      const { session, result } = await this.#sessions.open(
        request,
        servers,
        headers.get('authorization'),
      )
      if (response.destroyed) {
        await this.#sessions.end(session)
        return
      }
      connection.session = session
      write(writeMessage({ kind: 'result', id: request.id, result }))
      session.listen(response, undefined)
    } catch (error) {
      const refusal =
        error instanceof Refusal || error instanceof GatewayError ? error.error : undefined
      if (refusal === undefined) throw error
      write(writeMessage({ kind: 'error', id: request.id, error: refusal }))
    }
  }

  close(): void {
    for (const { response } of this.#connections.values()) response.destroy()
  }
}

/** Everything goes on the one stream, in the order in which it comes. */
function streamReply(session: Session): ReplyTo {
  return {
    send(message) {
      session.write(message)
      return true
    },
    stream: () => undefined,
    answer: (message) => session.write(message),
    withhold: () => undefined,
  }
}

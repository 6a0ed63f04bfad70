/** What is wrong with a request's head, as an HTTP status and a sentence. */
export class HeadError extends Error {
  override name = 'HeadError'
  readonly status: number
  readonly headers: Record<string, string>
  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.headers = headers
  }
}

/** Headers by lower-case name. */
export type Headers = ReadonlyMap<string, string>

/** Headers that decide something here. Two of one are refused: which of them counts is what an attacker would choose. */
const SINGLE = new Set([
  'accept',
  'authorization',
  'content-encoding',
  'content-length',
  'content-type',
  'host',
  'last-event-id',
  'mcp-method',
  'mcp-name',
  'mcp-protocol-version',
  'mcp-session-id',
  'origin',
  'transfer-encoding',
])

/**
 * The headers by lower-case name.
 * @throws HeadError when one that decides something stands twice.
 */
export function readHeaders(rawHeaders: readonly string[]): Headers {
  const headers = new Map<string, string>()
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase()
    const value = rawHeaders[index + 1] ?? ''
    const before = headers.get(name)
    const isSingle = SINGLE.has(name) || name.startsWith('mcp-')
    if (before !== undefined && isSingle && name !== 'accept')
      throw new HeadError(400, `The header ${name} stands twice.`)
    headers.set(name, before === undefined ? value : `${before}, ${value}`)
  }
  return headers
}

/** The names under which clients reach one listener. */
export interface OwnNames {
  /** Host names and addresses, in lower case and without a port. */
  hosts: ReadonlySet<string>
  /** The port that must stand in `Host` when one does; undefined: any. */
  port: number | undefined
}

/**
 * A page in a browser can make its own name resolve to this address (DNS rebinding), but then `Host` or `Origin` says
 * so.
 * @throws HeadError
 */
export function checkNames(headers: Headers, own: OwnNames): void {
  const host = headers.get('host')
  if (host === undefined || !isOwn(host, own))
    throw new HeadError(403, 'This is not the name of the gateway.')
  const origin = headers.get('origin')
  if (origin === undefined) return
  const match = /^http:\/\/(.+)$/.exec(origin)
  if (match === null || !isOwn(match[1] ?? '', own))
    throw new HeadError(403, 'This origin may not use the gateway.')
}

function isOwn(authority: string, own: OwnNames): boolean {
  const match = /^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?$/.exec(authority)
  if (match === null) return false
  const [, host = '', port] = match
  if (port !== undefined && own.port !== undefined && Number(port) !== own.port) return false
  return own.hosts.has(host.toLowerCase())
}

/** What a client can read. */
export interface Accepted {
  readonly json: boolean
  readonly events: boolean
}

const EVERYTHING: Accepted = { json: true, events: true }
/** What was read last: a client says the same with each of its requests. */
let lastAccept: [text: string, accepted: Accepted] = ['', EVERYTHING]

/** What the client can read. A header that is absent stands for everything. */
export function readAccept(headers: Headers): Accepted {
  const accept = headers.get('accept')
  if (accept === undefined) return EVERYTHING
  if (accept !== lastAccept[0]) lastAccept = [accept, parseAccept(accept)]
  return lastAccept[1]
}

function parseAccept(accept: string): Accepted {
  const types = new Set(
    accept.split(',').map((part) => (part.split(';', 1)[0] ?? '').trim().toLowerCase()),
  )
  const all = types.has('*/*')
  return {
    json: all || types.has('application/*') || types.has('application/json'),
    events: all || types.has('text/*') || types.has('text/event-stream'),
  }
}

/**
 * Whatever is not plain JSON would pass by the parser that judges.
 * @throws HeadError
 */
export function checkContent(headers: Headers): void {
  const type = headers.get('content-type') ?? ''
  if (!/^application\/json[ \t]*(?:;[ \t]*charset="?utf-8"?[ \t]*)?$/i.test(type)) {
    throw new HeadError(415, 'The content type must be application/json.')
  }
  const encoding = headers.get('content-encoding')
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new HeadError(415, 'The body must not be encoded.')
  }
}

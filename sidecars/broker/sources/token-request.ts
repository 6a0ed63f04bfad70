import { type Dispatcher, request } from 'undici'
import { SourceFailure } from './source.ts'

/** A server that gives tokens for a request. */
export interface TokenAnswer {
  status: number
  body: Record<string, unknown>
  /** The server's own clock, in milliseconds since 1970, where it tells. */
  date: number | undefined
}

const PATIENCE_MS = 10_000
const LONGEST_ANSWER = 64 * 1024

/**
 * Sends one request for a token. Follows no redirect: a secret goes to the address that was declared and to no other.
 *
 * @param dispatcher the way out; absent: straight
 * @throws SourceFailure when there is no answer, or one that is not JSON
 */
export async function requestToken(
  url: URL,
  options: { headers: Record<string, string>; body: string; dispatcher?: Dispatcher | undefined },
): Promise<TokenAnswer> {
  const { headers, body, dispatcher } = options
  let status: number
  let text: string
  let date: number
  try {
    const answer = await request(url, {
      method: 'POST',
      headers: { accept: 'application/json', 'user-agent': 'docker-ai-governance', ...headers },
      body,
      headersTimeout: PATIENCE_MS,
      bodyTimeout: PATIENCE_MS,
      signal: AbortSignal.timeout(2 * PATIENCE_MS),
      ...(dispatcher ? { dispatcher } : {}),
    })
    status = answer.statusCode
    date = Date.parse(String(answer.headers.date))
    text = await readShort(answer.body)
  } catch {
    // The error may quote the request.
    throw new SourceFailure(`${url.host} does not answer.`, { passing: true })
  }
  if (status >= 500 || status === 429) {
    throw new SourceFailure(`${url.host} answers ${status}.`, { passing: true })
  }
  return { status, body: asObject(text), date: Number.isNaN(date) ? undefined : date }
}

async function readShort(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > LONGEST_ANSWER) throw new Error('too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function asObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>
    }
  } catch {
    // Not JSON: the status has to tell.
  }
  return {}
}

/**
 * The address of a server that gets secrets: https, or http on this machine's own loopback.
 *
 * @throws SourceFailure
 */
export function tokenServer(text: string): URL {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw new SourceFailure('The address of the token server is not a URL.', { passing: false })
  }
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) {
    throw new SourceFailure(`The token server ${url.host} has to be asked by https.`, {
      passing: false,
    })
  }
  if (url.username !== '' || url.password !== '') {
    throw new SourceFailure('The address of the token server must not hold a password.', {
      passing: false,
    })
  }
  return url
}

/** A token as a header can carry it. Throws SourceFailure. */
export function usableToken(token: unknown, host: string): string {
  if (typeof token === 'string' && /^[\x21-\x7e]+$/.test(token)) return token
  throw new SourceFailure(`${host} gave no usable token.`, { passing: true })
}

import type { Dispatcher } from 'undici'
import { type Fetched, type Source, SourceFailure } from './source.ts'
import { requestToken, tokenServer, usableToken } from './token-request.ts'

/** A client of an OAuth 2.0 authorization server. */
export interface OAuthClient {
  tokenUrl: string
  clientId: string
  clientSecret: string
  scope?: string
  audience?: string
  /** How the client shows who it is: in a header (RFC 6749, 2.3.1) or in the body. Default: header. */
  authentication?: 'header' | 'body'
}

/** Taken where the server does not say how long a token lives (RFC 6749, 5.1 leaves it open). */
const UNSAID_LIFE_MS = 5 * 60_000

/**
 * Access tokens by the client credentials grant (RFC 6749, section 4.4).
 *
 * @throws SourceFailure when the declaration cannot work
 */
export function clientCredentialsSource(client: OAuthClient, dispatcher?: Dispatcher): Source {
  const url = tokenServer(client.tokenUrl)
  const { clientId, clientSecret, scope, audience, authentication = 'header' } = client
  const form = new URLSearchParams({ grant_type: 'client_credentials' })
  if (scope !== undefined) form.set('scope', scope)
  if (audience !== undefined) form.set('audience', audience)
  const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' }
  if (authentication === 'header') {
    const pair = `${formEncoded(clientId)}:${formEncoded(clientSecret)}`
    headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`
  } else {
    form.set('client_id', clientId)
    form.set('client_secret', clientSecret)
  }
  const body = form.toString()
  return {
    kind: 'client-credentials',
    async fetch(): Promise<Fetched> {
      const { status, body: answer } = await requestToken(url, { headers, body, dispatcher })
      if (status !== 200) throw failureOf(status, answer.error, url.host)
      const { token_type: type, expires_in: life } = answer
      if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') {
        throw new SourceFailure(`${url.host} gave a token that is not a bearer token.`, {
          passing: false,
        })
      }
      const seconds = Number(life)
      const livesFor = seconds > 0 ? seconds * 1000 : UNSAID_LIFE_MS
      return { secret: usableToken(answer.access_token, url.host), livesFor }
    },
  }
}

/** RFC 6749, 2.3.1: both halves are form-encoded before they are joined. */
function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1)
}

/** The error codes of RFC 6749, 5.2; what else the server says is not repeated. */
const CODES = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
])

function failureOf(status: number, error: unknown, host: string): SourceFailure {
  const code = typeof error === 'string' && CODES.has(error) ? ` (${error})` : ''
  return new SourceFailure(`${host} refuses a token: it answers ${status}${code}.`, {
    passing: false,
  })
}

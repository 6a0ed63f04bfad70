import http from 'node:http'
import type { Decision } from '../../policy/decision.ts'
import type { CredentialExchange, ExchangeAnswer, LeaseUse, SigningKeys } from './exchange.ts'
import { refusal } from './refusals.ts'

export interface BrokerClient extends CredentialExchange {
  close(): Promise<void>
}

/** Longer than a busy disk takes to record, shorter than an agent waits. */
const PATIENCE_MS = 5_000
const LONGEST_ANSWER = 256 * 1024

/**
 * Asks a broker over its network. A broker that does not answer, or answers what is no answer, is a refusal.
 *
 * @param url such as `http://governance-broker:8700`
 */
export function brokerClient(url: string): BrokerClient {
  // Node's own client: another one would be the largest part of the proxy's memory.
  const agent = new http.Agent({ keepAlive: true, maxSockets: 16, timeout: 30_000 })
  const endpoint = new URL('/exchange', url)

  async function ask(body: string): Promise<ExchangeAnswer | undefined> {
    const { status, text } = await post(endpoint, body, agent)
    return status === 200 ? readAnswer(text) : undefined
  }

  return {
    async exchange(use: LeaseUse) {
      const body = JSON.stringify(use)
      try {
        const answer = await ask(body).catch((error) => {
          // A connection that was kept may have ended with a former broker; asking again does nothing twice.
          if (isBrokenConnection(error)) return ask(body)
          throw error
        })
        return answer ?? { ok: false, decision: refusal('failed', '') }
      } catch {
        // The error of a parser or of a socket may quote what was on the wire.
        return { ok: false, decision: refusal('unreachable', '') }
      }
    },
    close: async () => agent.destroy(),
  }
}

function post(
  url: URL,
  body: string,
  agent: http.Agent,
): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }
    const request = http.request(url, {
      method: 'POST',
      agent,
      headers,
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    request.once('error', reject)
    request.once('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part) => {
        text += part
        if (text.length > LONGEST_ANSWER) request.destroy(new Error('The answer is too long.'))
      })
      response.once('error', reject)
      response.once('end', () => resolve({ status: response.statusCode, text }))
    })
    request.end(body)
  })
}

function isBrokenConnection(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ECONNRESET' || code === 'EPIPE'
}

function readAnswer(text: string): ExchangeAnswer | undefined {
  const answer: unknown = JSON.parse(text)
  if (typeof answer !== 'object' || answer === null) return undefined
  const { ok, key, secret, signing, decision, auditId } = answer as Record<string, unknown>
  if (ok === true) {
    if (typeof key !== 'string' || typeof secret !== 'string' || secret === '') return undefined
    return signing === undefined
      ? { ok, key, secret }
      : { ok, key, secret, signing: signing as SigningKeys }
  }
  const refused = readRefusal(decision)
  if (ok !== false || refused === undefined) return undefined
  return {
    ok,
    decision: refused,
    ...(typeof key === 'string' ? { key } : {}),
    ...(typeof auditId === 'string' ? { auditId } : {}),
  }
}

function readRefusal(value: unknown): Decision | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { decision, policy, rule, reason } = value as Record<string, unknown>
  if (decision !== 'blocked') return undefined
  if (typeof policy !== 'string' || typeof rule !== 'string' || typeof reason !== 'string') {
    return undefined
  }
  return { decision, policy, rule, reason }
}

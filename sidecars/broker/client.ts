import { Pool } from 'undici'
import type { Decision } from '../../policy/decision.ts'
import type { CredentialExchange, ExchangeAnswer, LeaseUse } from './exchange.ts'
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
  const pool = new Pool(url, {
    connections: 16,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    headersTimeout: PATIENCE_MS,
    bodyTimeout: PATIENCE_MS,
    connectTimeout: PATIENCE_MS,
    maxResponseSize: LONGEST_ANSWER,
  })

  async function ask(body: string): Promise<ExchangeAnswer | undefined> {
    const response = await pool.request({
      method: 'POST',
      path: '/exchange',
      headers: { 'content-type': 'application/json' },
      body,
    })
    const text = await response.body.text()
    return response.statusCode === 200 ? readAnswer(text) : undefined
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
    close: () => pool.close(),
  }
}

function isBrokenConnection(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE'
}

function readAnswer(text: string): ExchangeAnswer | undefined {
  const answer: unknown = JSON.parse(text)
  if (typeof answer !== 'object' || answer === null) return undefined
  const { ok, key, secret, decision, auditId } = answer as Record<string, unknown>
  if (ok === true) {
    return typeof key === 'string' && typeof secret === 'string' && secret !== ''
      ? { ok, key, secret }
      : undefined
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

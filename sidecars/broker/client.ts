import http from 'node:http'
import type { Socket } from 'node:net'
import type { Decision } from '../../policy/decision.ts'
import {
  type CredentialExchange,
  EXCHANGE_PROTOCOL,
  type ExchangeAnswer,
  type LeaseUse,
  type SigningKeys,
} from './exchange.ts'
import { onLines } from './lines.ts'
import { refusal } from './refusals.ts'

export interface BrokerClient extends CredentialExchange {
  close(): Promise<void>
}

/** Longer than a busy disk takes to record, shorter than an agent waits. */
const PATIENCE_MS = 5_000
const LONGEST_ANSWER = 256 * 1024

/**
 * Asks a broker over its network, on one connection that is kept. A broker that does not answer, or answers what is no
 * answer, is a refusal.
 *
 * @param url such as `http://governance-broker:8700`
 */
export function brokerClient(url: string): BrokerClient {
  const endpoint = new URL('/exchange', url)
  let line: Promise<Line> | undefined

  async function ask(use: LeaseUse): Promise<unknown> {
    line ??= openLine(endpoint)
    const asked = line
    try {
      return await (await asked).ask(use)
    } catch (error) {
      if (line === asked) line = undefined
      throw error
    }
  }

  return {
    async exchange(use: LeaseUse) {
      try {
        const answer = await ask(use).catch((error) => {
          // A connection that was kept may have ended with a former broker; asking again does nothing twice.
          if (error instanceof LineBroken) return ask(use)
          throw error
        })
        return readAnswer(answer) ?? { ok: false, decision: refusal('failed', '') }
      } catch {
        // The error of a parser or of a socket may quote what was on the wire.
        return { ok: false, decision: refusal('unreachable', '') }
      }
    },
    async close() {
      const open = await line?.catch(() => undefined)
      open?.socket.destroy()
    },
  }
}

/** A connection on which questions are asked. */
interface Line {
  socket: Socket
  /** Rejects with LineBroken when the connection ends before the answer. */
  ask(use: LeaseUse): Promise<unknown>
}

class LineBroken extends Error {}

async function openLine(endpoint: URL): Promise<Line> {
  const socket = await upgraded(endpoint)
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: () => void }>()
  let last = 0
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.once('close', () => {
    for (const { reject } of waiting.values()) reject()
  })
  onLines(socket, LONGEST_ANSWER, (text) => {
    try {
      const [id, answer] = JSON.parse(text) as [number, unknown]
      waiting.get(id)?.resolve(answer)
    } catch {
      socket.destroy()
    }
  })
  return {
    socket,
    async ask(use) {
      if (socket.destroyed) throw new LineBroken()
      last += 1
      const id = last
      let timer: NodeJS.Timeout | undefined
      try {
        return await new Promise<unknown>((resolve, reject) => {
          timer = setTimeout(() => {
            reject(new Error('no answer'))
            socket.destroy()
          }, PATIENCE_MS)
          waiting.set(id, { resolve, reject: () => reject(new LineBroken()) })
          socket.write(`${JSON.stringify([id, use])}\n`)
        })
      } finally {
        clearTimeout(timer)
        waiting.delete(id)
      }
    },
  }
}

function upgraded(endpoint: URL): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const request = http.request(endpoint, {
      agent: false,
      headers: { connection: 'Upgrade', upgrade: EXCHANGE_PROTOCOL },
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    request.once('error', reject)
    request.once('response', (response) => {
      response.destroy()
      reject(new Error('The broker does not speak with us.'))
    })
    request.once('upgrade', (_response, socket, ahead) => {
      if (ahead.length > 0) socket.unshift(ahead)
      resolve(socket as Socket)
    })
    request.end()
  })
}

function readAnswer(answer: unknown): ExchangeAnswer | undefined {
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

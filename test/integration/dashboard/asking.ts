import http from 'node:http'
import type { Served } from '../../support/dashboard/serve.ts'

export interface Answer {
  status: number
  headers: http.IncomingHttpHeaders
  body: string
}

/** Asks as any program on this machine could: with whatever headers, and a path that is sent as it stands. */
export function ask(
  served: Served,
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string | undefined>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const given = {
      host: `127.0.0.1:${served.dashboard.port}`,
      authorization: `Bearer ${served.token}`,
      ...headers,
    }
    const sent = Object.fromEntries(
      Object.entries(given).filter(([, value]) => value !== undefined),
    )
    const request = http.request(
      {
        host: '127.0.0.1',
        port: served.dashboard.port,
        path,
        method,
        headers: sent as Record<string, string>,
        setHost: false,
        agent: false,
      },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part) => parts.push(part))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts).toString(),
          }),
        )
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

/** Opens a live stream and gathers what it brings until told to stop. */
export async function live(
  served: Served,
  query = '',
): Promise<{
  text(): string
  until(found: (text: string) => boolean): Promise<string>
  stop(): void
}> {
  let text = ''
  const waiting = new Set<() => void>()
  const request = http.get(`${served.origin}/api/live?${query}`, {
    headers: { authorization: `Bearer ${served.token}` },
    agent: false,
  })
  request.on('error', () => {})
  await new Promise<void>((resolve) =>
    request.on('response', (response) => {
      response.on('data', (part) => {
        text += part
        for (const look of waiting) look()
      })
      resolve()
    }),
  )
  return {
    text: () => text,
    until: (found) =>
      new Promise((resolve) => {
        const look = () => {
          if (!found(text)) return
          waiting.delete(look)
          resolve(text)
        }
        waiting.add(look)
        look()
      }),
    stop: () => request.destroy(),
  }
}

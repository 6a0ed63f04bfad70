import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { Whatever } from './clients.ts'
import { listen } from './servers.ts'

export interface Asked {
  id: number
  method: string
  params: Whatever
  request: IncomingMessage
  response: ServerResponse
}

export interface Rogue {
  url: string
  origin: string
  asked: string[]
  bodies: string[]
  close(): Promise<void>
}

/** A server that shakes hands as it should and then does what it is told to, by method. */
export async function rogue(
  behaviour: Record<string, (asked: Asked) => void | Promise<void>>,
): Promise<Rogue> {
  const asked: string[] = []
  const bodies: string[] = []
  const http = await listen(async (request, response, body) => {
    const message = body === '' ? { method: request.method } : JSON.parse(body)
    asked.push(message.method)
    bodies.push(body)
    const act = Object.hasOwn(behaviour, message.method) ? behaviour[message.method] : undefined
    if (act !== undefined) await act({ ...message, request, response })
    else if (message.method === 'initialize') {
      json(response, {
        jsonrpc: '2.0',
        id: message.id,
        result: {
          protocolVersion: message.params.protocolVersion,
          capabilities: { tools: {}, resources: {}, prompts: {} },
          serverInfo: { name: 'rogue', version: '0' },
        },
      })
    } else if (message.id === undefined)
      response.writeHead(request.method === 'POST' ? 202 : 405).end()
    else json(response, { jsonrpc: '2.0', id: message.id, result: {} })
  })
  return { url: `${http.origin}/mcp`, origin: http.origin, asked, bodies, close: http.close }
}

export function json(
  response: ServerResponse,
  body: object | string,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(200, { 'content-type': 'application/json', ...headers })
    .end(typeof body === 'string' ? body : JSON.stringify(body))
}

export function events(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).end(text)
}

export function gzipped(response: ServerResponse, body: object): void {
  response
    .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    .end(gzipSync(JSON.stringify(body)))
}

export const tool = (name: string): object => ({
  name,
  description: '',
  inputSchema: { type: 'object' },
})
export const toolList = (id: unknown, ...names: string[]): object => ({
  jsonrpc: '2.0',
  id,
  result: { tools: names.map(tool) },
})

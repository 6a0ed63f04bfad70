import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import {
  CallToolRequestSchema,
  ElicitRequestSchema,
  ListToolsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, raw, sdkClient } from './clients.ts'
import { type Governed, govern } from './governance.ts'
import { listen } from './servers.ts'

/** A real server that knows HTTP with SSE alone. */
async function oldServer(
  endpoint?: string,
): Promise<{ url: string; ran: string[]; close(): Promise<void> }> {
  const transports = new Map<string, SSEServerTransport>()
  const ran: string[] = []
  const http = await listen(async (request, response, body) => {
    const url = new URL(request.url ?? '', 'http://x')
    if (request.method === 'GET' && url.pathname === '/sse') {
      if (endpoint !== undefined) {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(`event: endpoint\ndata: ${endpoint}\n\n`)
        return
      }
      const transport = new SSEServerTransport('/messages', response)
      transports.set(transport.sessionId, transport)
      const server = new Server({ name: 'old', version: '1' }, { capabilities: { tools: {} } })
      server.setRequestHandler(ListToolsRequestSchema, () => ({
        tools: ['read_file', 'send_email', 'ask'].map((name) => ({
          name,
          inputSchema: { type: 'object' as const },
        })),
      }))
      server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
        ran.push(params.name)
        const asked =
          params.name === 'ask'
            ? await server.elicitInput({
                message: 'x',
                requestedSchema: { type: 'object', properties: {} },
              })
            : undefined
        return {
          content: [
            { type: 'text', text: asked === undefined ? `ran ${params.name}` : asked.action },
          ],
        }
      })
      await server.connect(transport as Transport)
      return
    }
    const transport = transports.get(url.searchParams.get('sessionId') ?? '')
    if (request.method === 'POST' && url.pathname === '/messages' && transport !== undefined) {
      await transport.handlePostMessage(request, response, JSON.parse(body))
      return
    }
    response.writeHead(request.method === 'POST' ? 404 : 405).end()
  })
  return { url: `${http.origin}/sse`, ran, close: http.close }
}

async function oldClient(url: string): Promise<Client> {
  const client = new Client({ name: 'old', version: '1' }, { capabilities: { elicitation: {} } })
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'decline' }))
  await client.connect(new SSEClientTransport(new URL(url)) as Transport)
  return client
}

describe('HTTP with SSE, as of 2024-11-05', () => {
  let server: Awaited<ReturnType<typeof oldServer>>
  let governed: Governed
  beforeAll(async () => {
    server = await oldServer()
    governed = await govern({
      mcp: { allowedTools: ['read_file', 'ask'], deniedTools: ['send_email'] },
      servers: { old: { service: 'old', url: server.url } },
    })
  })
  afterAll(async () => {
    await governed.close()
    await server.close()
  })

  it('is spoken with a server that knows nothing else', async () => {
    const client = await sdkClient(`${governed.origin}/mcp`)
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['read_file', 'ask'])
    expect(await client.callTool({ name: 'read_file' })).toMatchObject({
      content: [{ text: 'ran read_file' }],
    })
    await expect(client.callTool({ name: 'send_email' })).rejects.toMatchObject({ code: 403 })
    expect(server.ran).not.toContain('send_email')
    await client.close()
  })

  it.each(['/sse', '/sse/old'])(
    'is spoken with a client that knows nothing else, at %s',
    async (path) => {
      const client = await oldClient(governed.origin + path)
      expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['read_file', 'ask'])
      expect(await client.callTool({ name: 'ask' })).toMatchObject({
        content: [{ text: 'decline' }],
      })
      await expect(client.callTool({ name: 'send_email' })).rejects.toMatchObject({ code: 403 })
      expect(server.ran).not.toContain('send_email')
      await client.close()
    },
  )

  it('does not find a stream of another service, or one that never was', async () => {
    const response = await fetch(`${governed.origin}/sse`, {
      headers: { accept: 'text/event-stream' },
    })
    const reader = response.body?.getReader()
    const first = Buffer.from((await reader?.read())?.value ?? []).toString()
    const path = /data: (.+)/.exec(first)?.[1] ?? ''
    expect(path).toMatch(/^\/sse-messages\/[A-Za-z0-9_-]{43}$/)
    expect((await raw(governed.otherOrigin + path, call('read_file'))).status).toBe(404)
    expect((await raw(`${governed.origin}${path.slice(0, -1)}!`, call('read_file'))).status).toBe(
      404,
    )
    expect((await raw(governed.origin + path, call('read_file'))).status).toBe(400)
    expect(
      (await raw(governed.origin + path, call('read_file'), { origin: 'http://evil.test' })).status,
    ).toBe(403)
    await reader?.cancel()
    await expect
      .poll(async () => (await raw(governed.origin + path, call('read_file'))).status)
      .toBe(404)
    expect(
      (await fetch(`${governed.origin}/sse/nobody`, { headers: { accept: 'text/event-stream' } }))
        .status,
    ).toBe(404)
  })

  it('case 23: sends nothing to where a server says messages go, when that is elsewhere', async () => {
    let reached = 0
    const elsewhere = await listen((_, response) => {
      reached += 1
      response.writeHead(202).end()
    })
    for (const endpoint of [
      `${elsewhere.origin}/x`,
      `//${new URL(elsewhere.origin).host}/x`,
      'http://169.254.169.254/',
    ]) {
      const evil = await oldServer(endpoint)
      const own = await govern({
        mcp: { allowedTools: ['*'] },
        servers: { evil: { service: 'e', url: evil.url } },
      })
      await expect(sdkClient(`${own.origin}/mcp`)).rejects.toThrow(/elsewhere|HTTP 404/)
      await own.close()
      await evil.close()
    }
    expect(reached).toBe(0)
    await elsewhere.close()
  })
})

import { randomUUID } from 'node:crypto'
import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import {
  CallToolRequestSchema,
  type CallToolResult,
  ListToolsRequestSchema,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js'

export interface Contact {
  method: string
  tool?: string
  headers: IncomingMessage['headers']
  body: string
}

export interface TestServer {
  url: string
  /** Every message that came in. */
  contacts: Contact[]
  /** Names of tools that were really run. */
  ran: string[]
  /** Forgets its sessions, as a restart does. */
  forget(): void
  close(): Promise<void>
}

export type ToolTable = Map<
  string,
  {
    definition?: Partial<Tool>
    run?: (
      args: Record<string, unknown>,
      server: Server,
      extra: Extra,
    ) => Promise<CallToolResult> | CallToolResult
  }
>
export type Extra = Parameters<Parameters<Server['setRequestHandler']>[1]>[1]

export function text(value: string): CallToolResult {
  return { content: [{ type: 'text', text: value }] }
}

/** A real SDK server over streamable HTTP, which counts what reaches it. */
export async function sdkServer(
  tools: ToolTable,
  options: {
    json?: boolean
    more?: (server: Server) => void
    capabilities?: object
    instructions?: string
  } = {},
): Promise<TestServer> {
  const ran: string[] = []
  const contacts: Contact[] = []
  const transports = new Map<string, StreamableHTTPServerTransport>()

  function makeServer(): Server {
    const server = new Server(
      { name: 'test-server', version: '1.0.0' },
      {
        capabilities: { tools: { listChanged: true }, ...options.capabilities },
        ...(options.instructions === undefined ? {} : { instructions: options.instructions }),
      },
    )
    server.setRequestHandler(ListToolsRequestSchema, () => ({
      tools: [...tools].map(([name, { definition }]) => ({
        name,
        description: `does ${name}`,
        inputSchema: { type: 'object' as const },
        ...definition,
      })),
    }))
    server.setRequestHandler(CallToolRequestSchema, async (request, extra) => {
      const tool = tools.get(request.params.name)
      if (tool === undefined) throw new Error(`Tool ${request.params.name} not found`)
      ran.push(request.params.name)
      return (
        (await tool.run?.(request.params.arguments ?? {}, server, extra as Extra)) ??
        text(`ran ${request.params.name}`)
      )
    })
    options.more?.(server)
    return server
  }

  const http = await listen(async (request, response, body) => {
    const parsed = body === '' ? undefined : JSON.parse(body)
    // A GET is the standing stream, which the client's own stream brings along whenever it opens.
    if (request.method !== 'GET')
      contacts.push({
        method: parsed?.method ?? request.method ?? '',
        ...(parsed?.params?.name === undefined ? {} : { tool: parsed.params.name }),
        headers: request.headers,
        body,
      })
    const id = request.headers['mcp-session-id']
    let transport = typeof id === 'string' ? transports.get(id) : undefined
    if (transport === undefined && id !== undefined) {
      response.writeHead(404).end()
      return
    }
    if (transport === undefined) {
      const created = new StreamableHTTPServerTransport({
        sessionIdGenerator: () => randomUUID(),
        onsessioninitialized: (session) => void transports.set(session, created),
        enableJsonResponse: options.json ?? false,
      })
      transport = created
      await makeServer().connect(created as Transport)
    }
    await transport.handleRequest(request, response, parsed)
  })
  return {
    url: `${http.origin}/mcp`,
    contacts,
    ran,
    forget: () => transports.clear(),
    async close() {
      for (const transport of transports.values()) await transport.close()
      await http.close()
    },
  }
}

/** A plain HTTP server, for servers that misbehave. */
export async function listen(
  handle: (
    request: IncomingMessage,
    response: ServerResponse,
    body: string,
  ) => void | Promise<void>,
): Promise<{ origin: string; server: HttpServer; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    try {
      await handle(request, response, body)
    } catch (error) {
      response.writeHead(500).end(String(error))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

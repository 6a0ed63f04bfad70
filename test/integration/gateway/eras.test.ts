import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { createMcpHandler, inputRequired, Server } from '@modelcontextprotocol/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { raw, rawSession, sdkClient, type Whatever } from './clients.ts'
import { type Governed, govern } from './governance.ts'
import { listen, sdkServer, type TestServer, text } from './servers.ts'

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '0' },
}

interface ModernServer {
  url: string
  ran: string[]
  seen: { method: string | undefined; name: string | undefined; param: string | undefined }[]
  handler: ReturnType<typeof createMcpHandler>
  close(): Promise<void>
}

/** A real server of revision 2026-07-28, and of that one alone. */
async function modernServer(): Promise<ModernServer> {
  const ran: string[] = []
  const seen: ModernServer['seen'] = []
  const names = ['read_file', 'send_email', 'ask', 'progress', 'wait', 'region']
  const handler = createMcpHandler(
    () => {
      const server = new Server(
        { name: 'modern', version: '2.0.0' },
        {
          capabilities: { tools: { listChanged: true }, resources: {}, logging: {} },
          instructions: 'be modern',
        },
      )
      server.setRequestHandler('tools/list', () => ({
        tools: names.map((name) => ({
          name,
          description: name,
          inputSchema:
            name === 'region'
              ? {
                  type: 'object' as const,
                  properties: { region: { type: 'string', 'x-mcp-header': 'Region' } },
                }
              : { type: 'object' as const },
        })),
        ttlMs: 5_000,
        cacheScope: 'public' as const,
      }))
      server.setRequestHandler('resources/list', () => ({
        resources: [{ uri: 'm://one', name: 'one' }],
      }))
      server.setRequestHandler(
        'tools/call',
        async (request: Whatever, context: Whatever): Promise<Whatever> => {
          const { name } = request.params
          ran.push(name)
          if (name === 'ask') {
            const answer = context.mcpReq.inputResponses?.who
            if (answer === undefined) {
              return inputRequired({
                inputRequests: {
                  who: inputRequired.elicit({
                    message: 'who?',
                    requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
                  }),
                },
                requestState: 'opaque',
              })
            }
            return text(`hello ${answer.content?.name ?? JSON.stringify(answer)}`)
          }
          if (name === 'progress') {
            await context.mcpReq.notify({
              method: 'notifications/progress',
              params: { progressToken: request.params._meta?.progressToken, progress: 1 },
            })
          }
          if (name === 'wait') {
            await new Promise<void>((resolve) =>
              context.mcpReq.signal.addEventListener('abort', () => resolve()),
            )
            ran.push('cancelled')
          }
          return text(`ran ${name}`)
        },
      )
      return server
    },
    { legacy: 'reject' },
  )
  const node = toNodeHandler(handler)
  const http = await listen(async (request, response, body) => {
    seen.push({
      method: request.headers['mcp-method'] as string,
      name: request.headers['mcp-name'] as string,
      param: request.headers['mcp-param-region'] as string,
    })
    await node(request as never, response as never, body === '' ? undefined : JSON.parse(body))
  })
  return {
    url: `${http.origin}/mcp`,
    ran,
    seen,
    handler,
    async close() {
      await handler.close()
      await http.close()
    },
  }
}

async function modernClient(url: string, prepare?: (client: Client) => void): Promise<Client> {
  const client = new Client(
    { name: 'modern-agent', version: '1.0.0' },
    { capabilities: { elicitation: {} }, versionNegotiation: { mode: { pin: '2026-07-28' } } },
  )
  prepare?.(client)
  await client.connect(new StreamableHTTPClientTransport(new URL(url)))
  return client
}

describe('both eras', () => {
  let modern: ModernServer
  let legacy: TestServer
  let governed: Governed
  beforeAll(async () => {
    modern = await modernServer()
    legacy = await sdkServer(
      new Map([
        ['old_tool', {}],
        ['send_email', {}],
        [
          'old_ask',
          {
            run: async (_: unknown, server: Whatever) => {
              const answer = await server.elicitInput({
                message: 'who?',
                requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
              })
              return text(`hello ${answer.content?.name}`)
            },
          },
        ],
        [
          'change',
          {
            run: async (_: unknown, server: Whatever) => {
              await server.sendToolListChanged()
              return text('changed')
            },
          },
        ],
      ]),
    )
    governed = await govern({
      mcp: { allowedTools: ['*'], deniedTools: ['send_email'] },
      servers: {
        modern: { service: 'm', url: modern.url },
        legacy: { service: 'l', url: legacy.url },
      },
    })
  })
  afterAll(async () => {
    await governed.close()
    await modern.close()
    await legacy.close()
  })

  const answerAda = (client: Client): void => {
    client.setRequestHandler('elicitation/create', () => ({
      action: 'accept',
      content: { name: 'Ada' },
    }))
  }

  it('a modern client and a modern server', async () => {
    const client = await modernClient(`${governed.origin}/mcp/modern`, answerAda)
    expect(client.getServerVersion()).toMatchObject({ name: 'modern' })
    expect(client.getInstructions()).toBe('be modern')
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual([
      'read_file',
      'ask',
      'progress',
      'wait',
      'region',
    ])
    expect(await client.callTool({ name: 'read_file' })).toMatchObject({
      content: [{ text: 'ran read_file' }],
    })
    expect(await client.callTool({ name: 'ask' })).toMatchObject({
      content: [{ text: 'hello Ada' }],
    })
    expect((await client.listResources()).resources).toHaveLength(1)
    const before = modern.ran.length
    await expect(client.callTool({ name: 'send_email' })).rejects.toMatchObject({ code: 403 })
    expect(modern.ran.length).toBe(before)
    const seen: number[] = []
    await client.callTool(
      { name: 'progress' },
      { onprogress: ({ progress }) => void seen.push(progress) },
    )
    expect(seen).toEqual([1])
    await client.close()
  })

  it('a modern client that goes away cancels what it asked', async () => {
    const client = await modernClient(`${governed.origin}/mcp/modern`)
    const controller = new AbortController()
    const call = client.callTool({ name: 'wait' }, { signal: controller.signal })
    await expect.poll(() => modern.ran.at(-1)).toBe('wait')
    controller.abort()
    await expect(call).rejects.toThrow()
    await expect.poll(() => modern.ran.at(-1)).toBe('cancelled')
    await client.close()
  })

  it('a client of an older revision and a modern server', async () => {
    const client = await sdkClient(`${governed.origin}/mcp/modern`, { elicitation: {} }, (c) => {
      c.setRequestHandler(ElicitRequestSchema, () => ({
        action: 'accept',
        content: { name: 'Grace' },
      }))
    })
    expect((await client.listTools()).tools.map(({ name }) => name)).not.toContain('send_email')
    expect(await client.callTool({ name: 'read_file' })).toMatchObject({
      content: [{ text: 'ran read_file' }],
    })
    expect(await client.callTool({ name: 'ask' })).toMatchObject({
      content: [{ text: 'hello Grace' }],
    })
    await client.callTool({ name: 'region', arguments: { region: 'Zürich' } })
    expect(modern.seen.at(-1)).toEqual({
      method: 'tools/call',
      name: 'region',
      param: `=?base64?${Buffer.from('Zürich').toString('base64')}?=`,
    })
    await client.close()
  })

  it('a modern client and a server of an older revision', async () => {
    const client = await modernClient(`${governed.origin}/mcp/legacy`, answerAda)
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual([
      'old_tool',
      'old_ask',
      'change',
    ])
    expect(await client.callTool({ name: 'old_tool' })).toMatchObject({
      content: [{ text: 'ran old_tool' }],
    })
    expect(await client.callTool({ name: 'old_ask' })).toMatchObject({
      content: [{ text: 'hello Ada' }],
    })
    await expect(client.callTool({ name: 'send_email' })).rejects.toMatchObject({ code: 403 })
    expect(legacy.ran).not.toContain('send_email')
    await client.close()
  })

  it('several servers of both eras look like one, to clients of both', async () => {
    const tools = [
      'read_file',
      'ask',
      'progress',
      'wait',
      'region',
      'old_tool',
      'old_ask',
      'change',
    ]
    for (const client of [
      await modernClient(`${governed.origin}/mcp`, answerAda),
      await sdkClient(`${governed.origin}/mcp`),
    ]) {
      expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(tools)
      expect(await client.callTool({ name: 'read_file' })).toMatchObject({
        content: [{ text: 'ran read_file' }],
      })
      expect(await client.callTool({ name: 'old_tool' })).toMatchObject({
        content: [{ text: 'ran old_tool' }],
      })
      await expect(client.callTool({ name: 'send_email' })).rejects.toMatchObject({ code: 403 })
      await client.close()
    }
  })

  it('tells a subscriber of changes, of servers of both eras', async () => {
    const controller = new AbortController()
    const response = await fetch(`${governed.origin}/mcp`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'subscriptions/listen',
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 'sub',
        method: 'subscriptions/listen',
        params: { _meta: META, notifications: { toolsListChanged: true } },
      }),
      signal: controller.signal,
    })
    const seen: Whatever[] = []
    void (async () => {
      let rest = ''
      for await (const chunk of response.body ?? []) {
        rest += Buffer.from(chunk).toString()
        for (const match of rest.matchAll(/^data: (.+)$/gm)) seen.push(JSON.parse(match[1] ?? ''))
        rest = rest.slice(rest.lastIndexOf('\n\n') + 2)
      }
    })().catch(() => undefined)
    await expect.poll(() => seen.length).toBe(1)
    expect(seen[0]).toMatchObject({
      method: 'notifications/subscriptions/acknowledged',
      params: {
        notifications: { toolsListChanged: true },
        _meta: { 'io.modelcontextprotocol/subscriptionId': 'sub' },
      },
    })
    modern.handler.notify.toolsChanged()
    await expect.poll(() => seen.length).toBe(2)
    const client = await modernClient(`${governed.origin}/mcp/legacy`)
    await raw(
      `${governed.origin}/mcp`,
      { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { _meta: META, name: 'change' } },
      { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'change' },
    )
    await expect.poll(() => seen.length).toBe(3)
    for (const message of seen.slice(1)) {
      expect(message).toMatchObject({
        method: 'notifications/tools/list_changed',
        params: { _meta: { 'io.modelcontextprotocol/subscriptionId': 'sub' } },
      })
    }
    controller.abort()
    await client.close()
  })

  describe('the rules of 2026-07-28', () => {
    const good = {
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'read_file',
    }
    const body = (name = 'read_file', meta: object = META, args?: object): object => ({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { _meta: meta, name, arguments: args },
    })
    const url = (): string => `${governed.origin}/mcp/modern`

    it('takes a request that keeps them', async () => {
      const answer = await raw(url(), body(), good)
      expect(answer.status).toBe(200)
      expect(answer.json.result).toMatchObject({ resultType: 'complete' })
      const encoded = { ...good, 'mcp-name': `=?base64?${btoa('read_file')}?=` }
      expect((await raw(url(), body(), encoded)).status).toBe(200)
    })

    it.each<[string, Record<string, string>, object, number]>([
      ['another tool in Mcp-Name', { ...good, 'mcp-name': 'progress' }, body(), -32020],
      ['a denied tool in the body', good, body('send_email'), -32020],
      [
        'another tool in Mcp-Name, encoded',
        { ...good, 'mcp-name': `=?base64?${btoa('progress')}?=` },
        body(),
        -32020,
      ],
      ['an encoding that is none', { ...good, 'mcp-name': '=?base64?*?=' }, body(), -32020],
      ['upper case in Mcp-Name', { ...good, 'mcp-name': 'READ_FILE' }, body(), -32020],
      ['upper case in Mcp-Method', { ...good, 'mcp-method': 'Tools/Call' }, body(), -32020],
      [
        'no Mcp-Method',
        { 'mcp-protocol-version': '2026-07-28', 'mcp-name': 'read_file' },
        body(),
        -32020,
      ],
      [
        'no Mcp-Name',
        { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call' },
        body(),
        -32020,
      ],
      [
        'no version header',
        { 'mcp-method': 'tools/call', 'mcp-name': 'read_file' },
        body(),
        -32020,
      ],
      [
        'another version in the header',
        { ...good, 'mcp-protocol-version': '2025-11-25' },
        body(),
        -32020,
      ],
      ['no version in the body', good, body('read_file', {}), -32602],
      [
        'no capabilities in the body',
        good,
        body('read_file', { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' }),
        -32602,
      ],
      [
        'a version that nobody knows',
        { ...good, 'mcp-protocol-version': '1900-01-01' },
        body('read_file', { ...META, 'io.modelcontextprotocol/protocolVersion': '1900-01-01' }),
        -32022,
      ],
      [
        'a parameter that its header denies',
        { ...good, 'mcp-name': 'region', 'mcp-param-region': 'eu' },
        body('region', META, { region: 'us' }),
        -32020,
      ],
      [
        'a parameter without its header',
        { ...good, 'mcp-name': 'region' },
        body('region', META, { region: 'us' }),
        -32020,
      ],
    ])('refuses a request with %s', async (_, headers, message, code) => {
      const before = modern.ran.length
      const answer = await raw(url(), message, headers)
      expect(answer.status).toBe(400)
      expect(answer.json.error.code).toBe(code)
      if (code === -32022) expect(answer.json.error.data.supported).toContain('2026-07-28')
      expect(modern.ran.length).toBe(before)
    })

    it('has no methods of older revisions, no streams and no sessions', async () => {
      for (const method of [
        'ping',
        'logging/setLevel',
        'resources/subscribe',
        'tasks/list',
        'x/y',
      ]) {
        const answer = await raw(
          url(),
          { jsonrpc: '2.0', id: 1, method, params: { _meta: META } },
          { ...good, 'mcp-method': method, 'mcp-name': '' },
        )
        expect([400, 404]).toContain(answer.status)
      }
      const answer = await raw(
        url(),
        { jsonrpc: '2.0', id: 1, method: 'ping', params: { _meta: META } },
        { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'ping' },
      )
      expect([answer.status, answer.json.error.code]).toEqual([404, -32601])
      const headers = { 'mcp-protocol-version': '2026-07-28', accept: 'text/event-stream' }
      expect((await fetch(url(), { headers })).status).toBe(405)
      expect((await raw(url(), body(), good)).headers.get('mcp-session-id')).toBeNull()
      expect((await raw(url(), [body()], good)).status).toBe(400)
    })

    it('has no handshake', async () => {
      const message = { jsonrpc: '2.0', id: 1, method: 'initialize', params: { _meta: META } }
      const answer = await raw(url(), message, {
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'initialize',
      })
      expect([answer.status, answer.json.error.code]).toEqual([404, -32601])
    })

    it('does not let what the policy has filtered be kept for others', async () => {
      const list = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: META } }
      const answer = await raw(url(), list, {
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/list',
      })
      expect(answer.json.result).toMatchObject({
        cacheScope: 'private',
        ttlMs: 5_000,
        resultType: 'complete',
      })
      expect(answer.text).not.toContain('send_email')
    })

    it('case 21: a state that was tampered with, used twice or for another call counts for nothing', async () => {
      const ask = async (params: object): Promise<Whatever> =>
        (
          await raw(
            `${governed.origin}/mcp/legacy`,
            {
              jsonrpc: '2.0',
              id: 1,
              method: 'tools/call',
              params: {
                _meta: {
                  ...META,
                  'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
                },
                ...params,
              },
            },
            {
              'mcp-protocol-version': '2026-07-28',
              'mcp-method': 'tools/call',
              'mcp-name': (params as Whatever).name,
            },
          )
        ).json
      const first = await ask({ name: 'old_ask' })
      expect(first.result.resultType).toBe('input_required')
      const { requestState, inputRequests } = first.result
      const [key] = Object.keys(inputRequests)
      const inputResponses = { [key ?? '']: { action: 'accept', content: { name: 'Eve' } } }
      expect(
        (await ask({ name: 'old_ask', requestState: `${requestState}x`, inputResponses })).error
          .code,
      ).toBe(-32602)
      expect((await ask({ name: 'old_tool', requestState, inputResponses })).error.code).toBe(
        -32602,
      )
      expect(
        (await ask({ name: 'old_ask', requestState, inputResponses })).result.content[0].text,
      ).toBe('hello Eve')
      expect((await ask({ name: 'old_ask', requestState, inputResponses })).error.code).toBe(-32602)
    })
  })

  it('a dual client finds its way', async () => {
    const client = new Client(
      { name: 'dual', version: '1' },
      { versionNegotiation: { mode: 'auto' } },
    )
    await client.connect(new StreamableHTTPClientTransport(new URL(`${governed.origin}/mcp`)))
    expect((await client.listTools()).tools.length).toBeGreaterThan(3)
    await client.close()
    await rawSession(`${governed.origin}/mcp`)
  })
})

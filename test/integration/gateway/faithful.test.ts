import {
  CompleteRequestSchema,
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListRootsRequestSchema,
  LoggingMessageNotificationSchema,
  ReadResourceRequestSchema,
  ResourceUpdatedNotificationSchema,
  SetLevelRequestSchema,
  SubscribeRequestSchema,
  ToolListChangedNotificationSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, raw, rawSession, sdkClient } from './clients.ts'
import { type Governed, govern } from './governance.ts'
import { sdkServer, type TestServer, text } from './servers.ts'

const capabilities = {
  prompts: { listChanged: true },
  resources: { subscribe: true, listChanged: true },
  completions: {},
  logging: {},
}

function everything(name: string): Promise<TestServer> {
  return sdkServer(
    new Map([
      [
        'progress',
        {
          run: async (_: unknown, __: unknown, extra: Extra) => {
            const progressToken = extra._meta?.progressToken
            for (let progress = 1; progress <= 3; progress += 1) {
              await extra.sendNotification({
                method: 'notifications/progress',
                params: { progressToken: progressToken ?? 'none', progress, total: 3 },
              })
            }
            return text(String(progressToken))
          },
        },
      ],
      [
        'ask',
        {
          run: async (_: unknown, server: Server) => {
            const roots = await server.listRoots()
            const message = await server.createMessage({
              messages: [{ role: 'user', content: { type: 'text', text: 'hi' } }],
              maxTokens: 5,
            })
            const elicited = await server.elicitInput({
              message: 'name?',
              requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
            })
            return text(JSON.stringify([roots.roots, message.content, elicited.content]))
          },
        },
      ],
      [
        'wait',
        {
          run: async (_: unknown, __: unknown, extra: Extra) => {
            await new Promise<void>((resolve) =>
              extra.signal.addEventListener('abort', () => resolve()),
            )
            cancelled.push(name)
            return text('late')
          },
        },
      ],
      [
        'change',
        {
          run: async (_: unknown, server: Server) => {
            await server.sendToolListChanged()
            await server.sendResourceUpdated({ uri: `${name}://one` })
            return text('changed')
          },
        },
      ],
      [
        'log',
        {
          run: async (_: unknown, __: unknown, extra: Extra) => {
            await extra.sendNotification({
              method: 'notifications/message',
              params: { level: 'info', data: name },
            })
            return text('logged')
          },
        },
      ],
      ['big', { run: () => text('é'.repeat(1_000_000)) }],
    ]) as ToolTable,
    {
      capabilities,
      instructions: `use ${name} well`,
      more(server) {
        server.setRequestHandler(ListPromptsRequestSchema, () => ({
          prompts: [{ name: 'greet' }, { name: `of_${name}` }],
        }))
        server.setRequestHandler(GetPromptRequestSchema, (request) => ({
          messages: [
            { role: 'user', content: { type: 'text', text: `${name}: ${request.params.name}` } },
          ],
        }))
        server.setRequestHandler(ListResourcesRequestSchema, () => ({
          resources: [{ uri: `${name}://one`, name: 'one' }],
        }))
        server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
          resourceTemplates: [{ uriTemplate: `${name}://many/{id}`, name: 'many' }],
        }))
        server.setRequestHandler(ReadResourceRequestSchema, (request) => ({
          contents: [{ uri: request.params.uri, text: `${name} has it` }],
        }))
        server.setRequestHandler(SubscribeRequestSchema, () => ({}))
        server.setRequestHandler(UnsubscribeRequestSchema, () => ({}))
        server.setRequestHandler(SetLevelRequestSchema, () => ({}))
        server.setRequestHandler(CompleteRequestSchema, (request) => ({
          completion: { values: [`${name}-${request.params.argument.value}`] },
        }))
      },
    },
  )
}

type Server = import('@modelcontextprotocol/sdk/server/index.js').Server
type Extra = import('./servers.ts').Extra
type ToolTable = import('./servers.ts').ToolTable

const cancelled: string[] = []

describe('what passes between a client and a server', () => {
  let one: TestServer
  let two: TestServer
  let governed: Governed
  beforeAll(async () => {
    one = await everything('one')
    two = await everything('two')
    governed = await govern({
      mcp: { allowedTools: ['*'], deniedTools: ['nothing'] },
      servers: { one: { service: 'one', url: one.url }, two: { service: 'two', url: two.url } },
    })
  })
  afterAll(async () => {
    await governed.close()
    await one.close()
    await two.close()
  })

  const single = (): string => `${governed.origin}/mcp/one`
  const joined = (): string => `${governed.origin}/mcp`

  it('one server looks as it does without the gateway', async () => {
    const client = await sdkClient(single())
    const bare = await sdkClient(one.url)
    expect(client.getServerVersion()).toEqual(bare.getServerVersion())
    expect(client.getServerCapabilities()).toEqual(bare.getServerCapabilities())
    expect(client.getInstructions()).toEqual(bare.getInstructions())
    expect(await client.listTools()).toEqual(await bare.listTools())
    expect(await client.listPrompts()).toEqual(await bare.listPrompts())
    expect(await client.listResources()).toEqual(await bare.listResources())
    expect(await client.listResourceTemplates()).toEqual(await bare.listResourceTemplates())
    expect(await client.readResource({ uri: 'one://one' })).toEqual(
      await bare.readResource({ uri: 'one://one' }),
    )
    expect(await client.getPrompt({ name: 'greet' })).toEqual(
      await bare.getPrompt({ name: 'greet' }),
    )
    const completion = {
      ref: { type: 'ref/prompt' as const, name: 'greet' },
      argument: { name: 'a', value: 'x' },
    }
    expect(await client.complete(completion)).toEqual(await bare.complete(completion))
    expect(await client.setLoggingLevel('debug')).toEqual({})
    expect(await client.ping()).toEqual({})
    await client.close()
    await bare.close()
  })

  it('several servers look like one', async () => {
    const client = await sdkClient(joined())
    expect(client.getServerCapabilities()).toMatchObject({
      tools: {},
      prompts: {},
      resources: { subscribe: true },
      completions: {},
      logging: {},
    })
    expect(client.getInstructions()).toBe('# one\nuse one well\n\n# two\nuse two well')
    expect((await client.listPrompts()).prompts.map(({ name }) => name)).toEqual([
      'one__greet',
      'of_one',
      'two__greet',
      'of_two',
    ])
    expect(JSON.stringify(await client.getPrompt({ name: 'two__greet' }))).toContain('two: greet')
    expect(JSON.stringify(await client.getPrompt({ name: 'of_two' }))).toContain('two: of_two')
    expect((await client.listResources()).resources.map(({ uri }) => uri)).toEqual([
      'one://one',
      'two://one',
    ])
    expect(JSON.stringify(await client.readResource({ uri: 'two://one' }))).toContain('two has it')
    expect(JSON.stringify(await client.readResource({ uri: 'two://many/7' }))).toContain(
      'two has it',
    )
    await expect(client.readResource({ uri: 'three://x' })).rejects.toMatchObject({ code: -32602 })
    expect(
      (
        await client.complete({
          ref: { type: 'ref/prompt', name: 'two__greet' },
          argument: { name: 'a', value: 'x' },
        })
      ).completion.values,
    ).toEqual(['two-x'])
    expect(
      (
        await client.complete({
          ref: { type: 'ref/resource', uri: 'one://many/{id}' },
          argument: { name: 'id', value: 'x' },
        })
      ).completion.values,
    ).toEqual(['one-x'])
    expect(await client.setLoggingLevel('info')).toEqual({})
    await client.close()
  })

  for (const where of ['single', 'joined'] as const) {
    const url = (): string => (where === 'single' ? single() : joined())
    const nameOf = (name: string): string => (where === 'single' ? name : `one__${name}`)

    it(`${where}: progress comes to the call that asked for it`, async () => {
      const client = await sdkClient(url())
      const seen: number[][] = [[], []]
      await Promise.all(
        seen.map((list) =>
          client.callTool({ name: nameOf('progress') }, undefined, {
            onprogress: ({ progress }) => void list.push(progress),
          }),
        ),
      )
      expect(seen).toEqual([
        [1, 2, 3],
        [1, 2, 3],
      ])
      await client.close()
    })

    it(`${where}: a server's questions reach the client, and its answers the server`, async () => {
      const client = await sdkClient(
        url(),
        { roots: { listChanged: true }, sampling: {}, elicitation: {} },
        (c) => {
          c.setRequestHandler(ListRootsRequestSchema, () => ({
            roots: [{ uri: 'file:///workspace' }],
          }))
          c.setRequestHandler(CreateMessageRequestSchema, () => ({
            model: 'm',
            role: 'assistant',
            content: { type: 'text', text: 'hello' },
          }))
          c.setRequestHandler(ElicitRequestSchema, () => ({
            action: 'accept',
            content: { name: 'Ada' },
          }))
        },
      )
      const result = await client.callTool({ name: nameOf('ask') })
      expect(JSON.parse((result.content as { text: string }[])[0]?.text ?? '')).toEqual([
        [{ uri: 'file:///workspace' }],
        { type: 'text', text: 'hello' },
        { name: 'Ada' },
      ])
      const actions = (await governed.events())
        .slice(-3)
        .map(({ action, resource }) => [action, resource])
      expect(actions).toEqual([
        ['roots-list', 'one'],
        ['sampling-createMessage', 'one'],
        ['elicitation-create', 'one'],
      ])
      await client.close()
    })

    it(`${where}: a cancelled call is cancelled at the server, and it alone`, async () => {
      const client = await sdkClient(url())
      const controller = new AbortController()
      const call = client.callTool({ name: nameOf('wait') }, undefined, {
        signal: controller.signal,
      })
      const progress = client.callTool({ name: nameOf('progress') })
      await new Promise((resolve) => setTimeout(resolve, 100))
      cancelled.length = 0
      controller.abort('enough')
      await expect(call).rejects.toThrow()
      await expect.poll(() => cancelled).toEqual(['one'])
      expect(await progress).toBeDefined()
      await client.close()
    })

    it(`${where}: changes and logs are told`, async () => {
      const client = await sdkClient(url())
      const told: string[] = []
      client.setNotificationHandler(
        ToolListChangedNotificationSchema,
        () => void told.push('tools'),
      )
      client.setNotificationHandler(
        ResourceUpdatedNotificationSchema,
        ({ params }) => void told.push(params.uri),
      )
      client.setNotificationHandler(
        LoggingMessageNotificationSchema,
        ({ params }) => void told.push(`log ${params.data}`),
      )
      await new Promise((resolve) => setTimeout(resolve, 100))
      await client.callTool({ name: nameOf('change') })
      await client.callTool({ name: nameOf('log') })
      await expect.poll(() => told.toSorted()).toEqual(['log one', 'one://one', 'tools'])
      await client.close()
    })
  }

  it('passes a result of megabytes whole', async () => {
    const client = await sdkClient(single())
    const result = await client.callTool({ name: 'big' })
    expect((result.content as { text: string }[])[0]?.text).toHaveLength(1_000_000)
    await client.close()
  })

  it('opens a stream with keep-alives when an answer takes long', async () => {
    const slow = await sdkServer(
      new Map([
        [
          'slow',
          { run: () => new Promise((resolve) => setTimeout(() => resolve(text('done')), 400)) },
        ],
      ]),
    )
    const own = await govern({
      mcp: { allowedTools: ['*'] },
      servers: { slow: { service: 's', url: slow.url } },
      limits: { streamAfter: 100, keepAlive: 50 },
    })
    const session = await rawSession(`${own.origin}/mcp`, '2025-11-25')
    const answer = await raw(`${own.origin}/mcp`, call('slow'), session)
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    expect(answer.text).toMatch(/^id: 1_0\nretry: 1000\ndata: \n\n(: still here\n\n){3,}id: 1_1\n/)
    expect(answer.json.result.content[0].text).toBe('done')
    const plain = await raw(`${own.origin}/mcp`, call('slow', {}, 2), {
      ...session,
      accept: 'application/json',
    })
    expect(plain.headers.get('content-type')).toBe('application/json')
    await own.close()
    await slow.close()
  })

  it('goes on when a server was restarted and has forgotten its sessions', async () => {
    const server = await everything('restarted')
    const own = await govern({
      mcp: { allowedTools: ['*'] },
      servers: { one: { service: 'o', url: server.url } },
    })
    const client = await sdkClient(`${own.origin}/mcp`)
    await client.callTool({ name: 'log' })
    server.forget()
    expect(await client.callTool({ name: 'log' })).toMatchObject({ content: [{ text: 'logged' }] })
    await client.close()
    await own.close()
    await server.close()
  })

  it.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])(
    'speaks revision %s with who asks for it',
    async (version) => {
      expect((await rawSession(single(), version))['mcp-protocol-version']).toBe(version)
    },
  )

  it('offers its newest revision to who asks for one that it does not know', async () => {
    expect((await rawSession(single(), '1999-01-01'))['mcp-protocol-version']).toBe('2025-11-25')
    const session = await rawSession(single())
    const answer = await raw(single(), call('log'), {
      ...session,
      'mcp-protocol-version': '1999-01-01',
    })
    expect(answer.status).toBe(400)
  })

  it('closes the sessions at the servers with its own', async () => {
    const session = await rawSession(single())
    const before = one.contacts.filter(({ method }) => method === 'DELETE').length
    await fetch(single(), { method: 'DELETE', headers: session })
    await expect
      .poll(() => one.contacts.filter(({ method }) => method === 'DELETE').length)
      .toBe(before + 1)
  })

  it('bounds the sessions of a service, and closes those that nobody uses', async () => {
    const own = await govern({
      mcp: { allowedTools: ['*'] },
      servers: { one: { service: 'one', url: one.url } },
      limits: { sessions: 2, sessionIdle: 300 },
    })
    const url = `${own.origin}/mcp`
    await rawSession(url)
    await rawSession(url)
    await expect(rawSession(url)).rejects.toThrow(/Too many sessions/)
    await rawSession(`${own.otherOrigin}/mcp`)
    await expect
      .poll(
        () =>
          rawSession(url).then(
            () => 'opened',
            () => 'refused',
          ),
        { timeout: 3_000 },
      )
      .toBe('opened')
    await own.close()
  })
})

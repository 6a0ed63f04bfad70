import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatEvent } from '../../../audit/text.ts'
import { call, raw, rawSession, sdkClient, type Whatever } from './clients.ts'
import { type Governed, govern } from './governance.ts'
import { sdkServer, type TestServer, text } from './servers.ts'

const GUIDE = {
  allowedTools: ['read_file', 'write_file', 'git_push', 'mail/list_mail'],
  deniedTools: ['delete_production_db', 'send_email'],
  arguments: { read_file: { path: { pattern: '^/workspace/' } } },
}

describe('one server behind the gateway', () => {
  let server: TestServer
  let governed: Governed
  beforeAll(async () => {
    server = await sdkServer(
      new Map([
        ['read_file', { run: (args: Record<string, unknown>) => text(`content of ${args.path}`) }],
        ['send_email', {}],
        ['list_mail', {}],
        ['constructor', {}],
      ]),
    )
    governed = await govern({
      mcp: GUIDE,
      servers: { files: { service: 'mcp-files', url: server.url } },
    })
  })
  afterAll(async () => {
    await governed.close()
    await server.close()
  })

  for (const path of ['/mcp', '/mcp/files']) {
    it(`at ${path} shows the allowed tools alone, and runs them`, async () => {
      const client = await sdkClient(governed.origin + path)
      const { tools } = await client.listTools()
      expect(tools.map(({ name }) => name)).toEqual(['read_file'])
      const result = await client.callTool({
        name: 'read_file',
        arguments: { path: '/workspace/a' },
      })
      expect(result.content).toEqual([{ type: 'text', text: 'content of /workspace/a' }])
      await client.close()
    })
  }

  it('answers a denied call with a PolicyViolation, and the server never hears of it', async () => {
    const client = await sdkClient(`${governed.origin}/mcp`)
    const contacts = server.contacts.length
    const error = await client
      .callTool({ name: 'send_email', arguments: { to: 'a@b' } })
      .catch((e) => e)
    expect(error.code).toBe(403)
    expect(error.message).toContain(
      "PolicyViolation: tool 'send_email' is blocked by policy agent-policy-001",
    )
    expect(error.data).toEqual({
      type: 'PolicyViolation',
      policy: 'agent-policy-001',
      tool: 'send_email',
      rule: 'mcp.deniedTools[1]',
      auditId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect(server.contacts.length).toBe(contacts)
    expect(server.ran).not.toContain('send_email')
    const event = (await governed.events()).find(({ id }) => id === error.data.auditId)
    expect(event).toMatchObject({
      decision: 'blocked',
      service: 'agent',
      kind: 'mcp',
      resource: 'files/send_email',
    })
    await client.close()
  })

  it('gives the exact wire form of a violation', async () => {
    const headers = await rawSession(`${governed.origin}/mcp`)
    const answer = await raw(`${governed.origin}/mcp`, call('send_email', {}, 'seven'), headers)
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({
      jsonrpc: '2.0',
      id: 'seven',
      error: {
        code: 403,
        message: "PolicyViolation: tool 'send_email' is blocked by policy agent-policy-001",
        data: expect.objectContaining({ type: 'PolicyViolation' }),
      },
    })
  })

  it('enforces argument rules at the call', async () => {
    const client = await sdkClient(`${governed.origin}/mcp`)
    const before = server.ran.length
    const error = await client
      .callTool({ name: 'read_file', arguments: { path: '/etc/passwd' } })
      .catch((e) => e)
    expect(error.code).toBe(403)
    expect(error.data.rule).toBe('mcp.arguments.read_file.path')
    expect(server.ran.length).toBe(before)
    await client.close()
  })

  it('does not find names on the prototype of anything', async () => {
    const client = await sdkClient(`${governed.origin}/mcp`)
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      const error = await client.callTool({ name }).catch((e) => e)
      expect(error.code, name).toBe(403)
    }
    expect(server.ran).not.toContain('constructor')
    await client.close()
  })

  it('records each call in the words of the guide, and neither values nor keys of arguments', async () => {
    const client = await sdkClient(`${governed.origin}/mcp`)
    await client.callTool({ name: 'read_file', arguments: { path: '/workspace/hunter2' } })
    await client
      .callTool({ name: 'send_email', arguments: { hunter2: 'x' } })
      .catch(() => undefined)
    await client.close()
    const events = (await governed.events()).slice(-2)
    const lines = events.map((event) => formatEvent(event).replace(/^\[.{19}\] /, ''))
    expect(lines).toEqual([
      "INFO: Agent requested MCP tool 'read_file' – allowed",
      "INFO: Agent requested MCP tool 'send_email' – BLOCKED (PolicyViolation)",
    ])
    expect(JSON.stringify(events)).not.toContain('hunter2')
  })

  it('case 24: lets nothing happen that it cannot record', async () => {
    const client = await sdkClient(`${governed.origin}/mcp`)
    const before = server.ran.length
    governed.store.fail = true
    try {
      const error = await client
        .callTool({ name: 'read_file', arguments: { path: '/workspace/a' } })
        .catch((e) => e)
      expect(error.code).toBe(503)
      expect(error.message).toContain('audit trail')
      const denied = await client.callTool({ name: 'send_email' }).catch((e) => e)
      expect(denied.code).toBe(503)
    } finally {
      governed.store.fail = false
    }
    expect(server.ran.length).toBe(before)
    await client.close()
  })

  it('refuses methods that it does not know, and the server never hears of them', async () => {
    const headers = await rawSession(`${governed.origin}/mcp`)
    const before = server.contacts.length
    for (const method of [
      'tools/run',
      'tools/call/',
      'Tools/call',
      'mcp-exec',
      'rpc.discover',
      '$/x',
    ]) {
      const answer = await raw(
        `${governed.origin}/mcp`,
        { jsonrpc: '2.0', id: 1, method, params: {} },
        headers,
      )
      expect(answer.json.error.code, method).toBe(-32601)
    }
    expect(server.contacts.length).toBe(before)
  })

  it('keeps prompts, resources and completion closed where the policy allows single tools only', async () => {
    const headers = await rawSession(`${governed.origin}/mcp`)
    const before = server.contacts.length
    const ask = async (method: string, params: object): Promise<Whatever> =>
      (await raw(`${governed.origin}/mcp`, { jsonrpc: '2.0', id: 1, method, params }, headers)).json
    expect((await ask('resources/list', {})).result).toEqual({ resources: [] })
    expect((await ask('prompts/list', {})).result).toEqual({ prompts: [] })
    for (const [method, params] of [
      ['resources/read', { uri: 'file:///etc/passwd' }],
      ['resources/subscribe', { uri: 'file:///etc/passwd' }],
      ['prompts/get', { name: 'x' }],
      [
        'completion/complete',
        { ref: { type: 'ref/prompt', name: 'x' }, argument: { name: 'a', value: '' } },
      ],
    ] as const) {
      expect((await ask(method, params)).error, method).toMatchObject({
        code: 403,
        data: { type: 'PolicyViolation' },
      })
    }
    expect((await ask('tasks/result', { taskId: 'x' })).error.code).toBe(-32602)
    expect(server.contacts.length).toBe(before)
  })

  it('puts a new policy into force for sessions that are open', async () => {
    const client = await sdkClient(`${governed.origin}/mcp`)
    let told = 0
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
      told += 1
    })
    governed.reload({ ...GUIDE, deniedTools: ['read_file'] })
    try {
      await expect.poll(() => told).toBe(1)
      const error = await client
        .callTool({ name: 'read_file', arguments: { path: '/workspace/a' } })
        .catch((e) => e)
      expect(error.code).toBe(403)
      expect((await client.listTools()).tools).toEqual([])
    } finally {
      governed.reload(GUIDE)
    }
    expect((await client.listTools()).tools).toHaveLength(1)
    await client.close()
  })
})

describe('monitor mode', () => {
  it('lets a call pass that the policy speaks against, and says so in the trail', async () => {
    const server = await sdkServer(new Map([['send_email', {}]]))
    const governed = await govern({
      mcp: GUIDE,
      mode: 'monitor',
      servers: { mail: { service: 'mail', url: server.url } },
    })
    const client = await sdkClient(`${governed.origin}/mcp`)
    await client.callTool({ name: 'send_email' })
    expect(server.ran).toEqual(['send_email'])
    expect((await governed.events()).at(-1)).toMatchObject({
      decision: 'would-block',
      rule: 'mcp.deniedTools[1]',
    })
    await client.close()
    await governed.close()
    await server.close()
  })
})

describe('several servers joined', () => {
  let a: TestServer
  let b: TestServer
  let governed: Governed
  beforeAll(async () => {
    a = await sdkServer(
      new Map([
        ['read_file', { run: () => text('a') }],
        ['only_a', {}],
        ['b__c', {}],
        ['send_email', {}],
      ]),
    )
    b = await sdkServer(
      new Map([
        ['read_file', { run: () => text('b') }],
        ['only_b', {}],
        ['hidden', {}],
      ]),
    )
    governed = await govern({
      mcp: { allowedTools: ['read_file', 'only_*', 'a/*', 'dead/*'], deniedTools: ['send_email'] },
      servers: {
        a: { service: 'a', url: a.url },
        b: { service: 'b', url: b.url },
        dead: { service: 'dead', url: 'http://127.0.0.1:9/mcp' },
      },
    })
  })
  afterAll(async () => {
    await governed.close()
    await a.close()
    await b.close()
  })

  it('prefixes only names that collide, and each means its own tool', async () => {
    const client = await sdkClient(`${governed.origin}/mcp`)
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual([
      'a__read_file',
      'only_a',
      'b__c',
      'b__read_file',
      'only_b',
    ])
    expect(await client.callTool({ name: 'a__read_file' })).toMatchObject({
      content: [{ text: 'a' }],
    })
    expect(await client.callTool({ name: 'b__read_file' })).toMatchObject({
      content: [{ text: 'b' }],
    })
    await client.close()
  })

  it('runs a tool that was never listed, under the same rules', async () => {
    const headers = await rawSession(`${governed.origin}/mcp`)
    const ask = async (name: string): Promise<Whatever> =>
      (await raw(`${governed.origin}/mcp`, call(name), headers)).json
    expect((await ask('only_b')).result.content[0].text).toBe('ran only_b')
    expect((await ask('b__only_b')).result.content[0].text).toBe('ran only_b')
    expect((await ask('read_file')).error).toMatchObject({
      code: -32602,
      message: expect.stringContaining('a__read_file or b__read_file'),
    })
    expect((await ask('hidden')).error.data).toMatchObject({
      type: 'PolicyViolation',
      tool: 'hidden',
    })
    expect((await ask('only_nobody')).error).toMatchObject({
      code: -32602,
      message: 'Unknown tool: only_nobody',
    })
  })

  it('case 11: a session counts under the path that opened it, and no other', async () => {
    const [joined, single] = [`${governed.origin}/mcp`, `${governed.origin}/mcp/b`]
    expect((await raw(single, call('only_b'), await rawSession(joined))).status).toBe(404)
    expect((await raw(joined, call('only_b'), await rawSession(single))).status).toBe(404)
  })

  it('answers what is denied everywhere without asking any server anything', async () => {
    const headers = await rawSession(`${governed.origin}/mcp`)
    const before = a.contacts.length + b.contacts.length
    const answer = await raw(`${governed.origin}/mcp`, call('send_email'), headers)
    expect(answer.json.error.code).toBe(403)
    expect(a.contacts.length + b.contacts.length).toBe(before)
  })

  it('is not hurt by a server that is down, and says so to who asks for that one', async () => {
    const answer = await raw(`${governed.origin}/mcp/dead`, {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: {
        protocolVersion: '2025-06-18',
        capabilities: {},
        clientInfo: { name: 'x', version: '1' },
      },
    })
    expect(answer.json.error).toMatchObject({
      code: 502,
      message: "MCP server 'dead' is not reachable: nothing listens there",
    })
  })
})

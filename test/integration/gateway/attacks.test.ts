import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { call, raw, rawSession, sdkClient, type Whatever } from './clients.ts'
import { type Governed, type GovernedOptions, govern } from './governance.ts'
import { type Asked, events, gzipped, json, type Rogue, rogue, tool, toolList } from './rogue.ts'
import { sdkServer, type TestServer, text } from './servers.ts'

const MCP = {
  allowedTools: ['read_file', 'ſearch'],
  deniedTools: ['send_email', 'delete_production_db'],
}

describe('attacks by a client', () => {
  let server: TestServer
  let governed: Governed
  let url: string
  let session: Record<string, string>
  beforeAll(async () => {
    server = await sdkServer(
      new Map([
        ['read_file', {}],
        ['send_email', {}],
        ['delete_production_db', {}],
        ['search', {}],
      ]),
    )
    governed = await govern({
      mcp: MCP,
      servers: { files: { service: 'mcp-files', url: server.url } },
      limits: { requestTime: 1_500 },
    })
    url = `${governed.origin}/mcp`
    session = await rawSession(url)
  })
  afterAll(async () => {
    await governed.close()
    await server.close()
  })
  afterEach(() => {
    expect(server.ran.filter((name) => name !== 'read_file')).toEqual([])
  })

  const refused = async (
    body: string | object,
    headers: Record<string, string> = session,
  ): Promise<Whatever> => {
    const calls = (): number =>
      server.contacts.filter(({ method }) => method === 'tools/call').length
    const before = calls()
    const answer = await raw(url, body, headers)
    expect(calls()).toBe(before)
    expect(answer.json?.error ?? answer.status).toBeTruthy()
    expect(answer.json?.result).toBeUndefined()
    return answer
  }

  it.each([
    ['"method":"tools/call","Method":"ping"'],
    ['"Method":"tools/call","method":"ping"'],
    ['"method":"tools/call","param\u017f":{"name":"send_email"}'],
  ])('case 1: refuses keys of the envelope that differ in case only: %s', async (keys) => {
    await refused(`{"jsonrpc":"2.0","id":1,${keys},"params":{"name":"read_file"}}`)
  })

  it.each([
    ['{"name":"read_file","Name":"send_email"}'],
    ['{"Name":"send_email","name":"read_file"}'],
    ['{"name":"read_file","NAME":"send_email"}'],
    ['{"name":"read_file","name":"send_email"}'],
    ['{"name":"send_email","name":"read_file"}'],
    ['{"name":"read_file","na\\u006de":"send_email"}'],
    ['{"name":"read_file","name\\u0000":"send_email"}'],
    ['{"name":"read_file","arguments":{"path":"a","PATH":"b"}}'],
    ['{"name":"read_file","arguments":{"path":"a","path":"b"}}'],
  ])('cases 1 and 2: refuses parameters with a second reading: %s', async (params) => {
    const answer = await refused(
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${params}}`,
    )
    expect(answer.status).toBe(400)
  })

  it('case 3: sends on its own serialisation, not the bytes that came', async () => {
    await raw(
      url,
      '{ "jsonrpc" : "2.0",\n"params":{"arguments":{"n":1.0,"big":12345678901234567890},"\\u006eame":"read_file"}, "id":"x","method":"tools/call"}',
      session,
    )
    expect(server.contacts.at(-1)?.body).toMatch(
      /^\{"jsonrpc":"2\.0","id":\d+,"method":"tools\/call","params":\{"arguments":\{"n":1\.0,"big":12345678901234567890\},"name":"read_file"\}\}$/,
    )
  })

  it('case 4: a tool that the list hides cannot be called either, at any path', async () => {
    for (const path of ['/mcp', '/mcp/files']) {
      const own = await rawSession(governed.origin + path)
      const answer = await raw(governed.origin + path, call('send_email'), own)
      expect(answer.json.error.code).toBe(403)
    }
  })

  it.each([
    'text/plain',
    'application/json-rpc',
    'application/json, application/json',
    'text/json',
    'application/x-www-form-urlencoded',
  ])('case 5: refuses the content type %s', async (type) => {
    expect((await refused(call('send_email'), { ...session, 'content-type': type })).status).toBe(
      415,
    )
  })

  it('case 5: refuses a body without a content type', async () => {
    const body = JSON.stringify(call('read_file'))
    const answer = await socket(
      `POST /mcp HTTP/1.1\r\nHost: ${host()}\r\nMcp-Session-Id: ${session['mcp-session-id']}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    )
    expect(answer).toMatch(/^HTTP\/1.1 415 /)
  })

  it('case 6: refuses an encoded request', async () => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...session, 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: new Uint8Array(gzipSync(JSON.stringify(call('read_file')))),
    })
    expect(response.status).toBe(415)
  })

  it('case 6: never asks a server for an encoding, whatever the client asks for', async () => {
    await raw(url, call('read_file'), { ...session, 'accept-encoding': 'gzip, br' })
    expect(server.contacts.at(-1)?.headers['accept-encoding']).toBe('identity')
  })

  it('case 7: refuses batches where the revision has none', async () => {
    expect((await refused([call('read_file', {}, 1), call('send_email', {}, 2)])).status).toBe(400)
  })

  it('case 7: judges each entry of a batch by itself where the revision has batches', async () => {
    const old = await rawSession(url, '2025-03-26')
    const before = server.ran.length
    const answer = await raw(url, [call('read_file', {}, 1), call('send_email', {}, 2)], {
      ...old,
      accept: 'application/json',
    })
    const byId = new Map(answer.json.map((reply: Whatever) => [reply.id, reply]))
    expect(byId.get(1)).toMatchObject({ result: {} })
    expect(byId.get(2)).toMatchObject({ error: { code: 403 } })
    expect(server.ran.slice(before)).toEqual(['read_file'])
  })

  it.each([
    ['an empty batch', '[]'],
    ['a nested batch', `[[${JSON.stringify(call('send_email'))}]]`],
    [
      '101 entries',
      JSON.stringify(Array.from({ length: 101 }, (_, id) => call('read_file', {}, id))),
    ],
    [
      'initialize in a batch',
      JSON.stringify([{ jsonrpc: '2.0', id: 1, method: 'initialize', params: {} }]),
    ],
  ])('case 7: refuses %s', async (_, body) => {
    const old = await rawSession(url, '2025-03-26')
    expect((await refused(body, old)).status).toBe(400)
  })

  it('case 8: refuses a body of more than 4 MiB, with and without a length', async () => {
    const body = JSON.stringify(call('read_file', { path: 'x'.repeat(4 * 1024 * 1024) }))
    expect((await refused(body)).status).toBe(413)
    const answer = await socket(
      `POST /mcp HTTP/1.1\r\nHost: ${host()}\r\nContent-Type: application/json\r\nMcp-Session-Id: ${session['mcp-session-id']}\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1.1 413 |^$/)
  })

  it.each([
    [
      'deep arrays',
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file","arguments":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}}`,
    ],
    ['a megabyte as id', JSON.stringify(call('read_file', {}, 'x'.repeat(1_000_000)))],
    ['a megabyte as tool name', JSON.stringify(call('x'.repeat(1_000_000)))],
    ['a number as tool name', JSON.stringify(call(1))],
    ['an array as arguments', JSON.stringify(call('read_file', ['x']))],
    [
      'invalid UTF-8',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file","x":"\u00ff',
    ],
  ])('case 8: refuses %s', async (_, body) => {
    await refused(body)
  })

  it('case 8: takes a million keys without stopping others', async () => {
    const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"send_email","arguments":{${Array.from({ length: 300_000 }, (_, i) => `"k${i}":1`).join(',')}}}}`
    const start = performance.now()
    await Promise.all([refused(body), rawSession(`${governed.otherOrigin}/mcp`)])
    expect(performance.now() - start).toBeLessThan(20_000)
  })

  it('case 8: does not wait for a body that comes too slowly', async () => {
    const start = performance.now()
    const answer = await socket(
      `POST /mcp HTTP/1.1\r\nHost: ${host()}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
      false,
    )
    expect(performance.now() - start).toBeLessThan(8_000)
    expect(answer).not.toContain('200 OK')
  })

  it('case 11: takes no session id that it did not make, from this service or another', async () => {
    for (const id of [
      'guess',
      session['mcp-session-id']?.slice(1) ?? '',
      `${session['mcp-session-id']}x`,
      '../x',
      '__proto__',
    ]) {
      expect((await refused(call('read_file'), { 'mcp-session-id': id })).status, id).toBe(404)
    }
    const foreign = await raw(`${governed.otherOrigin}/mcp`, call('read_file'), session)
    expect(foreign.status).toBe(404)
    expect(foreign.text).not.toContain(session['mcp-session-id'])
    expect((await raw(`${governed.origin}/mcp/files`, call('read_file'), session)).status).toBe(200)
  })

  it('case 11: a client cannot choose its session id', async () => {
    const initialize = {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: {} },
    }
    const answer = await raw(url, initialize, { 'mcp-session-id': 'chosen' })
    expect(answer.status).toBe(400)
    expect((await refused(call('read_file'), {})).status).toBe(400)
  })

  it('case 11: ids are long and never the same', async () => {
    const ids = new Set<string>()
    for (let i = 0; i < 10; i += 1) ids.add((await rawSession(url))['mcp-session-id'] ?? '')
    expect(ids.size).toBe(10)
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  it('case 11: a closed session is gone, for its stream too', async () => {
    const own = await rawSession(url)
    expect((await fetch(url, { method: 'DELETE', headers: own })).status).toBe(200)
    expect((await refused(call('read_file'), own)).status).toBe(404)
    expect((await fetch(url, { headers: { ...own, accept: 'text/event-stream' } })).status).toBe(
      404,
    )
    expect((await fetch(url, { method: 'DELETE', headers: own })).status).toBe(404)
  })

  it.each([
    '/mcp/nobody',
    '/mcp/__proto__',
    '/mcp/constructor',
    '/mcp/',
    '/mcp/files/',
    '/mcp/..',
    '/mcp/%66iles/..',
    '/mcp//files',
    '/',
    '/MCP',
    '/mcp/FILES',
    '/mcp/%ff',
  ])('case 12: gives nothing at %s', async (path) => {
    const answer = await socket(
      `POST ${path} HTTP/1.1\r\nHost: ${host()}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
    )
    expect(answer).toMatch(/^HTTP\/1.1 404 /)
  })

  it.each([
    ['Mcp-Name says another tool', { 'mcp-name': 'read_file' }],
    ['Mcp-Method says another method', { 'mcp-method': 'ping' }],
    ['Mcp-Name is encoded', { 'mcp-name': `=?base64?${btoa('read_file')}?=` }],
  ])('case 13: refuses a call of which %s', async (_, headers) => {
    const answer = await refused(call('send_email'), { ...session, ...headers } as Record<
      string,
      string
    >)
    expect(answer.json.error.code).toBe(-32020)
  })

  it.each(['Mcp-Session-Id', 'Content-Type', 'Mcp-Name', 'Host', 'Origin'])(
    'case 13: refuses two headers %s',
    async (name) => {
      const body = JSON.stringify(call('read_file'))
      const values = new Map([
        ['Host', host()],
        ['Content-Type', 'application/json'],
        ['Mcp-Session-Id', session['mcp-session-id'] ?? ''],
      ])
      const value = values.get(name) ?? 'x'
      const head = [...values].map(([key, text]) => `${key}: ${text}`).join('\r\n')
      const answer = await socket(
        `POST /mcp HTTP/1.1\r\n${head}\r\n${name}: ${value}\r\n${name.toLowerCase()}: ${value}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
      )
      expect(answer).toMatch(/^HTTP\/1.1 40[03] /)
    },
  )

  it.each([
    ['Cyrillic', 'r\u0435ad_file'],
    ['full width', '\uff52ead_file'],
    ['a trailing space', 'read_file '],
    ['a no-break space', 'read_file\u00a0'],
    ['a zero-width space', 'read_\u200bfile'],
    ['a bidi mark', '\u202eread_file'],
    ['the tags block', 'read_file\u{e0041}'],
    ['a long s, even where the policy has it', 'ſearch'],
    ['a Kelvin sign', 'ma\u212ae'],
    ['upper case', 'READ_FILE'],
    ['a NUL', 'read_file\0'],
    ['nothing', ''],
  ])('case 14: a name with %s is no name', async (_, name) => {
    await refused(call(name))
  })

  it('case 21: an answer to what nobody asked goes nowhere', async () => {
    const before = server.contacts.length
    for (const id of [1, '1', 0, -1, 'x']) {
      expect((await raw(url, { jsonrpc: '2.0', id, result: { roots: [] } }, session)).status).toBe(
        202,
      )
    }
    await raw(
      url,
      { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } },
      session,
    )
    await raw(
      url,
      {
        jsonrpc: '2.0',
        method: 'notifications/progress',
        params: { progressToken: 1, progress: 1 },
      },
      session,
    )
    await raw(url, { jsonrpc: '2.0', method: 'notifications/whatever', params: {} }, session)
    await raw(
      url,
      { jsonrpc: '2.0', method: 'tools/call', params: { name: 'send_email' } },
      session,
    )
    expect(server.contacts.length).toBe(before)
  })

  it.each([
    ['a foreign Host', 'Host: evil.test'],
    ['a foreign Host with our port', 'Host: evil.test:8811'],
    ['a foreign Origin', 'Host: HOST\r\nOrigin: http://evil.test'],
    ['the Origin null', 'Host: HOST\r\nOrigin: null'],
    ['two Origins', 'Host: HOST\r\nOrigin: http://HOST\r\nOrigin: http://evil.test'],
    ['our Origin over TLS', 'Host: HOST\r\nOrigin: https://HOST'],
  ])('case 22: refuses %s', async (_, head) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: {} })
    const answer = await socket(
      `POST /mcp HTTP/1.1\r\n${head.replaceAll('HOST', host())}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    )
    expect(answer).toMatch(/^HTTP\/1.1 40[03] /)
  })

  it.each([
    ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}   '],
    ['a folded header', 'X-A: a\r\n b\r\nContent-Length: 2\r\n\r\n{}'],
    ['a bare line feed in the head', 'X-A: a\nContent-Length: 2\r\n\r\n{}'],
    ['a space before a colon', 'Content-Length : 2\r\n\r\n{}'],
  ])('does not read a request with %s', async (_, rest) => {
    const answer = await socket(
      `POST /mcp HTTP/1.1\r\nHost: ${host()}\r\nContent-Type: application/json\r\nConnection: close\r\n${rest}`,
    )
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
  })

  it('case 26: holds for a client that comes without any session of its own', async () => {
    expect((await refused(call('read_file'), {})).status).toBe(400)
    expect((await fetch(url, { headers: { accept: 'text/event-stream' } })).status).toBe(400)
  })

  it.each(['PUT', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE'])('has no method %s', async (method) => {
    const answer = await socket(
      `${method} /mcp HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1.1 405 /)
  })

  function host(): string {
    return new URL(governed.origin).host
  }

  /** Sends bytes as they are; gives all that comes back. */
  function socket(bytes: string, ends = true): Promise<string> {
    return new Promise((resolve) => {
      let received = ''
      const connection = connect(Number(new URL(governed.origin).port), '127.0.0.1')
      connection.on('data', (chunk) => {
        received += chunk
        if (ends && received.includes('\r\n\r\n') && !received.includes('200 OK')) connection.end()
      })
      connection.on('error', () => resolve(received))
      connection.on('close', () => resolve(received))
      connection.write(bytes)
    })
  }
})

describe('attacks by a server', () => {
  const opened: { close(): Promise<void> }[] = []
  afterEach(async () => {
    for (const item of opened.splice(0)) await item.close()
  })

  async function against(
    behaviour: Record<string, (asked: Asked) => void | Promise<void>>,
    options: Partial<GovernedOptions> = {},
  ): Promise<{ server: Rogue; governed: Governed; url: string }> {
    const server = await rogue(behaviour)
    const governed = await govern({
      mcp: { allowedTools: ['read_file'], deniedTools: ['send_email'] },
      servers: { files: { service: 'mcp-files', url: server.url } },
      ...options,
    })
    opened.push(governed, server)
    return { server, governed, url: `${governed.origin}/mcp` }
  }

  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }

  it.each<[string, (asked: Asked) => void]>([
    ['as JSON', ({ id, response }) => json(response, toolList(id, 'read_file', 'send_email'))],
    [
      'as an event',
      ({ id, response }) =>
        events(response, `data: ${JSON.stringify(toolList(id, 'read_file', 'send_email'))}\n\n`),
    ],
    [
      'with carriage returns',
      ({ id, response }) =>
        events(response, `data: ${JSON.stringify(toolList(id, 'read_file', 'send_email'))}\r\r`),
    ],
    [
      'behind a byte order mark',
      ({ id, response }) =>
        events(
          response,
          `\ufeffdata: ${JSON.stringify(toolList(id, 'read_file', 'send_email'))}\n\n`,
        ),
    ],
    [
      'over several data lines',
      ({ id, response }) =>
        events(
          response,
          `${JSON.stringify(toolList(id, 'read_file', 'send_email'), null, 1)
            .split('\n')
            .map((line) => `data: ${line}\n`)
            .join('')}\n`,
        ),
    ],
    [
      'behind comments and notifications',
      ({ id, response }) =>
        events(
          response,
          `: x\n\ndata: {"jsonrpc":"2.0","method":"notifications/message","params":{}}\n\ndata: ${JSON.stringify(toolList(id, 'read_file', 'send_email'))}\n\n`,
        ),
    ],
    [
      'a line at a time',
      ({ id, response }) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.write(
          '{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":1}}\n',
        )
        response.end(`${JSON.stringify(toolList(id, 'read_file', 'send_email'))}\n`)
      },
    ],
    [
      'as a batch',
      ({ id, response }) => json(response, [toolList(id, 'read_file', 'send_email')] as object),
    ],
  ])('case 9: filters a list that comes %s', async (_, answer) => {
    const { url } = await against({ 'tools/list': answer })
    const session = await rawSession(url)
    const got = await raw(url, list, session)
    expect(got.json.result.tools.map(({ name }: Whatever) => name)).toEqual(['read_file'])
    expect(got.text).not.toContain('send_email')
  })

  it.each<[string, (asked: Asked) => void]>([
    ['the id as text', ({ id, response }) => json(response, toolList(String(id), 'send_email'))],
    ['no id', ({ response }) => json(response, toolList(null, 'send_email'))],
    ['another id', ({ response }) => json(response, toolList(77, 'send_email'))],
    [
      'an id of its own choice in a stream',
      ({ response }) =>
        events(response, `data: ${JSON.stringify(toolList('x', 'send_email'))}\n\n`),
    ],
    [
      'an encoding that it does not have',
      ({ id, response }) =>
        json(response, toolList(id, 'send_email'), { 'content-encoding': 'gzip' }),
    ],
    ['gzip', ({ id, response }) => gzipped(response, toolList(id, 'send_email'))],
    [
      'two tools members',
      ({ id, response }) =>
        json(
          response,
          `{"jsonrpc":"2.0","id":${id},"result":{"tools":[],"tools":[{"name":"send_email"}]}}`,
        ),
    ],
    [
      'an unknown content type',
      ({ id, response }) => {
        response
          .writeHead(200, { 'content-type': 'text/plain' })
          .end(JSON.stringify(toolList(id, 'send_email')))
      },
    ],
    [
      'an object for a list',
      ({ id, response }) =>
        json(response, { jsonrpc: '2.0', id, result: { tools: { 0: tool('send_email') } } }),
    ],
    [
      'invalid UTF-8',
      ({ id, response }) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(
          Buffer.concat([
            Buffer.from(`{"jsonrpc":"2.0","id":${id},"result":{"tools":[],"send_email":"`),
            Buffer.from([0xff]),
            Buffer.from('"}}'),
          ]),
        )
      },
    ],
    [
      'text behind the JSON',
      ({ id, response }) => json(response, `${JSON.stringify(toolList(id, 'send_email'))} {}`),
    ],
  ])('cases 6 and 9: passes nothing of a list that comes with %s', async (_, answer) => {
    const { url } = await against({ 'tools/list': answer })
    const session = await rawSession(url)
    const got = await raw(url, list, session)
    expect(got.json.error.code).toBe(502)
    expect(got.text).not.toContain('send_email')
  })

  it('cases 9 and 10: an answer that comes on the standing stream, or to another request, reaches nobody', async () => {
    let stream: Asked['response'] | undefined
    const { url } = await against({
      GET: ({ response }) => {
        stream = response
        response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      },
      'tools/list': ({ id, response }) => {
        for (const other of [id, id + 1, String(id)])
          stream?.write(`data: ${JSON.stringify(toolList(other, 'send_email'))}\n\n`)
        setTimeout(() => json(response, toolList(id, 'read_file', 'send_email')), 100)
      },
    })
    const session = await rawSession(url)
    const listening = new AbortController()
    const standing = await fetch(url, {
      headers: { ...session, accept: 'text/event-stream' },
      signal: listening.signal,
    })
    let seen = ''
    void (async () => {
      for await (const chunk of standing.body ?? []) seen += Buffer.from(chunk).toString()
    })().catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 100))
    const got = await raw(url, list, session)
    expect(got.json.result.tools).toHaveLength(1)
    await new Promise((resolve) => setTimeout(resolve, 100))
    listening.abort()
    expect(seen + got.text).not.toContain('send_email')
  })

  it('case 10: a list that is resumed was filtered before it was kept, and another session cannot have it', async () => {
    const { url, governed } = await against({
      'tools/list': ({ id, response }) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(
          'data: {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"first"}}\n\n',
        )
        setTimeout(
          () =>
            response.end(`data: ${JSON.stringify(toolList(id, 'read_file', 'send_email'))}\n\n`),
          300,
        )
      },
    })
    const session = await rawSession(url)
    const controller = new AbortController()
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        ...session,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify(list),
      signal: controller.signal,
    })
    const reader = response.body?.getReader()
    const first = Buffer.from((await reader?.read())?.value ?? []).toString()
    const id = /^id: (.+)$/m.exec(first)?.[1] ?? ''
    controller.abort()
    await new Promise((resolve) => setTimeout(resolve, 500))
    const resumed = await (
      await fetch(url, {
        headers: { ...session, accept: 'text/event-stream', 'last-event-id': id },
      })
    ).text()
    expect(resumed).toContain('read_file')
    expect(resumed).not.toContain('send_email')
    for (const [where, who] of [
      [url, await rawSession(url)],
      [`${governed.otherOrigin}/mcp`, await rawSession(`${governed.otherOrigin}/mcp`)],
    ] as const) {
      const stolen = await fetch(where, {
        headers: { ...who, accept: 'text/event-stream', 'last-event-id': id },
      })
      expect(stolen.status).toBe(400)
    }
    for (const made of ['x', '0_', '99_1', '-1_0', '1_999999999999', '__proto__']) {
      const answer = await fetch(url, {
        headers: { ...session, accept: 'text/event-stream', 'last-event-id': made },
      })
      expect(answer.status, made).toBe(400)
    }
  })

  it('case 15: servers cannot take over each other’s tools by what they call theirs', async () => {
    const a = await rogue({
      'tools/list': ({ id, response }) => json(response, toolList(id, 'b__c')),
    })
    const b = await rogue({
      'tools/list': ({ id, response }) => json(response, toolList(id, 'c', 'x')),
    })
    const c = await rogue({
      'tools/list': ({ id, response }) => json(response, toolList(id, 'a__b__c', 'c', 'x', 'x')),
    })
    const governed = await govern({
      mcp: { allowedTools: ['*'] },
      servers: {
        a: { service: 'a', url: a.url },
        a__b: { service: 'b', url: b.url },
        z: { service: 'c', url: c.url },
      },
    })
    opened.push(governed, a, b, c)
    const url = `${governed.origin}/mcp`
    const session = await rawSession(url)
    const { tools } = (await raw(url, list, session)).json.result
    const names = tools.map(({ name }: Whatever) => name)
    expect(names).toEqual(['b__c', 'a__b___c', 'a__b__x', 'a__b__c', 'z__c', 'z__x'])
    for (const [name, server, own] of [
      ['b__c', a, 'b__c'],
      ['a__b___c', b, 'c'],
      ['a__b__c', c, 'a__b__c'],
      ['z__c', c, 'c'],
    ] as const) {
      await raw(url, call(name), session)
      expect(server.bodies.at(-1)).toContain(`"name":"${own}"`)
    }
  })

  it('case 16: an empty list of allowed tools allows none', async () => {
    for (const mcp of [{ allowedTools: [] }, { allowedTools: null }, {}]) {
      const { url, server } = await against(
        { 'tools/list': ({ id, response }) => json(response, toolList(id, 'read_file')) },
        { mcp },
      )
      const session = await rawSession(url)
      expect((await raw(url, list, session)).json.result.tools).toEqual([])
      expect((await raw(url, call('read_file'), session)).json.error.code).toBe(403)
      expect(server.asked).not.toContain('tools/call')
    }
  })

  it('case 17: a star stays within its segment, and what is denied stays denied', async () => {
    const { url, server } = await against(
      {},
      { mcp: { allowedTools: ['files/read_*', '*'], deniedTools: ['*_db', 'files/send_*'] } },
    )
    const session = await rawSession(url)
    for (const name of ['drop_db', 'send_mail'])
      expect((await raw(url, call(name), session)).json.error.code, name).toBe(403)
    expect(server.asked).not.toContain('tools/call')
    expect((await raw(url, call('send_db_x'), session)).json.error.code).toBe(403)
    expect((await raw(url, call('other'), session)).json.result).toBeDefined()
  })

  it('case 18: a storm of list changes costs the server nothing', async () => {
    let lists = 0
    const { url } = await against({
      'tools/list': ({ id, response }) => {
        lists += 1
        json(response, toolList(id, 'read_file'))
      },
      'tools/call': ({ id, response }) => {
        const change = 'data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"}\n\n'
        events(
          response,
          `${change.repeat(500)}data: ${JSON.stringify({ jsonrpc: '2.0', id, result: { content: [] } })}\n\n`,
        )
      },
    })
    const session = await rawSession(url)
    const got = await raw(url, call('read_file'), session)
    expect(got.json.result.content).toEqual([])
    expect(lists).toBe(0)
  })

  it('case 20: a server cannot ask for what the client did not offer, nor speak in its own words', async () => {
    const answers: Whatever[] = []
    const { url, governed } = await against({
      'tools/call': async ({ id, response }) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        for (const method of [
          'sampling/createMessage',
          'elicitation/create',
          'roots/list',
          'tools/call',
          'x/y',
        ]) {
          response.write(
            `data: ${JSON.stringify({ jsonrpc: '2.0', id: method, method, params: {} })}\n\n`,
          )
        }
        response.write('data: {"jsonrpc":"2.0","method":"notifications/evil","params":{}}\n\n')
        response.write(
          'data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":1}}\n\n',
        )
        setTimeout(
          () =>
            response.end(
              `data: ${JSON.stringify({ jsonrpc: '2.0', id, result: { content: [] } })}\n\n`,
            ),
          200,
        )
      },
      undefined: () => undefined,
    })
    const client = await sdkClient(url)
    client.fallbackNotificationHandler = async (notification) => void answers.push(notification)
    client.fallbackRequestHandler = async (request) => {
      answers.push(request)
      return {}
    }
    await client.callTool({ name: 'read_file' })
    expect(answers).toEqual([])
    await client.close()
    expect((await governed.events()).filter(({ action }) => action.startsWith('sampling'))).toEqual(
      [],
    )
  })

  it('case 23: follows no redirect and passes no challenge on', async () => {
    let reached = 0
    const count = (): void => {
      reached += 1
    }
    const inside = await rogue({
      GET: count,
      initialize: count,
      'tools/call': count,
    })
    opened.push(inside)
    for (const status of [301, 302, 303, 307, 308, 401]) {
      const { url } = await against({
        'tools/call': ({ response }) => {
          response
            .writeHead(status, {
              location: inside.url,
              'www-authenticate': `Bearer resource_metadata="${inside.url}"`,
            })
            .end()
        },
      })
      const session = await rawSession(url)
      const got = await raw(url, call('read_file'), session)
      expect(got.json.error.code, String(status)).toBe(502)
      expect(got.status).toBe(200)
      expect(got.headers.get('www-authenticate')).toBeNull()
      expect(got.text).not.toContain(inside.origin)
    }
    expect(reached).toBe(0)
  })

  it('case 25: a call that is under way when its tool is taken away ends as it began; the next is refused', async () => {
    const { url, governed, server } = await against({
      'tools/call': ({ id, response }) =>
        void setTimeout(() => json(response, { jsonrpc: '2.0', id, result: { content: [] } }), 200),
    })
    const session = await rawSession(url)
    const underWay = raw(url, call('read_file'), session)
    await new Promise((resolve) => setTimeout(resolve, 50))
    governed.reload({ allowedTools: [] })
    expect((await raw(url, call('read_file', {}, 2), session)).json.error.code).toBe(403)
    expect((await underWay).json.result).toEqual({ content: [] })
    expect(server.asked.filter((method) => method === 'tools/call')).toHaveLength(1)
  })

  it('case 25: a configuration that cannot be used leaves the old one in force', async () => {
    const { url, governed } = await against({})
    const session = await rawSession(url)
    expect(() =>
      governed.gateway.reload({
        services: { agent: { role: 'agent', policy: 'x' } },
        policies: {},
        servers: {},
      } as Whatever),
    ).toThrow()
    expect((await raw(url, call('read_file'), session)).json.result).toBeDefined()
    expect((await raw(url, call('send_email'), session)).json.error.code).toBe(403)
  })

  it('gives up on a server that says nothing, tells it so, and others do not notice', async () => {
    const quick = await sdkServer(new Map([['quick', { run: () => text('here') }]]))
    const server = await rogue({ 'tools/call': () => undefined })
    const governed = await govern({
      mcp: { allowedTools: ['*'] },
      servers: { slow: { service: 's', url: server.url }, quick: { service: 'q', url: quick.url } },
      limits: { silence: 3_000 },
    })
    opened.push(governed, server, quick)
    const slow = await rawSession(`${governed.origin}/mcp/slow`)
    const other = await rawSession(`${governed.origin}/mcp/quick`)
    const hanging = Promise.all(
      Array.from({ length: 50 }, (_, id) =>
        raw(`${governed.origin}/mcp/slow`, call('x', {}, id), slow),
      ),
    )
    const start = performance.now()
    expect(
      (await raw(`${governed.origin}/mcp/quick`, call('quick'), other)).json.result.content[0].text,
    ).toBe('here')
    expect(performance.now() - start).toBeLessThan(2_500)
    for (const answer of await hanging) {
      expect(answer.json.error).toMatchObject({
        code: 504,
        message: "MCP server 'slow' did not answer in time",
      })
    }
    expect(server.asked).toContain('notifications/cancelled')
  })

  it.each<[string, (asked: Asked) => void]>([
    ['a message without an end', ({ response }) => flood(response, 'application/json', '"x"')],
    [
      'an event without an end',
      ({ response }) => flood(response, 'text/event-stream', 'data: x\n'),
    ],
    ['a line without an end', ({ response }) => flood(response, 'text/event-stream', 'x')],
  ])('stops reading %s', async (_, answer) => {
    const { url } = await against({ 'tools/call': answer }, { limits: { messageBytes: 100_000 } })
    const session = await rawSession(url)
    const got = await raw(url, call('read_file'), session)
    expect(got.json.error.code).toBe(502)
  })

  it('says clearly when a server hangs up', async () => {
    const { url } = await against({ 'tools/call': ({ response }) => void response.destroy() })
    const session = await rawSession(url)
    expect((await raw(url, call('read_file'), session)).json.error.message).toBe(
      "MCP server 'files' is not reachable: it closed the connection",
    )
  })

  function flood(response: Asked['response'], type: string, piece: string): void {
    response.writeHead(200, { 'content-type': type })
    response.on('error', () => undefined)
    const more = (): void => {
      while (!response.destroyed && response.write(piece.repeat(1_000)));
    }
    response.on('drain', more)
    more()
  }
})

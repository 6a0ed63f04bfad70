import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http'
import { connect, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LeafMaker, makeAuthority } from '../../../sidecars/proxy/tls/certificate-maker.ts'
import { call, raw, rawSession } from './clients.ts'
import { type Governed, govern } from './governance.ts'
import { sdkServer, type TestServer } from './servers.ts'

/** Servers outside, and a proxy that brings requests there whatever their host, and notes what was asked of it. */
describe('a server outside', () => {
  let directory: string
  let server: TestServer
  let tls: Server
  let proxy: HttpServer
  let governed: Governed
  const asked: string[] = []

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'outside-'))
    server = await sdkServer(new Map([['search', {}]]))
    const upstream = Number(new URL(server.url).port)
    const authority = await makeAuthority('test', 1)
    const leaves = await LeafMaker.create(authority)
    const cert = await leaves.make('mcp.example.com', 1)
    tls = createTlsServer({ cert, key: leaves.key, ALPNProtocols: ['http/1.1'] }, (socket) => {
      const inner = connect(upstream, '127.0.0.1')
      socket.pipe(inner).pipe(socket)
      socket.on('error', () => inner.destroy())
      inner.on('error', () => socket.destroy())
    })
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve))
    const tlsPort = (tls.address() as { port: number }).port
    proxy = createHttpServer((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      const url = new URL(request.url ?? '')
      if (url.hostname === 'denied.example.com') {
        response.writeHead(403, { 'content-type': 'application/problem+json' }).end(
          JSON.stringify({
            type: 'PolicyViolation',
            detail: 'denied.example.com is not in network.allowedDomains',
          }),
        )
        return
      }
      const inner = connect(upstream, '127.0.0.1', () => {
        inner.write(
          `${request.method} ${url.pathname} HTTP/1.1\r\nHost: ${request.headers.host}\r\nConnection: close\r\n`,
        )
        for (const [name, value] of Object.entries(request.headers)) {
          if (name !== 'host' && name !== 'connection') inner.write(`${name}: ${value}\r\n`)
        }
        inner.write('\r\n')
        request.pipe(inner)
      })
      inner.pipe(response.socket as NonNullable<typeof response.socket>)
    }).on('connect', (request, socket) => {
      asked.push(`CONNECT ${request.url}`)
      if (request.url === 'denied.example.com:443') {
        const body = JSON.stringify({
          type: 'PolicyViolation',
          detail: 'denied.example.com is not in network.allowedDomains',
        })
        socket.end(
          `HTTP/1.1 403 Forbidden\r\nContent-Type: application/problem+json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        )
        return
      }
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      const inner = connect(tlsPort, '127.0.0.1')
      socket.pipe(inner).pipe(socket)
      socket.on('error', () => inner.destroy())
      inner.on('error', () => socket.destroy())
    })
    await new Promise<void>((resolve) => proxy.listen(join(directory, '3128.sock'), resolve))
    await writeFile(join(directory, 'ca.crt'), authority.certificate)
    governed = await govern({
      mcp: { allowedTools: ['*'] },
      proxy: directory,
      certificateDirectory: directory,
      servers: {
        secure: { url: 'https://mcp.example.com/mcp' },
        plain: { url: 'http://plain.example.com:8080/mcp' },
        denied: { url: 'https://denied.example.com/mcp' },
        'denied-plain': { url: 'http://denied.example.com/mcp' },
        wrong: { url: 'https://other.example.com/mcp' },
        inside: { service: 'inside', url: server.url },
      },
    })
  })
  afterAll(async () => {
    await governed.close()
    await server.close()
    proxy.closeAllConnections()
    proxy.close()
    tls.close()
    await rm(directory, { recursive: true, force: true })
  })

  it('is reached through the proxy of the caller, over TLS that the proxy may end', async () => {
    asked.length = 0
    const session = await rawSession(`${governed.origin}/mcp/secure`)
    const answer = await raw(`${governed.origin}/mcp/secure`, call('search'), session)
    expect(answer.json.result.content[0].text).toBe('ran search')
    expect(new Set(asked)).toEqual(new Set(['CONNECT mcp.example.com:443']))
    expect(server.contacts.at(-1)?.headers.host).toBe('mcp.example.com')
  })

  it('is reached through the proxy in the open, with the name in the request', async () => {
    asked.length = 0
    const session = await rawSession(`${governed.origin}/mcp/plain`)
    const answer = await raw(`${governed.origin}/mcp/plain`, call('search'), session)
    expect(answer.json.result.content[0].text).toBe('ran search')
    expect(asked[0]).toBe('POST http://plain.example.com:8080/mcp')
    expect(server.contacts.at(-1)?.headers.host).toBe('plain.example.com:8080')
  })

  it.each(['denied', 'denied-plain'])(
    'that the policy denies is not reached, and the agent learns why (%s)',
    async (name) => {
      const before = server.contacts.length
      await expect(rawSession(`${governed.origin}/mcp/${name}`)).rejects.toThrow(
        `MCP server '${name}' is not reachable: denied.example.com is not in network.allowedDomains`,
      )
      expect(server.contacts.length).toBe(before)
    },
  )

  it('with a certificate for another name is not spoken with', async () => {
    const before = server.contacts.length
    await expect(rawSession(`${governed.origin}/mcp/wrong`)).rejects.toThrow(
      "MCP server 'wrong' is not reachable",
    )
    expect(server.contacts.length).toBe(before)
  })

  it('gets the credential that the agent sends to it alone; servers inside and the joined view get none', async () => {
    const authorization = 'Bearer govlease-0123'
    for (const [path, expected] of [
      ['/mcp/secure', authorization],
      ['/mcp/inside', undefined],
      ['/mcp', undefined],
    ] as const) {
      const before = server.contacts.length
      const answer = await raw(
        governed.origin + path,
        {
          jsonrpc: '2.0',
          id: 1,
          method: 'initialize',
          params: {
            protocolVersion: '2025-06-18',
            capabilities: {},
            clientInfo: { name: 'x', version: '1' },
          },
        },
        { authorization },
      )
      const session = { 'mcp-session-id': answer.headers.get('mcp-session-id') ?? '' }
      await raw(
        governed.origin + path,
        { jsonrpc: '2.0', method: 'notifications/initialized' },
        session,
      )
      const seen = server.contacts.slice(before)
      expect(seen.length).toBeGreaterThan(1)
      for (const { headers } of seen) expect(headers.authorization, path).toBe(expected)
    }
  })

  it('is judged as the traffic of who calls: without a proxy for it there is no way', async () => {
    await expect(rawSession(`${governed.otherOrigin}/mcp/secure`)).rejects.toThrow(
      /is not reachable/,
    )
  })
})

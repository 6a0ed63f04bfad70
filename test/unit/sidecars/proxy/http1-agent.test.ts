import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CanonicalHost } from '../../../../policy/host.ts'
import { defaultLimits } from '../../../../sidecars/proxy/limits.ts'
import { UpstreamAgent } from '../../../../sidecars/proxy/upstream/http1-agent.ts'
import { SessionCache } from '../../../../sidecars/proxy/upstream/open.ts'

const open = new Set<net.Socket>()
let server: http.Server

beforeEach(async () => {
  server = http.createServer((_request, response) => void response.end('fine'))
  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

/** An agent whose upstreams all are the server here. */
function agentOf(): UpstreamAgent {
  const { port } = server.address() as net.AddressInfo
  return new UpstreamAgent({
    connect: () => net.connect(port, '127.0.0.1'),
    limits: defaultLimits,
    trust: () => {
      throw new Error('No TLS here.')
    },
    sessions: new SessionCache(),
  })
}

function ask(agent: UpstreamAgent, host: string): http.ClientRequest {
  const addresses = async () => ['203.0.113.1']
  const route = { scheme: 'http', host: host as CanonicalHost, port: 80, addresses }
  return http.request({ agent, route, host, path: '/' } as http.RequestOptions).end()
}

async function answered(request: http.ClientRequest): Promise<void> {
  const [response] = await once(request, 'response')
  response.resume()
  await once(response, 'end')
}

test('connections to ever other hosts are not heaped up, and the last one is used again', async () => {
  const agent = agentOf()
  for (let host = 0; host < 40; host += 1) await answered(ask(agent, `${host}.test`))
  await expect.poll(() => open.size).toBe(8)
  await answered(ask(agent, '39.test'))
  expect(open.size).toBe(8)
  agent.destroy()
})

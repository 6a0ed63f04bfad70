// Runs in the agent: each real client in turn lists, calls and is refused, and says what it saw as JSON.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const gateway = process.env.MCP_GATEWAY_URL
const [, , which] = process.argv

/** What every client is asked to do: server → what is called there. */
const errands = [
  ['everything', 'echo', { message: 'hello' }],
  ['everything', 'get-sum', { a: 2, b: 3 }],
  ['files', 'read_text_file', { path: '/data/hello.txt' }],
  ['files', 'write_file', { path: '/data/evil.txt', content: 'no' }],
  ['memory', 'create_entities', { entities: [{ name: 'a', entityType: 'b', observations: [] }] }],
  ['memory', 'read_graph', {}],
]

const clients = {
  async sdk1(server) {
    const { Client } = await import('@modelcontextprotocol/sdk/client/index.js')
    const { StreamableHTTPClientTransport } = await import(
      '@modelcontextprotocol/sdk/client/streamableHttp.js'
    )
    const client = new Client({ name: 'sdk1', version: '1' }, { capabilities: {} })
    const transport = new StreamableHTTPClientTransport(new URL(`${gateway}/${server}`))
    await client.connect(transport)
    return {
      list: async () => (await client.listTools()).tools,
      call: (name, args) => client.callTool({ name, arguments: args }),
      async close() {
        await transport.terminateSession()
        await client.close()
      },
    }
  },
  async client2(server) {
    const { Client, StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client')
    const client = new Client({ name: 'client2', version: '1' }, { capabilities: {} })
    await client.connect(new StreamableHTTPClientTransport(new URL(`${gateway}/${server}`)))
    return {
      list: async () => (await client.listTools()).tools,
      call: (name, args) => client.callTool({ name, arguments: args }),
      close: () => client.close(),
    }
  },
  async inspector(server) {
    const run = async (...words) => {
      const bin = '/mcp/node_modules/.bin/mcp-inspector'
      const url = `${gateway}/${server}`
      const all = [bin, '--cli', url, '--transport', 'http', ...words]
      try {
        return JSON.parse((await promisify(execFile)('/mcp/node24', all)).stdout)
      } catch (error) {
        throw new Error(error.stderr || error.message)
      }
    }
    return {
      list: async () => (await run('--method', 'tools/list')).tools,
      call(name, args) {
        const words = Object.entries(args).flatMap(([key, value]) => [
          '--tool-arg',
          `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
        ])
        return run('--method', 'tools/call', '--tool-name', name, ...words)
      },
      close() {},
    }
  },
}

const seen = { tools: {}, answers: [] }
for (const server of ['everything', 'files', 'memory']) {
  const client = await clients[which](server)
  seen.tools[server] = (await client.list()).map(({ name }) => name)
  for (const [of, tool, args] of errands) {
    if (of !== server) continue
    const answer = await client.call(tool, args).then(
      ({ content, isError }) => (isError ? 'error: ' : '') + content.map(({ text }) => text).join(),
      (error) => `refused: ${error.message}`,
    )
    seen.answers.push(`${tool}: ${answer}`)
  }
  await client.close()
}
console.log(JSON.stringify(seen))
process.exit(0)

import { createServer } from 'node:http'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js'

// An MCP server for mail. It counts how often it was asked to send, and says so when it ends.
// Arguments: PORT [ADDRESS]

const sendEmail = {
  name: 'send_email',
  description: 'Sends a mail',
  inputSchema: {
    type: 'object',
    properties: {
      to: { type: 'string' },
      subject: { type: 'string' },
      body: { type: 'string' },
    },
    required: ['to', 'subject', 'body'],
  },
}

let calls = 0

function mailServer() {
  const server = new Server({ name: 'mail', version: '1.0.0' }, { capabilities: { tools: {} } })
  server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: [sendEmail] }))
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    if (params.name !== sendEmail.name) throw new Error(`There is no tool ${params.name}.`)
    calls++
    return { content: [{ type: 'text', text: `sent to ${params.arguments?.to}` }] }
  })
  return server
}

const [port, address = '0.0.0.0'] = process.argv.slice(2)
createServer(async (request, response) => {
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined })
  response.on('close', () => transport.close())
  await mailServer().connect(transport)
  await transport.handleRequest(request, response)
}).listen(Number(port), address, () => console.log('mail: listening'))

for (const signal of ['SIGTERM', 'SIGINT'])
  process.on(signal, () => {
    console.log(`mail: send_email was called ${calls} times`)
    process.exit(0)
  })

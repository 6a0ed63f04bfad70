import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { ClientCapabilities } from '@modelcontextprotocol/sdk/types.js'

/** The official client, unchanged. */
export async function sdkClient(
  url: string,
  capabilities: ClientCapabilities = {},
  prepare?: (client: Client) => void,
): Promise<Client> {
  const client = new Client({ name: 'test-agent', version: '1.0.0' }, { capabilities })
  prepare?.(client)
  await client.connect(new StreamableHTTPClientTransport(new URL(url)) as Transport)
  return client
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
export type Whatever = any

export interface RawAnswer {
  status: number
  headers: Headers
  text: string
  /** The body, or the data of the stream's last event, as JSON. */
  json: Whatever
}

/** A client that sends what it likes. */
export async function raw(
  url: string,
  body: string | object,
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const text = await response.text()
  const data =
    text.startsWith('{') || text.startsWith('[')
      ? text
      : (/.*^data: (\{.*\})$/ms.exec(text)?.[1] ?? '')
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: data === '' ? undefined : JSON.parse(data),
  }
}

/** Opens a session by hand; gives the headers for what follows. */
export async function rawSession(
  url: string,
  version = '2025-06-18',
): Promise<Record<string, string>> {
  const answer = await raw(url, {
    jsonrpc: '2.0',
    id: 0,
    method: 'initialize',
    params: {
      protocolVersion: version,
      capabilities: {},
      clientInfo: { name: 'raw', version: '0' },
    },
  })
  const id = answer.headers.get('mcp-session-id')
  if (id === null) throw new Error(`no session: ${answer.text}`)
  const headers = {
    'mcp-session-id': id,
    'mcp-protocol-version': answer.json.result.protocolVersion as string,
  }
  await raw(url, { jsonrpc: '2.0', method: 'notifications/initialized' }, headers)
  return headers
}

export function call(name: unknown, args?: unknown, id: unknown = 1): object {
  return { jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } }
}

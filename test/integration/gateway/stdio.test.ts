import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { call, raw, rawSession, sdkClient } from './clients.ts'
import { type Governed, type GovernedOptions, govern } from './governance.ts'

/** A server in a few lines, which also does what servers should not. */
const SCRIPT = `
console.log('a banner, and not JSON')
console.error('a log')
const say = (m) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...m }) + '\\n')
let rest = ''
process.stdin.on('data', (chunk) => {
  rest += chunk
  const lines = rest.split('\\n')
  rest = lines.pop()
  for (const line of lines) {
    const { id, method, params } = JSON.parse(line)
    if (method === 'initialize') say({ id, result: { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 's', version: '0' } } })
    else if (method === 'tools/list') say({ id, result: { tools: ['env', 'die', 'flood', 'send_email', 'pid', 'hang', 'ask'].map((name) => ({ name, inputSchema: { type: 'object' } })) } })
    else if (method === 'roots/list' || method === undefined) globalThis.onAnswer?.(JSON.parse(line))
    else if (method === 'tools/call') {
      const text = (text) => say({ id, result: { content: [{ type: 'text', text }] } })
      if (params.name === 'env') text(JSON.stringify(process.env))
      if (params.name === 'pid') text(String(process.pid))
      if (params.name === 'big') text('x'.repeat(10_000_000))
      if (params.name === 'die') process.exit(3)
      if (params.name === 'flood') setInterval(() => process.stdout.write('{'.repeat(100_000)), 1)
      if (params.name === 'ask') {
        say({ id: 'q', method: 'roots/list' })
        globalThis.onAnswer = (answer) => text(JSON.stringify(answer))
      }
    }
  }
})
`

describe('a server on standard input and output', () => {
  let directory: string
  const opened: Governed[] = []
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'stdio-'))
    await writeFile(join(directory, 'server.cjs'), SCRIPT)
  })
  afterEach(async () => {
    for (const governed of opened.splice(0)) await governed.close()
    await rm(directory, { recursive: true, force: true })
  })

  async function start(
    limits: GovernedOptions['limits'] = {},
    command?: string[],
  ): Promise<string> {
    const governed = await govern({
      mcp: { allowedTools: ['*'], deniedTools: ['send_email'] },
      servers: {
        local: {
          command: (command ?? [process.execPath, join(directory, 'server.cjs')]) as [string],
        },
      },
      limits,
    })
    opened.push(governed)
    return `${governed.origin}/mcp`
  }
  const ask = async (
    url: string,
    session: Record<string, string>,
    name: string,
  ): Promise<string> => {
    const { json } = await raw(url, call(name), session)
    return json.error?.message ?? json.result.content[0].text
  }

  it('is run and governed like any other', async () => {
    const client = await sdkClient(await start())
    expect((await client.listTools()).tools.map(({ name }) => name)).not.toContain('send_email')
    await expect(client.callTool({ name: 'send_email' })).rejects.toMatchObject({ code: 403 })
    await client.close()
  })

  it('works as the real filesystem server does', async () => {
    const governed = await govern({
      mcp: { allowedTools: ['read_text_file'] },
      servers: {
        files: {
          command: [
            process.execPath,
            'node_modules/@modelcontextprotocol/server-filesystem/dist/index.js',
            directory,
          ],
        },
      },
    })
    opened.push(governed)
    const client = await sdkClient(`${governed.origin}/mcp/files`)
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['read_text_file'])
    const result = await client.callTool({
      name: 'read_text_file',
      arguments: { path: join(directory, 'server.cjs') },
    })
    expect(JSON.stringify(result.content)).toContain('a banner')
    await client.close()
  })

  it('inherits nothing of the environment but what a program needs to run', async () => {
    process.env.GOVERNANCE_TEST_SECRET = 'hunter2'
    const url = await start()
    const text = await ask(url, await rawSession(url), 'env')
    expect(
      Object.keys(JSON.parse(text)).filter(
        (name) => !['PATH', 'HOME', 'LANG', 'TMPDIR'].includes(name),
      ),
    ).toEqual([])
    delete process.env.GOVERNANCE_TEST_SECRET
  })

  it('is a process of its own for each session, and ends with it', async () => {
    const url = await start()
    const [one, two] = [await rawSession(url), await rawSession(url)]
    const pid = await ask(url, one, 'pid')
    expect(await ask(url, two, 'pid')).not.toBe(pid)
    await fetch(url, { method: 'DELETE', headers: one })
    await expect.poll(() => isRunning(Number(pid))).toBe(false)
  })

  it('that dies is started again for the next call', async () => {
    const url = await start()
    const session = await rawSession(url)
    expect(await ask(url, session, 'die')).toBe("MCP server 'local' has ended (exit code 3)")
    expect(await ask(url, session, 'pid')).toMatch(/^\d+$/)
  })

  it('that says ten megabytes in one line is heard whole, and others meanwhile', async () => {
    const url = await start()
    const session = await rawSession(url)
    const other = await rawSession(url)
    const [big, pid] = await Promise.all([ask(url, session, 'big'), ask(url, other, 'pid')])
    expect(big).toHaveLength(10_000_000)
    expect(pid).toMatch(/^\d+$/)
  })

  it('that floods is stopped', async () => {
    const url = await start({ messageBytes: 1_000_000 })
    const session = await rawSession(url)
    expect(await ask(url, session, 'flood')).toBe(
      "MCP server 'local' sent a message larger than the limit",
    )
  })

  it('that cannot be started is an error that says so', async () => {
    const url = await start({}, ['/nonexistent/program'])
    await expect(rawSession(url)).rejects.toThrow("MCP server 'local' could not be started")
  })

  it('cannot be started without bound', async () => {
    const url = await start({ children: 2 })
    await rawSession(url)
    await rawSession(url)
    await expect(rawSession(url)).rejects.toThrow("MCP server 'local' runs 2 times already")
  })

  it('hears that the client has no roots when it has none', async () => {
    const url = await start()
    expect(await ask(url, await rawSession(url), 'ask')).toContain('Method not found')
  })
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

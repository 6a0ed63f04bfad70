import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../support/free-port.ts'
import { sdkClient } from './clients.ts'
import { type Governed, govern } from './governance.ts'

async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${url} does not answer`)
}

describe.each([
  ['with sessions', ['--stateful']],
  ['without sessions', []],
])('server-filesystem behind supergateway %s', (_, flags) => {
  let directory: string
  let child: ChildProcess
  let governed: Governed

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'files-'))
    await writeFile(join(directory, 'hello.txt'), 'hello from the file')
    const port = await freePort()
    child = spawn(
      process.execPath,
      [
        'node_modules/supergateway/dist/index.js',
        '--stdio',
        `${process.execPath} node_modules/@modelcontextprotocol/server-filesystem/dist/index.js ${directory}`,
        '--outputTransport',
        'streamableHttp',
        '--port',
        String(port),
        ...flags,
      ],
      { stdio: 'ignore' },
    )
    await answers(`http://127.0.0.1:${port}/mcp`)
    governed = await govern({
      mcp: {
        allowedTools: ['read_file', 'write_file', 'list_directory'],
        deniedTools: ['move_file'],
      },
      servers: { files: { service: 'mcp-files', url: `http://127.0.0.1:${port}/mcp` } },
    })
  })
  afterAll(async () => {
    await governed.close()
    child.kill()
    await rm(directory, { recursive: true, force: true })
  })

  it('reads and writes what the policy allows, and moves nothing', async () => {
    const client = await sdkClient(`${governed.origin}/mcp`)
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name).toSorted()).toEqual([
      'list_directory',
      'read_file',
      'write_file',
    ])
    const path = join(directory, 'hello.txt')
    const read = await client.callTool({ name: 'read_file', arguments: { path } })
    expect(JSON.stringify(read.content)).toContain('hello from the file')
    await client.callTool({
      name: 'write_file',
      arguments: { path: join(directory, 'new.txt'), content: 'new' },
    })
    expect(await readFile(join(directory, 'new.txt'), 'utf8')).toBe('new')
    const moved = await client
      .callTool({
        name: 'move_file',
        arguments: { source: path, destination: join(directory, 'gone.txt') },
      })
      .catch((error) => error)
    expect(moved.code).toBe(403)
    expect(await readFile(path, 'utf8')).toBe('hello from the file')
    await client.close()
  })
})

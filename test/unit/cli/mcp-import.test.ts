import { describe, expect, it } from 'vitest'
import { importServers } from '../../../cli/mcp/import.ts'

const read = (servers: object, key = 'mcpServers'): ReturnType<typeof importServers> =>
  importServers(JSON.stringify({ [key]: servers }), 'mcp.json')

describe('governance mcp import', () => {
  it('takes servers by url and by command', () => {
    const { servers, notes } = read({
      search: { url: 'https://mcp.example.com/mcp' },
      files: {
        command: 'npx',
        args: ['-y', '@modelcontextprotocol/server-filesystem', '/workspace'],
      },
    })
    expect([...servers]).toEqual([
      ['search', { url: 'https://mcp.example.com/mcp' }],
      [
        'files',
        { command: ['npx', '-y', '@modelcontextprotocol/server-filesystem', '/workspace'] },
      ],
    ])
    expect(notes).toEqual([])
    expect(read({ a: { type: 'http', url: 'http://x/mcp' } }, 'servers').servers.size).toBe(1)
  })

  it('takes the image out of docker run', () => {
    const { servers } = read({
      github: {
        command: 'docker',
        args: ['run', '-i', '--rm', '-e', 'TOKEN', 'ghcr.io/acme/mcp:1', 'stdio', '--read-only'],
      },
    })
    expect(servers.get('github')).toEqual({
      command: ['stdio', '--read-only'],
      image: 'ghcr.io/acme/mcp:1',
    })
  })

  it('carries no secret over, and says what to do instead', () => {
    const imported = read({
      github: { command: 'mcp', env: { GITHUB_TOKEN: 'hunter2' } },
      remote: { url: 'https://x.test', headers: { Authorization: 'Bearer hunter2' } },
    })
    expect(JSON.stringify([[...imported.servers], imported.notes])).not.toContain('hunter2')
    expect(imported.notes.join(' ')).toMatch(
      /GITHUB_TOKEN.*allowedKeys.*Authorization.*\/mcp\/remote/,
    )
  })

  it('makes names that can be used, and says so', () => {
    const { servers, notes } = read({
      'My Server_2': { url: 'https://x.test' },
      off: { disabled: true, command: 'x' },
    })
    expect([...servers.keys()]).toEqual(['my-server-2'])
    expect(notes).toEqual([
      "'My Server_2' becomes 'my-server-2'.",
      "'off' is disabled there and left out.",
    ])
  })

  it.each<[string, string]>([
    ['not JSON', '{'],
    ['no servers', '{}'],
    ['a server without a way', '{"mcpServers":{"a":{}}}'],
    ['a url of another kind', '{"mcpServers":{"a":{"url":"file:///x"}}}'],
    [
      'two servers of one name',
      '{"mcpServers":{"a b":{"url":"https://x"},"a-b":{"url":"https://x"}}}',
    ],
    [
      'a name that is none',
      '{"mcpServers":{"__proto__":{"url":"https://x"},"!":{"url":"https://x"}}}',
    ],
  ])('refuses %s', (_, text) => {
    expect(() => importServers(text, 'mcp.json')).toThrow(
      expect.objectContaining({ name: 'CommandError' }),
    )
  })
})

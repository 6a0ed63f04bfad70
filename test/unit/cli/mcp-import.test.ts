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
      environment: { TOKEN: null },
    })
  })

  it('makes keys of what looks like a secret, without the value, and keeps the rest', () => {
    const imported = read({
      github: {
        command: 'mcp',
        env: {
          GITHUB_TOKEN: 'hunter2-hunter2',
          ACME_KEY: '',
          WHERE: 'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
          LOG_LEVEL: 'debug',
          PRICE: '5$',
          HOME_DIR: ['$', '{HOME}'].join(''),
          VERBOSE: true,
        },
      },
    })
    expect(imported.servers.get('github')).toEqual({
      command: ['mcp'],
      environment: {
        GITHUB_TOKEN: null,
        ACME_KEY: null,
        WHERE: null,
        LOG_LEVEL: 'debug',
        PRICE: '5$$',
        HOME_DIR: null,
        VERBOSE: 'true',
      },
    })
    expect([...imported.keys.keys()]).toEqual(['GITHUB_TOKEN', 'ACME_KEY', 'WHERE'])
    expect(JSON.stringify([imported.notes, [...imported.servers]])).not.toMatch(/hunter2|ghp_/)
  })

  it('lets the gateway send the credential of a server outside', () => {
    const imported = read({
      search: {
        url: 'https://x.test/mcp',
        headers: { Authorization: 'Bearer hunter2', Lang: 'de' },
      },
      '2nd': { url: 'https://y.test/mcp', headers: { 'X-Api-Key': 'hunter2' } },
    })
    expect([...imported.servers.values()]).toEqual([
      { url: 'https://x.test/mcp', credential: 'SEARCH_TOKEN' },
      { url: 'https://y.test/mcp', credential: '_2ND_TOKEN' },
    ])
    expect([...imported.keys]).toEqual([
      ['SEARCH_TOKEN', { hosts: ['x.test'] }],
      ['_2ND_TOKEN', { hosts: ['y.test'], header: 'X-Api-Key' }],
    ])
    expect(imported.notes).toEqual(["'search' is sent Lang, which is not carried over."])
  })

  it('takes variables out of docker run, and says that mounts are left', () => {
    const { servers, keys, notes } = read({
      db: {
        command: 'docker',
        args: ['run', '--rm', '-e', 'DB_PASSWORD', '--env=MODE=ro', '-v', '/a:/a', 'img', 'serve'],
      },
    })
    expect(servers.get('db')).toEqual({
      command: ['serve'],
      image: 'img',
      environment: { DB_PASSWORD: null, MODE: 'ro' },
    })
    expect([...keys.keys()]).toEqual(['DB_PASSWORD'])
    expect(notes.join()).toMatch(/'db' mounts folders/)
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
    ['a url with a password', '{"mcpServers":{"a":{"url":"https://u:secret@x.test"}}}'],
    [
      'an argument that is a credential',
      '{"mcpServers":{"a":{"command":"x","args":["--token=ghp_16C7e42F292c6912E7710c838347Ae178B4a"]}}}',
    ],
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

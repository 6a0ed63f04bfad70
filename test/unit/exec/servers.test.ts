import { expect, it } from 'vitest'
import { projectName } from '../../../cli/exec/configuration.ts'
import { readServers } from '../../../cli/exec/servers.ts'

it.each([
  ['http://127.0.0.1:3000/mcp', true],
  ['http://localhost:3000/mcp', true],
  ['http://[::1]:3000/mcp', true],
  ['http://127.0.0.1.example.com/mcp', false],
  ['https://mcp.example.com/mcp', false],
  ['http://10.0.0.5/mcp', false],
  ['http://localhost.example.com/mcp', false],
])('a server at %s is dialled directly: %s, and otherwise judged by the policy', (url, direct) => {
  const server = readServers([`files=${url}`], []).urls.get('files')
  expect(server).toEqual(direct ? { url, service: 'files' } : { url })
})

it('a command line is kept as it is, equals signs and all', () => {
  const { commands } = readServers([], ['files=A=1 server --root=/x'])
  expect(commands.get('files')).toBe('A=1 server --root=/x')
})

it.each([
  ['/home/me/My Project', 'myproject'],
  ['/home/me/.hidden', 'hidden'],
  ['/', 'exec'],
  ['/srv/日本', 'exec'],
  ['/srv/__a-b_1', 'a-b_1'],
])('%s is the project %s in the trail', (directory, name) => {
  expect(projectName(directory)).toBe(name)
})

it.each(['search={ url: "https://x.test/mcp", pin: true }', 'search={url: x}'])(
  'says why a server has no settings here: %s',
  (text) => {
    expect(() => readServers([text], [])).toThrow(/pin and credential.*governance compose up/)
    expect(() => readServers([], [text])).toThrow(/pin and credential.*governance compose up/)
  },
)

import type { Configuration } from '../../schemas/generated/configuration.ts'
import { CommandError } from '../exit.ts'

type Server = Configuration['servers'][string]

const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

/** MCP servers as the command line names them. */
export interface NamedServers {
  /** Servers that run already. */
  urls: Map<string, Server>
  /** Name → command line of servers that are started here. */
  commands: Map<string, string>
}

/**
 * Reads `NAME=URL` and `NAME=COMMAND`.
 *
 * A server on the loopback of this machine is one that the caller runs: it is dialled directly, as a service of a
 * Compose project is. Every other goes through the proxy and has to be allowed by the policy.
 *
 * @throws CommandError
 */
export function readServers(urls: readonly string[], commands: readonly string[]): NamedServers {
  const servers: NamedServers = { urls: new Map(), commands: new Map() }
  for (const text of urls) {
    const [name, value] = split('--mcp', text, servers)
    const url = URL.canParse(value) ? new URL(value) : undefined
    if (url === undefined || !/^https?:$/.test(url.protocol))
      throw new CommandError(`--mcp ${name}: '${value}' is not an http or https URL.`)
    const own = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
    servers.urls.set(name, own ? { url: value, service: name } : { url: value })
  }
  for (const text of commands) {
    const [name, value] = split('--mcp-stdio', text, servers)
    servers.commands.set(name, value)
  }
  return servers
}

function split(flag: string, text: string, known: NamedServers): [name: string, value: string] {
  const equals = text.indexOf('=')
  const name = text.slice(0, equals)
  const value = text.slice(equals + 1)
  if (equals < 0 || value.trim() === '')
    throw new CommandError(
      `${flag} ${text}: say NAME=${flag === '--mcp' ? 'URL' : 'COMMAND'}, such as ${flag} files=…`,
    )
  if (value.trimStart().startsWith('{'))
    throw new CommandError(
      `${flag} ${name}: settings such as pin and credential are for the Compose file. Here the gateway ends with the command, so there is nobody to accept what has changed: say NAME=${flag === '--mcp' ? 'URL' : 'COMMAND'}, let the command send its lease to /mcp/${name}, or use: governance compose up`,
    )
  if (!NAME.test(name))
    throw new CommandError(
      `${flag} ${name}: a server's name is made of small letters, digits and hyphens.`,
    )
  if (known.urls.has(name) || known.commands.has(name))
    throw new CommandError(`${flag} ${name}: there are two servers of this name.`)
  return [name, value]
}

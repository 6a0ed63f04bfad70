import type { CompiledPolicy, Configuration } from '../../schemas/generated/configuration.ts'
import type { UpstreamProxy } from './upstream-proxy.ts'

/** Name of the service that the command is, as the trail shows it. */
export const AGENT = 'agent'

/** Name of the service that a server started here is. */
export function serverService(server: string): string {
  return `mcp-${server}`
}

/**
 * The document for the three sidecars, as the emitted Compose file has it; only that they listen on Unix sockets.
 *
 * @param options.servers servers that run already
 * @param options.commands name → command of servers that the gateway starts
 * @param options.sockets service → folder of its sockets
 */
export function configurationOf(options: {
  project: string
  policy: CompiledPolicy
  digest: string
  servers: ReadonlyMap<string, Configuration['servers'][string]>
  commands: ReadonlyMap<string, [string, ...string[]]>
  sockets: ReadonlyMap<string, string>
  nameServers: readonly string[]
  certificates: string | undefined
  upstreamProxy: UpstreamProxy | undefined
}): Configuration {
  const { digest } = options
  return {
    version: 1,
    project: options.project,
    policies: { [digest]: options.policy },
    services: Object.fromEntries(
      [...options.sockets].map(([service, folder]) => [
        service,
        service === AGENT
          ? { policy: digest, role: 'agent', listen: { proxy: folder, gateway: folder } }
          : { policy: digest, role: 'mcp-server', listen: { proxy: folder } },
      ]),
    ),
    servers: Object.fromEntries([
      ...options.servers,
      ...[...options.commands].map(([name, command]) => [name, { command }] as const),
    ]),
    egress: {
      ...(options.nameServers.length > 0 ? { nameServers: [...options.nameServers] } : {}),
      ...(options.certificates === undefined ? {} : { certificates: options.certificates }),
      ...(options.upstreamProxy === undefined
        ? {}
        : { upstreamProxy: wayOut(options.upstreamProxy) }),
    },
  }
}

/** No secret; and in this process the lease goes by no variable. */
function wayOut({
  url,
  credential,
}: UpstreamProxy): NonNullable<Configuration['egress']['upstreamProxy']> {
  return credential === undefined
    ? { url }
    : { url, credential: { key: credential.key, variable: '' } }
}

/** A name for the trail out of the folder that the command runs in, as Compose makes the name of a project. */
export function projectName(directory: string): string {
  const name = (directory.split('/').at(-1) ?? '').toLowerCase().replace(/[^-_a-z0-9]/g, '')
  return name.replace(/^[-_]+/, '').slice(0, 63) || 'exec'
}

import { realpath } from 'node:fs/promises'
import { compilePolicies, createDecisions, type Decisions } from '../../policy/index.ts'
import type { CompiledPolicy } from '../../schemas/generated/configuration.ts'
import type { Secret } from '../../sidecars/broker/secrets.ts'
import { CommandError } from '../exit.ts'
import { readPolicy } from '../policy/read.ts'
import { readText } from '../read-text.ts'
import { wantedSecrets, writtenSources } from './credentials.ts'
import { askedVariables, harmlessVariables } from './environment.ts'
import { writableTrees } from './folders.ts'
import { type NamedServers, readServers } from './servers.ts'
import { findProgram } from './tools.ts'
import { readUpstreamProxy, type UpstreamProxy } from './upstream-proxy.ts'

export interface ExecOptions {
  command: readonly string[]
  /** Policy files; all have to allow. */
  policies: readonly string[]
  /** `NAME=URL` of MCP servers that run already. */
  servers: readonly string[]
  /** `NAME=COMMAND` of MCP servers to start. */
  stdioServers: readonly string[]
  /** Keys to lease; none means all that are allowed and set. */
  keys: readonly string[]
  /** `KEY={ … }`: where the secrets of keys come from that are not in the environment. */
  sources: readonly string[]
  /** `NAME` or `NAME=VALUE` to pass on. */
  variables: readonly string[]
  /** Trees that the command may change besides its working directory. */
  writable: readonly string[]
  /** Name servers that the proxy asks, `IP` or `IP:PORT`; none means the system's. */
  nameServers: readonly string[]
  /** A PEM file with further authorities that the proxy trusts. */
  certificates: string | undefined
  /** The HTTP proxy through which the proxy goes out, as URL. */
  upstreamProxy?: string | undefined
  /** The variable that holds what that proxy wants to see. */
  upstreamCredential?: string | undefined
  /** The caller's environment. */
  environment: ReadonlyMap<string, string>
  /** Where the command runs. */
  directory: string
  /** The program that runs inside the namespaces. Default: the one that was built with this. */
  inside?: string
}

/** What was asked for, found to be possible and put into words of this room. */
export interface Request {
  policy: CompiledPolicy
  decisions: Decisions
  servers: NamedServers
  /** key → secret or its source, of the keys to lease. */
  secrets: Map<string, Secret>
  /** Variables that the command gets as they are. */
  given: Map<string, string>
  /** Absolute, without symbolic links. */
  directory: string
  writable: string[]
  isDirectoryWritable: boolean
  /** With the absolute path of its program. */
  command: string[]
  nameServers: readonly string[]
  /** PEM. */
  certificates: string | undefined
  upstreamProxy: UpstreamProxy | undefined
  environment: ReadonlyMap<string, string>
}

/** What a shell says of a command that it does not find. */
const NOT_FOUND = 127

/**
 * Reads everything that a run needs and starts nothing.
 *
 * @throws CommandError
 */
export async function readRequest(options: ExecOptions): Promise<Request> {
  const { environment } = options
  const policy = compilePolicies(await Promise.all(options.policies.map(readPolicy)))
  const decisions = createDecisions(policy)
  const directory = await realpath(options.directory)
  const { trees, isDirectoryWritable } = await writableTrees(directory, options.writable)
  const sources = writtenSources(options.sources, decisions, environment, directory)
  const keys = options.keys.filter((key) => !sources.has(key))
  const { upstreamProxy: url, upstreamCredential: name } = options
  const upstreamProxy = readUpstreamProxy(url, name, decisions, environment)
  const { credential } = upstreamProxy ?? {}
  const withheld = wantedSecrets(decisions, [], environment)
  if (credential !== undefined) withheld.set(credential.key, credential.secret)
  return {
    policy,
    decisions,
    servers: readServers(options.servers, options.stdioServers),
    secrets: new Map<string, Secret>([...wantedSecrets(decisions, keys, environment), ...sources]),
    given: new Map([
      ...harmlessVariables(environment),
      ...askedVariables(options.variables, environment, withheld),
    ]),
    directory,
    writable: trees,
    isDirectoryWritable,
    command: withProgramFound(options.command, environment, directory),
    nameServers: options.nameServers,
    certificates: await readCertificates(options.certificates),
    upstreamProxy,
    environment,
  }
}

function withProgramFound(
  command: readonly string[],
  environment: ReadonlyMap<string, string>,
  directory: string,
): string[] {
  const [name = '', ...args] = command
  const program = findProgram(name, environment.get('PATH') ?? '', directory)
  if (program === undefined)
    throw new CommandError(`${name}: there is no such command.`, { exitCode: NOT_FOUND })
  return [program, ...args]
}

async function readCertificates(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined
  const text = await readText(file, `--egress-certificates ${file}`)
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new CommandError(`--egress-certificates ${file}: holds no certificate in PEM.`)
  return text
}

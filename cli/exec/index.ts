import { readFile, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { EventDraft } from '../../audit/event.ts'
import { agentEnvironment } from '../../policy/agent-environment.ts'
import { compilePolicies, createDecisions, type Decisions } from '../../policy/index.ts'
import { CommandError, Exit } from '../exit.ts'
import { readPolicy } from '../policy/read.ts'
import { progress } from '../progress.ts'
import { localAuditDirectory } from '../state.ts'
import { AGENT, configurationOf, projectName, serverService } from './configuration.ts'
import {
  type Containment,
  findContainment,
  launcherOf,
  type Room,
  writePlan,
} from './containment.ts'
import { wantedSecrets } from './credentials.ts'
import { askedVariables, harmlessVariables } from './environment.ts'
import { type Folders, makeFolders, writableTrees } from './folders.ts'
import { hiddenPaths } from './hidden.ts'
import { NotStarted, runHere, runInside } from './launch.ts'
import { type BarePlan, CERTIFICATES_INSIDE } from './plan.ts'
import { type Relay, startRelay } from './relay.ts'
import { readServers } from './servers.ts'
import { startSidecars } from './sidecars.ts'
import { findProgram } from './tools.ts'

const PROXY = 3128
const GATEWAY = 8811
/** Where the sidecars listen for whatever knows nothing of a proxy: HTTP, TLS, names. */
const TRANSPARENT = [80, 443, 53]
const NOT_FOUND = 127

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
  /** `NAME` or `NAME=VALUE` to pass on. */
  variables: readonly string[]
  /** Trees that the command may change besides its working directory. */
  writable: readonly string[]
  /** Name servers that the proxy asks, `IP` or `IP:PORT`; none means the system's. */
  nameServers: readonly string[]
  /** A PEM file with further authorities that the proxy trusts. */
  certificates: string | undefined
  /** The caller's environment. */
  environment: ReadonlyMap<string, string>
  /** Where the command runs. */
  directory: string
  /** The program that runs inside the namespaces. Default: the one that was built with this. */
  inside?: string
}

/**
 * Runs a local command under policies: the three sidecars in this process, the command in namespaces of its own where
 * that is possible. Where it is not, the first line on standard error says so.
 *
 * @returns the exit code of the command; 128 and the number of the signal when one ended it
 * @throws CommandError for what is wrong before the command starts
 */
export async function runExec(options: ExecOptions): Promise<number> {
  const policy = compilePolicies(await Promise.all(options.policies.map(readPolicy)))
  const decisions = createDecisions(policy)
  const servers = readServers(options.servers, options.stdioServers)
  const secrets = wantedSecrets(decisions, options.keys, options.environment)
  const allSecrets = new Map(
    [...decisions.allowedKeys].flatMap((key) => {
      const secret = options.environment.get(key)
      return secret ? [[key, secret] as const] : []
    }),
  )
  const given = new Map([
    ...harmlessVariables(options.environment),
    ...askedVariables(options.variables, options.environment, allSecrets),
  ])
  const directory = await realpath(options.directory)
  const command = withProgramFound(options.command, options.environment, directory)
  if (command === undefined) {
    process.stderr.write(`governance: ${options.command[0]}: not found\n`)
    return NOT_FOUND
  }
  const certificates = await readCertificates(options.certificates)
  const { trees, isDirectoryWritable } = await writableTrees(directory, options.writable)
  const inside = options.inside ?? fileURLToPath(new URL('./exec-inside.mjs', import.meta.url))

  const folders = await makeFolders()
  const closers: (() => Promise<void>)[] = [() => folders.remove()]
  try {
    const services = [AGENT, ...[...servers.commands.keys()].map(serverService)]
    const sockets = new Map<string, string>()
    for (const service of services) sockets.set(service, await folders.sockets(service))
    const ports = [PROXY, ...TRANSPARENT, ...decisions.allowedLocal.map(({ port }) => port)]
    const auditDirectory = localAuditDirectory()
    const hidden = await hiddenPaths(options.environment, [folders.root, auditDirectory])
    const roomOf = (service: string): Omit<Room, 'command' | 'environment'> => ({
      directory,
      writable: trees,
      hidden,
      sockets: sockets.get(service) ?? '',
      certificates: folders.certificates,
      ports: service === AGENT ? [...ports, GATEWAY] : ports,
    })
    const containment = await findContainment({
      room: { ...roomOf(AGENT), environment: [] },
      folder: await folders.room('trial'),
      path: options.environment.get('PATH') ?? '',
      inside,
    })
    sayHowItIsKept(containment, { directory, isDirectoryWritable })

    const commands = new Map<string, [string, ...string[]]>()
    for (const name of servers.commands.keys()) {
      const folder = await folders.room(serverService(name))
      commands.set(name, serverCommand(containment, folder, inside))
    }
    const sidecars = await startSidecars({
      configuration: configurationOf({
        project: projectName(directory),
        policy,
        digest: decisions.digest,
        servers: servers.urls,
        commands,
        sockets,
        nameServers: options.nameServers,
        certificates,
      }),
      folders,
      auditDirectory,
      secrets,
    })
    closers.push(() => sidecars.close())

    const environmentOf = async (service: string): Promise<Map<string, string>> => {
      const ways = containment.possible
        ? waysInside(service)
        : await waysHere(sockets.get(service) ?? '', service, folders, closers)
      return new Map([
        ...given,
        ...(containment.possible ? [['TMPDIR', '/tmp'] as const] : []),
        ...agentEnvironment(ways),
        ...(sidecars.leases.get(service) ?? []),
      ])
    }
    for (const [name, line] of servers.commands) {
      const service = serverService(name)
      const room = {
        ...roomOf(service),
        command: ['/bin/sh', '-c', line],
        environment: [...(await environmentOf(service))],
      }
      await furnishServer(containment, await folders.room(service), room)
    }
    const environment = await environmentOf(AGENT)
    await sidecars.store.append(startEvent(decisions, containment))
    if (!containment.possible) return await runHere(command, { environment, directory })

    const folder = await folders.room(AGENT)
    const room = { ...roomOf(AGENT), command, environment: [...environment] }
    const { ownSession } = await writePlan(folder, room, containment.tools)
    const launcher = launcherOf(folder, inside, containment.tools)
    return await runInside(launcher, { directory, ownSession })
  } catch (error) {
    if (error instanceof NotStarted)
      throw new CommandError(`the namespaces could not be furnished: ${error.message}`, {
        exitCode: Exit.machine,
      })
    throw error
  } finally {
    for (const close of closers.reverse()) await close().catch(() => {})
  }
}

function sayHowItIsKept(
  containment: Containment,
  place: { directory: string; isDirectoryWritable: boolean },
): void {
  if (!containment.possible)
    process.stderr.write(
      `governance: the command is governed but not contained (${containment.reason}): it can go around the proxy.\n`,
    )
  else if (!place.isDirectoryWritable)
    progress(
      `${place.directory} is shared, so the command may not change it. --writable PATH opens a tree.`,
    )
}

/** Proxy, gateway and certificates as a process in namespaces of its own finds them. */
function waysInside(service: string) {
  return {
    proxyUrl: `http://governance-proxy:${PROXY}`,
    ...(service === AGENT ? { gatewayUrl: `http://governance-gateway:${GATEWAY}/mcp` } : {}),
    certificateDirectory: CERTIFICATES_INSIDE,
  }
}

/** The same on ports of this machine's loopback, whichever are free. */
async function waysHere(
  sockets: string,
  service: string,
  folders: Folders,
  closers: (() => Promise<void>)[],
) {
  const isAgent = service === AGENT
  const relay: Relay = await startRelay({
    address: '127.0.0.1',
    sockets,
    ports: isAgent ? [PROXY, GATEWAY] : [PROXY],
    anyPort: true,
  })
  closers.push(() => relay.close())
  return {
    proxyUrl: `http://127.0.0.1:${relay.port(PROXY)}`,
    ...(isAgent ? { gatewayUrl: `http://127.0.0.1:${relay.port(GATEWAY)}/mcp` } : {}),
    certificateDirectory: folders.certificates,
  }
}

/** How the gateway starts an MCP server: the plan is written once there are leases. */
function serverCommand(
  containment: Containment,
  folder: string,
  inside: string,
): [string, ...string[]] {
  if (!containment.possible) return [process.execPath, inside, join(folder, 'plan.json')]
  const [program = '', ...args] = launcherOf(folder, inside, containment.tools)
  return [program, ...args]
}

async function furnishServer(containment: Containment, folder: string, room: Room): Promise<void> {
  if (containment.possible) {
    await writePlan(folder, room, containment.tools)
    return
  }
  const { command, environment, directory } = room
  const plan: BarePlan = { bare: true, command, environment, directory }
  await writeFile(join(folder, 'plan.json'), JSON.stringify(plan), { mode: 0o600 })
}

/** The command with the absolute path of its program; nothing where there is no such program. */
function withProgramFound(
  command: readonly string[],
  environment: ReadonlyMap<string, string>,
  directory: string,
): string[] | undefined {
  const [name = '', ...args] = command
  const program = findProgram(name, environment.get('PATH') ?? '', directory)
  return program === undefined ? undefined : [program, ...args]
}

async function readCertificates(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CommandError(`--egress-certificates ${file}: cannot be read. Is the path right?`)
  })
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new CommandError(`--egress-certificates ${file}: holds no certificate in PEM.`)
  return text
}

/** The trail tells whether what follows could be gone around. */
function startEvent(decisions: Decisions, containment: Containment): EventDraft {
  return {
    policy: decisions.name,
    policyDigest: decisions.digest,
    service: AGENT,
    kind: 'lifecycle',
    action: 'start',
    resource: 'command',
    decision: 'allowed',
    rule: '',
    reason: containment.possible
      ? 'The command started, in namespaces of its own.'
      : `The command started, governed but not contained: ${containment.reason}.`,
    details: { contained: containment.possible },
  }
}

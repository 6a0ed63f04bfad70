import { fileURLToPath } from 'node:url'
import type { EventDraft } from '../../audit/event.ts'
import { besideOwn } from '../../policy/agent-environment.ts'
import type { Decisions } from '../../policy/index.ts'
import { relayPorts } from '../../sidecars/proxy/service-listeners.ts'
import { CommandError, Exit } from '../exit.ts'
import { progress } from '../progress.ts'
import { localAuditDirectory } from '../state.ts'
import { AGENT, configurationOf, projectName, serverService } from './configuration.ts'
import { type Containment, findContainment, type Room } from './containment.ts'
import { type Folders, makeFolders } from './folders.ts'
import { hiddenPaths } from './hidden.ts'
import { isWithin } from './inside/mount-table.ts'
import { NotStarted, run } from './launch.ts'
import { type ExecOptions, type Request, readRequest } from './request.ts'
import { GATEWAY, PROXY, type Rooms, roomsFor } from './rooms.ts'
import { type Sidecars, startSidecars } from './sidecars.ts'

export type { ExecOptions } from './request.ts'

/** Where the sidecars listen for whatever knows nothing of a proxy: HTTP, TLS, names. */
const TRANSPARENT = [80, 443, 53]

/**
 * Runs a local command under policies: the three sidecars in this process, the command in namespaces of its own where
 * that is possible. Where it is not, the first line on standard error says so.
 *
 * @returns the exit code of the command; 128 and the number of the signal when one ended it
 * @throws CommandError for what is wrong before the command starts
 */
export async function runExec(options: ExecOptions): Promise<number> {
  const request = await readRequest(options)
  const inside = options.inside ?? fileURLToPath(new URL('./exec-inside.mjs', import.meta.url))
  const folders = await makeFolders()
  const closers: (() => Promise<void>)[] = [() => folders.remove()]
  try {
    const layout = await layOut(request, folders)
    const containment = await findContainment({
      room: { ...layout.room(AGENT), environment: [] },
      folder: await folders.room('trial'),
      path: request.environment.get('PATH') ?? '',
      inside,
    })
    sayHowItIsKept(containment, request)
    const rooms = roomsFor(containment, folders, inside)
    closers.push(() => rooms.close())
    const sidecars = await startAll(request, folders, layout, rooms)
    closers.push(() => sidecars.close())

    for (const [name, line] of request.servers.commands)
      await furnish(serverService(name), ['/bin/sh', '-c', line])
    const { ownSession } = await furnish(AGENT, request.command)
    await sidecars.store.append(startEvent(request.decisions, containment))
    return await run(await rooms.launcher(AGENT), { directory: request.directory, ownSession })

    async function furnish(service: string, command: string[]) {
      const room = layout.room(service)
      const ways = [...(await rooms.ways(service, room.sockets))]
      const environment = new Map([
        ...request.given,
        ...ways.map(
          ([name, value]) => [name, besideOwn(name, value, request.given.get(name))] as const,
        ),
        ...(sidecars.leases.get(service) ?? []),
      ])
      return rooms.furnish({ ...room, service, command, environment: [...environment] })
    }
  } catch (error) {
    throw error instanceof NotStarted
      ? new CommandError(`the command could not be started: ${error.message}`, {
          exitCode: Exit.machine,
        })
      : error
  } finally {
    for (const close of closers.reverse()) await close().catch(() => {})
  }
}

/** Where everything of a run is. */
interface Layout {
  auditDirectory: string
  /** service → folder of its sockets */
  sockets: ReadonlyMap<string, string>
  room(service: string): Omit<Room, 'command' | 'environment'>
}

async function layOut(request: Request, folders: Folders): Promise<Layout> {
  const { directory, writable, decisions, servers } = request
  const auditDirectory = localAuditDirectory()
  const sockets = new Map<string, string>()
  for (const service of [AGENT, ...[...servers.commands.keys()].map(serverService)])
    sockets.set(service, await folders.sockets(service))
  const ports = [PROXY, ...TRANSPARENT, ...relayPorts(decisions)]
  const hidden = await hiddenPaths(request.environment, [folders.root, auditDirectory])
  const around = hidden.find((path) => isWithin(directory, path))
  if (around !== undefined)
    throw new CommandError(`${directory} lies in ${around}, which a governed command must not see.`)
  return {
    auditDirectory,
    sockets,
    room: (service) => ({
      directory,
      writable,
      hidden,
      sockets: sockets.get(service) ?? '',
      certificates: folders.certificates,
      ports: service === AGENT ? [...ports, GATEWAY] : ports,
    }),
  }
}

async function startAll(
  request: Request,
  folders: Folders,
  layout: Layout,
  rooms: Rooms,
): Promise<Sidecars> {
  const commands = new Map<string, [string, ...string[]]>()
  for (const name of request.servers.commands.keys())
    commands.set(name, await rooms.launcher(serverService(name)))
  return startSidecars({
    configuration: configurationOf({
      project: projectName(request.directory),
      policy: request.policy,
      digest: request.decisions.digest,
      servers: request.servers.urls,
      commands,
      sockets: layout.sockets,
      nameServers: request.nameServers,
      certificates: request.certificates,
      upstreamProxy: request.upstreamProxy,
    }),
    folders,
    certificatesSeenAt: rooms.certificates,
    auditDirectory: layout.auditDirectory,
    secrets: request.secrets,
    upstreamCredential: request.upstreamProxy?.credential,
  })
}

function sayHowItIsKept(containment: Containment, request: Request): void {
  if (!containment.possible)
    process.stderr.write(
      `governance: the command is governed but not contained (${containment.reason}): it can go around the proxy.\n`,
    )
  else if (!request.isDirectoryWritable)
    progress(
      `${request.directory} is shared, so the command may not change it. --writable PATH opens a tree.`,
    )
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

import { reservedPrefix } from '../harden/names.ts'
import { stringsAt } from '../load/model.ts'
import {
  at,
  entriesAt,
  fromData,
  isOn,
  mapAt,
  mapping,
  type Node,
  type Place,
  spot,
  textAt,
  textOf,
} from '../load/node.ts'
import type { Project } from '../load/project.ts'

/** A server that the gateway offers, as the Compose field names it. */
export type McpServer = { place: Place; pin: boolean } & (
  | HttpServiceServer
  | RemoteServer
  | StdioServer
)

/** A service of the project that speaks streamable HTTP. */
export interface HttpServiceServer {
  kind: 'service'
  service: string
  port: number
  path: string
}

/** A server outside. */
export interface RemoteServer {
  kind: 'url'
  url: string
  /** The key of which the gateway presents a lease. */
  credential?: string
}

/** A program that speaks over its standard input and output, bridged where it runs. */
export interface StdioServer {
  kind: 'stdio'
  command: string[]
  /** The service in which it runs. */
  service: string
  /** Present when that service is made for it. */
  own?: { image: string | undefined; environment: readonly [string, Node][] }
}

/** What services and identities are called that exist for the sake of one MCP server. */
export function serviceOfServer(name: string): string {
  return `${reservedPrefix}mcp-${name}`
}

export function readServer(name: string, node: Node): McpServer {
  const common = { place: spot(node), pin: isOn(at(node, 'pin')) }
  const service = textAt(node, 'service')
  const command = stringsAt(at(node, 'command'))
  if (command.length > 0) {
    if (service !== undefined) return { ...common, kind: 'stdio', command, service }
    const environment = entriesAt(node, 'environment')
    const own = { image: textAt(node, 'image'), environment }
    return { ...common, kind: 'stdio', command, service: serviceOfServer(name), own }
  }
  if (service !== undefined) {
    const port = Number(textAt(node, 'port'))
    return { ...common, kind: 'service', service, port, path: textAt(node, 'path') ?? '/mcp' }
  }
  const credential = textAt(node, 'credential')
  const url = textAt(node, 'url') ?? ''
  return { ...common, kind: 'url', url, ...(credential === undefined ? {} : { credential }) }
}

/** Tells definitions apart that differ in anything but where they stand. */
export function describeServer(server: McpServer): string {
  const { place: _, ...said } = server
  if (said.kind !== 'stdio' || said.own === undefined) return JSON.stringify(said)
  const environment = said.own.environment.map(([key, value]) => [key, textAt(value)])
  return JSON.stringify({ ...said, own: { ...said.own, environment } })
}

/** The service of the project in which a server runs, where it does. */
export function serviceBehind(server: McpServer): string | undefined {
  return server.kind === 'url' ? undefined : server.service
}

/**
 * The project with a service for each server that is to have a container of its own. The project itself is left as it
 * is; a service of that name which the user wrote stays, and is refused for its name.
 *
 * @param bareImage what a server without an image runs in
 */
export function withServerServices(
  project: Project,
  servers: ReadonlyMap<string, McpServer>,
  bareImage: string,
): Project {
  const services = new Map(mapAt(project.root, 'services')?.entries)
  let added = false
  for (const server of servers.values()) {
    if (server.kind !== 'stdio' || !server.own || services.has(server.service)) continue
    services.set(server.service, serviceNode(server, server.own, bareImage, project.environment))
    added = true
  }
  if (!added) return project
  const present = mapAt(project.root, 'services')
  const all = mapping(services, present?.place ?? project.root.place)
  if (present?.key) all.key = present.key
  const entries = new Map(project.root.entries).set('services', all)
  return { ...project, root: { ...project.root, entries } }
}

function serviceNode(
  { place }: McpServer,
  own: NonNullable<StdioServer['own']>,
  bareImage: string,
  callers: ReadonlyMap<string, string>,
): Node {
  const environment = mapping(
    own.environment.flatMap(([key, value]) => variable(key, value, callers)),
    place,
  )
  const node = fromData(own.image === undefined ? bare(bareImage) : { image: own.image }, place)
  if (node.kind !== 'map') return node
  if (own.image === undefined && !environment.entries.has('HOME'))
    environment.entries.set('HOME', fromData('/tmp', place))
  if (environment.entries.size > 0) node.entries.set('environment', environment)
  return node
}

/** As Compose reads a variable of a service: text, and without a value what the caller has under that name. */
function variable(
  key: string,
  value: Node,
  callers: ReadonlyMap<string, string>,
): [string, Node][] {
  if (value.kind !== 'scalar') return []
  const given = textOf(value)
  if (given !== undefined) return [[key, { ...value, value: given }]]
  const text = callers.get(key)
  return text === undefined ? [] : [[key, { ...value, value: text, references: [key] }]]
}

/** The sidecars' image has nothing to write to but what is given to it. */
function bare(image: string) {
  return {
    image,
    pull_policy: 'never',
    user: '65534:65534',
    working_dir: '/tmp',
    read_only: true,
    tmpfs: ['/tmp:size=256m,mode=1777'],
  }
}

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { agentEnvironment, certificatesInside } from '../../policy/agent-environment.ts'
import { AGENT } from './configuration.ts'
import { type Containment, launcherOf, type Room, writePlan } from './containment.ts'
import type { Folders } from './folders.ts'
import type { BarePlan } from './plan.ts'
import { startRelay } from './relay.ts'

export const PROXY = 3128
export const GATEWAY = 8811

/** A process to govern: what it runs and what it may have. */
export type Tenant = Room & { service: string }

/**
 * Where the processes of one run live: in namespaces of their own, or where that is not possible here, with their way
 * out on ports of this machine's loopback.
 */
export interface Rooms {
  /** The folder of the certificates as the processes find it. */
  readonly certificates: string
  /** The command that starts the process of a service. It works once `furnish` is through. */
  launcher(service: string): Promise<[string, ...string[]]>
  /** Proxy, gateway and certificates as the process finds them. */
  ways(service: string, sockets: string): Promise<Map<string, string>>
  /** Writes down how the process is to run. `ownSession`: it does not hear the terminal itself. */
  furnish(tenant: Tenant): Promise<{ ownSession: boolean }>
  close(): Promise<void>
}

/** @param inside the program that runs in the room */
export function roomsFor(containment: Containment, folders: Folders, inside: string): Rooms {
  return containment.possible
    ? namespaces(containment, folders, inside)
    : bareRooms(folders, inside)
}

function namespaces(
  { tools }: Containment & { possible: true },
  folders: Folders,
  inside: string,
): Rooms {
  return {
    certificates: certificatesInside,
    async launcher(service) {
      return launcherOf(await folders.room(service), inside, tools)
    },
    async ways(service) {
      const gatewayUrl = `http://governance-gateway:${GATEWAY}/mcp`
      const ways = agentEnvironment({
        proxyUrl: `http://governance-proxy:${PROXY}`,
        ...(service === AGENT ? { gatewayUrl } : {}),
        certificateDirectory: certificatesInside,
      })
      return ways.set('TMPDIR', '/tmp')
    },
    async furnish({ service, ...room }) {
      return writePlan(await folders.room(service), room, tools)
    },
    async close() {},
  }
}

function bareRooms(folders: Folders, inside: string): Rooms {
  const closers: (() => Promise<void>)[] = []
  return {
    certificates: folders.certificates,
    async launcher(service) {
      return [process.execPath, inside, join(await folders.room(service), 'plan.json')]
    },
    async ways(service, sockets) {
      const ports = service === AGENT ? [PROXY, GATEWAY] : [PROXY]
      const relay = await startRelay({ address: '127.0.0.1', sockets, ports, anyPort: true })
      closers.push(() => relay.close())
      const gatewayUrl = () => `http://127.0.0.1:${relay.port(GATEWAY)}/mcp`
      return agentEnvironment({
        proxyUrl: `http://127.0.0.1:${relay.port(PROXY)}`,
        ...(service === AGENT ? { gatewayUrl: gatewayUrl() } : {}),
        certificateDirectory: folders.certificates,
      })
    },
    async furnish({ service, command, environment, directory }) {
      const plan: BarePlan = { bare: true, command, environment, directory }
      const file = join(await folders.room(service), 'plan.json')
      await writeFile(file, JSON.stringify(plan), { mode: 0o600 })
      return { ownSession: false }
    },
    async close() {
      await Promise.all(closers.map((close) => close()))
    },
  }
}

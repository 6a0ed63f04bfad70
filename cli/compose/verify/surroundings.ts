import { isIP } from 'node:net'
import { listContainers } from '../../../engine/containers.ts'
import type { Docker } from '../../../engine/docker.ts'
import type { Attempt } from '../../../engine/escapes/attempt.ts'
import type { Placement } from '../../../engine/escapes/placement.ts'
import { tryToEscape } from '../../../engine/escapes/run.ts'
import {
  documentationAddresses,
  metadataAddresses,
  type Surroundings,
} from '../../../engine/escapes/ways.ts'
import { hostAddresses, listenOnHost } from '../../../engine/host-listener.ts'
import { CommandError } from '../../exit.ts'

/** What there is to be reached while a verification runs. */
export interface OpenSurroundings {
  readonly around: Surroundings
  /** Whether this host answers a container that nothing contains; undefined where that could not be tried. */
  readonly hostAnswers: boolean | undefined
  close(): void
}

/** Ports on which the machine of an engine answers, when it is another one than this. */
const usualPorts = [22, 2375, 2376]

/**
 * Opens something on this host that could be reached, and looks up what else there is: containers, addresses.
 *
 * @param targets addresses that stand for the internet, `ADDRESS` or `ADDRESS:PORT`; default: documentation addresses
 */
export async function openSurroundings(
  docker: Docker,
  image: string,
  targets: readonly string[],
): Promise<OpenSurroundings> {
  const local = /^(?:unix|npipe):/.test(await endpoint(docker))
  const outside = targets.length > 0 ? targets.map(readTarget) : documentationTargets
  const [containers, gateways, listener] = await Promise.all([
    listContainers(docker),
    listGateways(docker),
    local ? listenOnHost() : undefined,
  ])
  const addresses = [...new Set([...(local ? hostAddresses() : []), ...gateways])]
  const around: Surroundings = {
    outside,
    // Named targets are all that is tried outside, so that nobody else is asked for anything.
    metadata: targets.length > 0 ? [] : metadataAddresses,
    host: listener
      ? { addresses, tcp: [listener.port], udp: [listener.udpPort] }
      : { addresses, tcp: usualPorts, udp: [] },
    containers,
  }
  const hostAnswers = listener ? await answersOrdinary(docker, image, around.host) : undefined
  return { around, hostAnswers, close: () => listener?.close() }
}

const documentationTargets = documentationAddresses.map((host) => ({ host }))

function readTarget(text: string): { host: string; port?: number } {
  const match = /^(?:\[(?<six>[^\]]+)\]|(?<four>[^:]+))(?::(?<port>\d{1,5}))?$/.exec(text)?.groups
  const host = isIP(text) ? text : (match?.six ?? match?.four ?? '')
  if (!isIP(host)) {
    throw new CommandError(`--target ${text}: it takes an IP address, with or without :PORT`)
  }
  return match?.port === undefined || isIP(text) ? { host } : { host, port: Number(match.port) }
}

async function endpoint(docker: Docker): Promise<string> {
  const format = '{{.Endpoints.docker.Host}}'
  return (await docker.capture(['context', 'inspect', '--format', format])).stdout.trim()
}

/** The addresses that the engine's host has on its bridges. */
async function listGateways(docker: Docker): Promise<string[]> {
  const ids = (await docker.text(['network', 'ls', '--quiet'])).split('\n').filter(Boolean)
  const format = '{{range .IPAM.Config}}{{.Gateway}} {{end}}'
  const { stdout } = await docker.capture(['network', 'inspect', '--format', format, ...ids])
  return stdout.split(/\s+/).filter((address) => isIP(address) !== 0)
}

/** An ordinary container: what it cannot reach either is no proof of containment. */
const ordinary: Placement = {
  networks: ['bridge'],
  user: '65534:65534',
  groups: [],
  dns: [],
  dnsSearch: [],
  dnsOptions: [],
  capabilitiesAdded: [],
  capabilitiesDropped: ['ALL'],
  securityOptions: ['no-new-privileges'],
  sysctls: new Map(),
  runtime: '',
  excess: [],
}

async function answersOrdinary(
  docker: Docker,
  image: string,
  { addresses, tcp }: Surroundings['host'],
): Promise<boolean | undefined> {
  const attempts = addresses.flatMap((host) =>
    tcp.map((port): Attempt => ({ how: 'tcp', host, port })),
  )
  try {
    const { observations } = await tryToEscape(docker, image, ordinary, attempts)
    return observations.some(({ result }) => result === 'answered')
  } catch {
    return undefined // an engine without the bridge network
  }
}

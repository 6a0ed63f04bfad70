import type { Docker } from './docker.ts'

/** A running container of the engine, by what it could be reached at. */
export interface EngineContainer {
  readonly id: string
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
  /** Network → its addresses there. */
  readonly addresses: ReadonlyMap<string, readonly string[]>
  /** TCP ports that its image says it serves. */
  readonly ports: readonly number[]
}

interface Inspected {
  Id: string
  Name: string
  Config: { Labels?: Record<string, string> | null; ExposedPorts?: Record<string, unknown> | null }
  NetworkSettings: {
    Networks?: Record<string, { IPAddress?: string; GlobalIPv6Address?: string } | null> | null
  }
}

/** Every running container of the engine. One that goes away meanwhile is left out. */
export async function listContainers(docker: Docker): Promise<EngineContainer[]> {
  const ids = (await docker.text(['ps', '--quiet', '--no-trunc'])).split('\n').filter(Boolean)
  if (ids.length === 0) return []
  const { stdout } = await docker.capture([
    'container',
    'inspect',
    '--format',
    '{{json .}}',
    ...ids,
  ])
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => containerOf(JSON.parse(line)))
}

function containerOf({ Id, Name, Config, NetworkSettings }: Inspected): EngineContainer {
  const addresses = Object.entries(NetworkSettings.Networks ?? {}).map(
    ([network, end]): [string, string[]] => [
      network,
      [end?.IPAddress, end?.GlobalIPv6Address].filter((one): one is string => Boolean(one)),
    ],
  )
  return {
    id: Id,
    name: Name.replace(/^\//, ''),
    labels: new Map(Object.entries(Config.Labels ?? {})),
    addresses: new Map(addresses),
    ports: Object.keys(Config.ExposedPorts ?? {})
      .filter((port) => port.endsWith('/tcp'))
      .map((port) => Number.parseInt(port, 10)),
  }
}

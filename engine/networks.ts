import type { Docker } from './docker.ts'

/** A network of the engine, by what may clash with another: its subnet. */
export interface NetworkInUse {
  /** The Compose project that made it, and its key in that project's file. */
  readonly project?: string
  readonly key?: string
  /** In CIDR form. */
  readonly subnet: string
}

/** Every subnet that a network of the engine has. A network that goes away meanwhile is left out. */
export async function listNetworks(docker: Docker): Promise<NetworkInUse[]> {
  const ids = await docker.text(['network', 'ls', '--quiet', '--no-trunc'])
  const { stdout } = await docker.capture([
    ...['network', 'inspect', '--format', '{{json .}}'],
    ...ids.split('\n').filter((id) => id !== ''),
  ])
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => networksIn(JSON.parse(line)))
}

interface Inspected {
  Labels?: Record<string, string> | null
  IPAM?: { Config?: { Subnet?: string }[] | null }
}

function networksIn({ Labels, IPAM }: Inspected): NetworkInUse[] {
  const labels = new Map(Object.entries(Labels ?? {}))
  const project = labels.get('com.docker.compose.project')
  const key = labels.get('com.docker.compose.network')
  return (IPAM?.Config ?? []).flatMap(({ Subnet: subnet }) =>
    subnet === undefined
      ? []
      : [
          {
            subnet,
            ...(project === undefined ? {} : { project }),
            ...(key === undefined ? {} : { key }),
          },
        ],
  )
}

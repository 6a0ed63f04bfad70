import type { Docker } from '../docker.ts'

/** Where and with which rights a container runs, as far as that decides what it can reach. */
export interface Placement {
  /** Names of networks of the engine; empty for none. */
  networks: readonly string[]
  /** The container whose network it shares, instead of networks of its own. */
  joins?: string
  /** Numeric, with or without a group; empty for what the image says. */
  user: string
  groups: readonly string[]
  dns: readonly string[]
  dnsSearch: readonly string[]
  dnsOptions: readonly string[]
  capabilitiesAdded: readonly string[]
  capabilitiesDropped: readonly string[]
  securityOptions: readonly string[]
  sysctls: ReadonlyMap<string, string>
  runtime: string
  /** What makes it no container any more, whatever its network is: such as `privileged`. */
  excess: readonly string[]
}

interface Inspected {
  Id: string
  Config: { User?: string }
  HostConfig: {
    NetworkMode?: string
    GroupAdd?: string[] | null
    Dns?: string[] | null
    DnsSearch?: string[] | null
    DnsOptions?: string[] | null
    CapAdd?: string[] | null
    CapDrop?: string[] | null
    SecurityOpt?: string[] | null
    Sysctls?: Record<string, string> | null
    Runtime?: string
    Privileged?: boolean
    PidMode?: string
    IpcMode?: string
    UTSMode?: string
    CgroupnsMode?: string
    UsernsMode?: string
  }
  Mounts?: { Source?: string; Destination?: string }[] | null
  NetworkSettings: { Networks?: Record<string, unknown> | null }
}

const engineSocket = /(?:docker|containerd|podman|crio|buildkitd)[\w.-]*\.sock$/

/** How a container that exists, running or not, is placed. */
export async function placementOf(docker: Docker, container: string): Promise<Placement> {
  const text = await docker.text(['container', 'inspect', '--format', '{{json .}}', container])
  const inspected = JSON.parse(text) as Inspected
  const { HostConfig: host, Mounts: mounts } = inspected
  const mode = host.NetworkMode ?? ''
  const networks = Object.keys(inspected.NetworkSettings.Networks ?? {})
  const excess = [
    ...(host.Privileged ? ['privileged'] : []),
    ...(mode === 'host' ? ["the host's network"] : []),
    ...(host.PidMode === 'host' ? ["the host's processes"] : []),
    ...(host.IpcMode === 'host' ? ["the host's shared memory"] : []),
    ...(host.UTSMode === 'host' ? ["the host's name"] : []),
    ...(host.UsernsMode === 'host' ? ["the host's users"] : []),
    ...(mounts ?? []).flatMap(({ Source: source = '' }) =>
      engineSocket.test(source) ? [`a mount of ${source}`] : [],
    ),
  ]
  return {
    networks: networks.filter((name) => name !== 'none' && name !== 'host'),
    ...(mode.startsWith('container:') ? { joins: mode.slice('container:'.length) } : {}),
    user: await numericUser(docker, inspected),
    groups: host.GroupAdd ?? [],
    dns: host.Dns ?? [],
    dnsSearch: host.DnsSearch ?? [],
    dnsOptions: host.DnsOptions ?? [],
    capabilitiesAdded: host.CapAdd ?? [],
    capabilitiesDropped: host.CapDrop ?? [],
    // A profile that was read from a file stands here whole; the engine's own is put in its place.
    securityOptions: (host.SecurityOpt ?? []).filter((option) => !/^seccomp[:=]\{/.test(option)),
    sysctls: new Map(Object.entries(host.Sysctls ?? {})),
    runtime: host.Runtime ?? '',
    excess,
  }
}

/** A user's name means something in its own image alone, so it is looked up there; one that is not found is root. */
async function numericUser(docker: Docker, { Id, Config }: Inspected): Promise<string> {
  const [user = '', group] = (Config.User ?? '').split(':')
  if (/^\d*$/.test(user)) return /^\d*$/.test(group ?? '') ? (Config.User ?? '') : user
  const { code, stdout } = await docker.capture(['cp', '--follow-link', `${Id}:/etc/passwd`, '-'])
  const line = stdout
    .split(/[\n\0]/)
    .map((one) => one.split(':'))
    .find((fields) => fields[0] === user && fields.length === 7)
  return code === 0 && line ? `${line[2]}:${line[3]}` : '0:0'
}

/** What the emitted file says about a service, for one that has no container yet. */
export function placementInFile(
  service: ReadonlyMap<string, unknown>,
  networkName: (key: string) => string,
): Placement {
  const list = (key: string): string[] => {
    const value = service.get(key)
    return Array.isArray(value) ? value.map(String) : value === undefined ? [] : [String(value)]
  }
  const networks = service.get('networks')
  const keys = Array.isArray(networks) ? networks.map(String) : Object.keys(networks ?? {})
  const user = String(service.get('user') ?? '')
  return {
    networks: keys.map(networkName),
    user: /^\d+(?::\d+)?$/.test(user) ? user : '',
    groups: list('group_add').filter((group) => /^\d+$/.test(group)),
    dns: list('dns'),
    dnsSearch: list('dns_search'),
    dnsOptions: list('dns_opt'),
    capabilitiesAdded: list('cap_add'),
    capabilitiesDropped: list('cap_drop'),
    securityOptions: list('security_opt').filter((option) => !/^seccomp[:=]/.test(option)),
    sysctls: new Map(
      Object.entries(service.get('sysctls') ?? {}).map(([key, value]) => [key, String(value)]),
    ),
    runtime: String(service.get('runtime') ?? ''),
    excess: [],
  }
}

/** The arguments of `docker create` that place a container so, but for networks after the first. */
export function placementArguments(placement: Placement): string[] {
  const each = (flag: string, values: Iterable<string>) => [...values].flatMap((one) => [flag, one])
  const { joins, networks } = placement
  const network = joins === undefined ? (networks[0] ?? 'none') : `container:${joins}`
  const own = joins === undefined
  return [
    ...['--network', network],
    ...(placement.user === '' ? [] : ['--user', placement.user]),
    ...each('--group-add', placement.groups),
    ...(own ? each('--dns', placement.dns) : []),
    ...(own ? each('--dns-search', placement.dnsSearch) : []),
    ...(own ? each('--dns-option', placement.dnsOptions) : []),
    ...each('--cap-drop', placement.capabilitiesDropped),
    ...each('--cap-add', placement.capabilitiesAdded),
    ...each('--security-opt', placement.securityOptions),
    ...(own
      ? each(
          '--sysctl',
          [...placement.sysctls].map(([key, value]) => `${key}=${value}`),
        )
      : []),
    ...(placement.runtime === '' ? [] : ['--runtime', placement.runtime]),
  ]
}

import type { EngineContainer } from '../containers.ts'
import type { Attempt } from './attempt.ts'
import type { Placement } from './placement.ts'

/** A way out that people know by name, with every try that belongs to it. */
export interface Way {
  readonly id: string
  /** In words, as in "tried to reach …". */
  readonly what: string
  readonly attempts: readonly Attempt[]
  /** Why it is not tried, when it is not. */
  readonly untried?: string
}

/** An address that stands for all of the internet. Nobody has it (RFC 5737, RFC 3849). */
export const documentationAddresses = ['203.0.113.1', '2001:db8::1'] as const

/** Where clouds tell their machines who they are. */
export const metadataAddresses = ['169.254.169.254', 'fd00:ec2::254'] as const

/** A name that no name server knows (RFC 6761). */
export const unknownName = 'governance-verify.invalid'

const nowhere = 'it has no network'

/** What there is to be reached, seen from outside the sandbox. */
export interface Surroundings {
  /** Addresses that stand for the internet; with a port where the user named one. */
  readonly outside: readonly { host: string; port?: number }[]
  readonly metadata: readonly string[]
  /** This host: its addresses, and the ports on which something listens there. */
  readonly host: { addresses: readonly string[]; tcp: readonly number[]; udp: readonly number[] }
  /** Every running container of the engine. */
  readonly containers: readonly EngineContainer[]
}

/** The service whose way out is tried. */
export interface Tried {
  readonly placement: Placement
  /** Containers that are itself: they, and what shares their network, are no way out. */
  readonly own: ReadonlySet<string>
  /** Containers that it may meet on its network: the sidecars and the forwarders. */
  readonly expected: ReadonlySet<string>
  /** Where the proxy listens for it; undefined without a network. */
  readonly proxy: string | undefined
  /** Says of a target of the proxy why it cannot be tried harmlessly; undefined when the policy denies it. */
  untriable(host: string, port: number): string | undefined
}

/** No engine has more neighbours that are worth a packet. */
const mostContainers = 64

/** Sockets by which an engine is spoken to, where images and mounts usually have them. */
const sockets = [
  '/var/run/docker.sock',
  '/run/docker.sock',
  '/run/containerd/containerd.sock',
  '/run/podman/podman.sock',
  '/run/crio/crio.sock',
  '/run/buildkit/buildkitd.sock',
]

/** Every way out that is tried from inside a service, in the order in which people ask about them. */
export function waysOut(tried: Tried, around: Surroundings): Way[] {
  const four = around.outside.filter(({ host }) => !host.includes(':'))
  const six = around.outside.filter(({ host }) => host.includes(':'))
  const each = (
    how: 'tcp' | 'udp',
    targets: readonly { host: string; port?: number }[],
    ports: readonly number[],
  ): Attempt[] =>
    targets.flatMap(({ host, port }) =>
      (port === undefined ? ports : [port]).map((one) => ({ how, host, port: one })),
    )
  const hosts = (how: 'tcp' | 'udp', ports: readonly number[]) =>
    each(
      how,
      around.host.addresses.map((host) => ({ host })),
      ports,
    )
  return [
    { id: 'outside', what: 'an address outside, directly', attempts: each('tcp', four, [443, 80]) },
    {
      id: 'outside-udp',
      what: 'an address outside, by UDP',
      attempts: each('udp', four, [443, 123]),
    },
    {
      id: 'outside-ipv6',
      what: 'an address outside, by IPv6',
      attempts: [...each('tcp', six, [443]), ...each('udp', six, [443])],
    },
    {
      id: 'resolver',
      what: 'a name server outside',
      attempts: [
        ...four.map(({ host }): Attempt => ({ how: 'udp', host, port: 53 })),
        ...four.map(({ host }): Attempt => ({ how: 'tcp', host, port: 53 })),
      ],
    },
    names(tried),
    throughProxy(tried),
    behindProxy(tried, around),
    {
      id: 'metadata',
      what: "the cloud's metadata address",
      attempts: around.metadata.map((host) => ({ how: 'tcp', host, port: 80 })),
    },
    {
      id: 'host',
      what: 'this host, on every address',
      attempts: [...hosts('tcp', around.host.tcp), ...hosts('udp', around.host.udp)],
    },
    containers(tried, around),
    {
      id: 'engine',
      what: "the engine's socket",
      attempts: sockets.map((path) => ({ how: 'socket', path })),
    },
  ]
}

function names(tried: Tried): Way {
  const way = { id: 'names', what: 'a name that is not allowed, by its name server' }
  if (tried.proxy === undefined) return { ...way, attempts: [], untried: nowhere }
  const untried = tried.untriable(unknownName, 443)
  if (untried !== undefined) return { ...way, attempts: [], untried }
  return {
    ...way,
    attempts: [
      { how: 'name', name: unknownName },
      { how: 'name', name: unknownName, server: '127.0.0.11' },
      { how: 'name', name: unknownName, server: tried.proxy },
      { how: 'name', name: 'host.docker.internal' },
    ],
  }
}

function throughProxy(tried: Tried): Way {
  const way = { id: 'proxy', what: 'a host that is not allowed, through the proxy' }
  const { proxy } = tried
  if (proxy === undefined) return { ...way, attempts: [], untried: nowhere }
  const untried = tried.untriable(unknownName, 443)
  if (untried !== undefined) return { ...way, attempts: [], untried }
  return {
    ...way,
    attempts: [
      { how: 'tunnel', proxy, authority: `${unknownName}:443` },
      { how: 'host-header', proxy, host: unknownName },
      { how: 'server-name', proxy, host: unknownName },
    ],
  }
}

function behindProxy(tried: Tried, around: Surroundings): Way {
  const way = { id: 'behind-proxy', what: 'what stands behind the proxy, through the proxy' }
  const { proxy } = tried
  if (proxy === undefined) return { ...way, attempts: [], untried: nowhere }
  const inside = [
    ...around.metadata.map((host) => ({ host, port: 80 })),
    { host: '127.0.0.1', port: 3128 },
    { host: 'governance-broker', port: 8700 },
    ...around.host.addresses.slice(0, 2).map((host) => ({ host, port: around.host.tcp[0] ?? 22 })),
  ].filter(({ host, port }) => tried.untriable(host, port) === undefined)
  if (inside.length === 0) return { ...way, attempts: [], untried: 'the policy opens all of it' }
  return {
    ...way,
    attempts: inside.map(({ host, port }) => ({
      how: 'tunnel',
      proxy,
      authority: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
    })),
  }
}

/** Other containers, wherever they are: on other networks, and on its own where nobody but the sidecars belongs. */
function containers(tried: Tried, around: Surroundings): Way {
  const shared = new Set(tried.placement.networks)
  const attempts = around.containers
    .filter(({ id, labels }) => !tried.own.has(id) && !labels.has(throwaway))
    .flatMap((container) =>
      [...container.addresses]
        .filter(([network]) => !(tried.expected.has(container.id) && shared.has(network)))
        .flatMap(([, addresses]) =>
          addresses.map((host): Attempt => ({ how: 'tcp', host, port: portOf(container) })),
        ),
    )
    .slice(0, mostContainers)
  const way = { id: 'containers', what: 'other containers of this engine', attempts }
  return attempts.length === 0 ? { ...way, untried: 'there is no other' } : way
}

const throwaway = 'ai.docker.governance.throwaway'

/** Where it answers if it can be reached; where nothing listens it refuses, which tells as much. */
function portOf({ ports, labels }: EngineContainer): number {
  switch (labels.get('ai.docker.governance.role')) {
    case 'proxy':
      return 3128
    case 'gateway':
      return 8811
    case 'broker':
      return 8700
    default:
      return ports[0] ?? 80
  }
}

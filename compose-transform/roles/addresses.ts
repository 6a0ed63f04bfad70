import { createHash } from 'node:crypto'

/** Addresses on one sandbox network. */
export interface SandboxAddresses {
  subnet: string
  proxy: string
  gateway: string
  /** What Docker may hand out by itself: the upper half, so that nothing takes a sidecar's address. */
  range: string
  /** The bridge's own address, which the bridge is told not to take. */
  bridge: string
}

/** 198.18.0.0/15 in networks of 64 addresses. It is set apart for benchmarks: no LAN and no cloud uses it. */
const slots = 2 ** (26 - 15)
const first = 198 * 2 ** 24 + 18 * 2 ** 16

/** A network that an engine has already. */
export interface EngineNetwork {
  /** The Compose project that made it, and its key in that project's file. */
  project?: string
  key?: string
  /** In CIDR form; only IPv4 matters here. */
  subnet: string
}

/**
 * Chooses a subnet for each governed service: by a hash of project and service, so that a file's networks stay the same
 * when others come and go; the next free one where two fall together. A network that the project has already keeps its
 * subnet, and what every other network of the engine has is left to it, those included that the project had and has no
 * more: an engine refuses networks that overlap.
 *
 * @param networks service → key of its sandbox network
 * @param present what the engine has; empty where none is asked
 * @throws RangeError when no subnet is free
 */
export function chooseAddresses(
  project: string,
  networks: ReadonlyMap<string, string>,
  present: readonly EngineNetwork[] = [],
): Map<string, SandboxAddresses> {
  const { others, own } = slotsOf(project, new Set(networks.values()), present)
  const chosen = new Map<string, number>()
  const taken = new Set(others)
  for (const [service, key] of networks) {
    const slot = own.get(key)
    if (slot === undefined || taken.has(slot)) continue
    chosen.set(service, slot)
    taken.add(slot)
  }
  for (const service of [...networks.keys()].sort()) {
    if (chosen.has(service)) continue
    if (taken.size >= slots) throw new RangeError(`none of ${slots} sandbox subnets is free`)
    const hash = createHash('sha256').update(`${project}\0${service}`).digest()
    let slot = hash.readUInt32BE(0) % slots
    while (taken.has(slot)) slot = (slot + 1) % slots
    chosen.set(service, slot)
    taken.add(slot)
  }
  return new Map([...chosen].map(([service, slot]) => [service, addressesOf(slot)]))
}

/** Which subnets of ours an engine's networks lie in: those that the file has by their key, the others' as a set. */
function slotsOf(
  project: string,
  keys: ReadonlySet<string>,
  present: readonly EngineNetwork[],
): { others: Set<number>; own: Map<string, number> } {
  const others = new Set<number>()
  const own = new Map<string, number>()
  for (const network of present) {
    const covered = slotsWithin(network.subnet)
    if (network.project !== project || network.key === undefined || !keys.has(network.key)) {
      for (const slot of covered) others.add(slot)
    } else if (covered.length === 1 && network.subnet === addressesOf(covered[0] ?? 0).subnet) {
      own.set(network.key, covered[0] ?? 0)
    }
  }
  return { others, own }
}

/** The subnets of ours that overlap with one in CIDR form; none for IPv6 and for what cannot be read. */
function slotsWithin(subnet: string): number[] {
  const [, a, b, c, d, bits] = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(subnet) ?? []
  if (bits === undefined || Number(bits) > 32) return []
  const address = [a, b, c, d].reduce((sum, part) => sum * 256 + Number(part), 0)
  const size = 2 ** (32 - Number(bits))
  const start = address - (address % size)
  const low = Math.max(0, Math.floor((start - first) / 64))
  const high = Math.min(slots - 1, Math.floor((start + size - 1 - first) / 64))
  return Array.from({ length: Math.max(0, high - low + 1) }, (_, at) => low + at)
}

function addressesOf(slot: number): SandboxAddresses {
  const base = first + slot * 64
  return {
    subnet: `${dotted(base)}/26`,
    proxy: dotted(base + 1),
    gateway: dotted(base + 2),
    range: `${dotted(base + 32)}/27`,
    bridge: dotted(base + 30),
  }
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
}

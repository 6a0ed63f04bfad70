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
const networks = 2 ** (26 - 15)
const first = (198 << 24) | (18 << 16)

/**
 * Chooses a network for each name, by a hash of project and name, so that a file's networks stay the same when
 * others come and go; the next free one where two fall together.
 *
 * @throws RangeError for more names than there are networks
 */
export function chooseAddresses(
  project: string,
  names: readonly string[],
): Map<string, SandboxAddresses> {
  if (names.length > networks) {
    throw new RangeError(`a project can have ${networks} sandbox networks, not ${names.length}`)
  }
  const taken = new Set<number>()
  const chosen = new Map<string, SandboxAddresses>()
  for (const name of [...names].sort()) {
    const hash = createHash('sha256').update(`${project}\0${name}`).digest()
    let slot = hash.readUInt32BE(0) % networks
    while (taken.has(slot)) slot = (slot + 1) % networks
    taken.add(slot)
    chosen.set(name, addressesOf(slot))
  }
  return chosen
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

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BadConfiguration, readConfiguration } from '../configuration.ts'
import { place } from '../runtime.ts'
import { takeInventory } from './inventory.ts'
import { leasesOf } from './leases.ts'
import { defaultLimits } from './limits.ts'
import { PinBook } from './pins.ts'
import { createUpstreams } from './upstream/upstreams.ts'

/**
 * The role `inventory` of the program, run inside the gateway's container: what servers there are, which tools they
 * have, and what is decided on each. One JSON document on standard output; nothing is written anywhere.
 */
export async function run(): Promise<number> {
  const json = process.env.GOVERNANCE_CONFIGURATION
  if (json === undefined) throw new BadConfiguration('GOVERNANCE_CONFIGURATION is not set.')
  const configuration = readConfiguration(json)
  const state = place('stateDirectory')
  const limits = { ...defaultLimits, startTime: 0, handshakeTime: 10_000 }
  const upstreams = createUpstreams({
    configuration: () => configuration,
    limits,
    proxyAuthority: join(place('certificateDirectory'), 'ca.crt'),
    serverEnvironment: undefined,
    serverDirectory: undefined,
    leases: leasesOf(configuration),
  })
  const pins = existsSync(join(state, 'pins.json')) ? new PinBook(state) : undefined
  const servers = await takeInventory({ configuration, upstreams, limits, pins })
  await new Promise<void>((resolve) => {
    process.stdout.write(`${JSON.stringify({ servers })}\n`, () => resolve())
  })
  // Connections to servers that are slow to close must not keep anybody waiting.
  process.exit(0)
}

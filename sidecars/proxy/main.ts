import { lookup } from 'node:dns/promises'
import { lifecycleEvent } from '../../audit/event.ts'
import { brokerClient } from '../broker/client.ts'
import type { Configuration } from '../configuration.ts'
import { serveControl } from '../control.ts'
import { serveHealth } from '../health.ts'
import { containerRuntime, place, runUntilSignal } from '../runtime.ts'
import { startProxy } from './start.ts'
import { makeAuthorityApart } from './tls/authority-command.ts'

const BROKER = 'governance-broker'
/** Where the broker listens; not imported from it, for that would load all of it. */
const BROKER_PORT = 8700

/** The proxy in its container. */
export async function run(_arguments: readonly string[]): Promise<void> {
  const runtime = await containerRuntime('proxy')
  const proxy = await startProxy({
    ...runtime,
    certificateDirectory: place('certificateDirectory'),
    exchange: brokerClient(`http://${BROKER}:${BROKER_PORT}`),
    upstreamLease:
      process.env[runtime.configuration.egress.upstreamProxy?.credential?.variable ?? ''],
    controlAddresses: await brokerAddresses(),
    makeAuthority: makeAuthorityApart,
  })
  await runtime.store.append(lifecycleEvent('proxy', 'start', describe(runtime.configuration)))
  const control = await serveControl('proxy', (json) =>
    runtime.replace(json, async (configuration) => {
      await proxy.reload(configuration)
      await runtime.store.append(lifecycleEvent('proxy', 'reload', describe(configuration)))
    }),
  )
  const health = await serveHealth('proxy', () => true)
  runUntilSignal(async () => {
    health.close()
    control.close()
    await proxy.close()
    await runtime.store.append(lifecycleEvent('proxy', 'stop', 'The proxy stopped.'))
    await runtime.store.close()
  })
}

/** Which policies are in force, in words for the trail. */
function describe({ services, policies }: Configuration): string {
  const each = Object.entries(services).map(([name, { policy }]) => {
    const compiled = Object.hasOwn(policies, policy) ? policies[policy] : undefined
    return `${name}: ${compiled?.names.join(', ') ?? ''} (${policy})`
  })
  return `In force: ${each.join('; ')}.`
}

/** Where the broker is, so that its network is known to be off limits. A project without credentials has none. */
async function brokerAddresses(): Promise<string[]> {
  try {
    return (await lookup(BROKER, { all: true })).map(({ address }) => address)
  } catch {
    return []
  }
}

import { access, constants } from 'node:fs/promises'
import { lifecycleEvent } from '../../audit/event.ts'
import { installBridge } from '../bridge/install.ts'
import type { Configuration } from '../configuration.ts'
import { serveControl } from '../control.ts'
import { serveHealth } from '../health.ts'
import { containerRuntime, place, runUntilSignal } from '../runtime.ts'
import { startGateway } from './gateway.ts'
import { leasesOf } from './leases.ts'
import { keepHeapSmall } from './memory.ts'

/**
 * The container role `gateway`.
 * @throws what the configuration, the trail or the addresses are wrong with: then it does not start.
 */
export async function run(_arguments: readonly string[]): Promise<void> {
  const runtime = await containerRuntime('gateway')
  const { configuration, store, stateDirectory } = runtime
  keepHeapSmall()
  await bringBridge(configuration)
  const gateway = await startGateway({
    configuration,
    store,
    stateDirectory,
    certificateDirectory: place('certificateDirectory'),
    leases: leasesOf(configuration),
  })
  const servers = Object.keys(configuration.servers).join(', ') || 'none'
  await store.append(lifecycleEvent('gateway', 'start', `MCP servers: ${servers}.`))
  const control = await serveControl('gateway', (json) =>
    runtime.replace(json, async (next) => {
      gateway.reload(next)
      const named = Object.keys(next.servers).join(', ') || 'none'
      await store.append(lifecycleEvent('gateway', 'reload', `MCP servers: ${named}.`))
    }),
  )
  const health = await serveHealth('gateway', () => true)
  runUntilSignal(async () => {
    health.close()
    control.close()
    await gateway.close()
    await store.append(lifecycleEvent('gateway', 'stop', 'The gateway stopped.'))
    await store.close()
  })
}

/** Where servers run in images of their own, the emitted file mounts the folder that they find the bridge in. */
async function bringBridge({ servers }: Configuration): Promise<void> {
  if (!Object.values(servers).some(({ url }) => url?.startsWith('tcp:'))) return
  const folder = place('bridgeDirectory')
  const isMounted = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  )
  if (isMounted) await installBridge(folder)
}

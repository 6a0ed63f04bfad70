import { serveHealth } from '../health.ts'
import { containerRuntime, place, runUntilSignal } from '../runtime.ts'
import { startGateway } from './gateway.ts'

/**
 * The container role `gateway`.
 * @throws what the configuration, the trail or the addresses are wrong with: then it does not start.
 */
export async function run(_arguments: readonly string[]): Promise<void> {
  const { configuration, store, stateDirectory } = await containerRuntime('gateway')
  const gateway = await startGateway({
    configuration,
    store,
    stateDirectory,
    certificateDirectory: place('certificateDirectory'),
  })
  const health = await serveHealth('gateway', () => true)
  runUntilSignal(async () => {
    health.close()
    await gateway.close()
    await store.close()
  })
}

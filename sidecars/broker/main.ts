import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lifecycleEvent } from '../../audit/event.ts'
import { serveControl } from '../control.ts'
import { serveHealth } from '../health.ts'
import { containerRuntime, runUntilSignal } from '../runtime.ts'
import { startBroker } from './broker.ts'
import { wayOut } from './way-out.ts'

/** Where the proxy asks. */
export const BROKER_PORT = 8700

/** The socket for administration, in memory and in this container alone. */
export function administrationSocket(): string {
  return process.env.GOVERNANCE_BROKER_SOCKET ?? join(tmpdir(), 'governance-broker.sock')
}

/** Runs the broker until it is told to stop. */
export async function run(_args: readonly string[]): Promise<void> {
  const runtime = await containerRuntime('broker')
  const egress = wayOut(runtime.configuration)
  const broker = await startBroker({
    ...runtime,
    ...(egress && { egress }),
    listen: { port: BROKER_PORT },
    administration: administrationSocket(),
  })
  const control = await serveControl('broker', (json) =>
    runtime.replace(json, async (next) => {
      broker.reconfigure(next)
      const reason = 'Leases that the policies do not allow any more are cut.'
      await runtime.store.append(lifecycleEvent('broker', 'reload', reason))
    }),
  )
  const health = await serveHealth('broker', () => broker.unlocked)
  runUntilSignal(async () => {
    health.close()
    control.close()
    await broker.close()
    await runtime.store.close()
  })
}

import { lookup } from 'node:dns/promises'
import { brokerClient } from '../broker/client.ts'
import { BROKER_PORT } from '../broker/main.ts'
import { serveHealth } from '../health.ts'
import { containerRuntime, place, runUntilSignal } from '../runtime.ts'
import { startProxy } from './start.ts'

const BROKER = 'governance-broker'

/** The proxy in its container. */
export async function run(_arguments: readonly string[]): Promise<void> {
  const runtime = await containerRuntime('proxy')
  const proxy = await startProxy({
    ...runtime,
    certificateDirectory: place('certificateDirectory'),
    exchange: brokerClient(`http://${BROKER}:${BROKER_PORT}`),
    controlAddresses: await brokerAddresses(),
  })
  await serveHealth('proxy', () => true)
  runUntilSignal(async () => {
    await proxy.close()
    await runtime.store.close()
  })
}

/** Where the broker is, so that its network is known to be off limits. A project without credentials has none. */
async function brokerAddresses(): Promise<string[]> {
  try {
    return (await lookup(BROKER, { all: true })).map(({ address }) => address)
  } catch {
    return []
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { Docker } from '../../engine/docker.ts'
import { EngineError } from '../../engine/error.ts'
import { onEvents } from '../../engine/events.ts'
import { execIn, findContainer } from '../../engine/exec.ts'

/** Name of the broker's service in every emitted file. */
export const brokerService = 'governance-broker'

/** How long a broker that was just started may take until it can be unlocked, in milliseconds. */
const startMilliseconds = 15_000

/** service → key → lease. */
export type Leases = ReadonlyMap<string, ReadonlyMap<string, string>>

/** A secret, or where the broker is to ask for it: see `readDeclaration` in the broker. */
export type SecretOrDeclaration = string | Readonly<Record<string, unknown>>

/** service → key → secret, for the keys that stand in the service's environment and no others. */
export type Secrets = ReadonlyMap<string, ReadonlyMap<string, SecretOrDeclaration>>

/**
 * Hands the secrets to the running broker over standard input, where no process list and no `docker inspect` shows
 * them, and gives the leases that stand for them. May be repeated: leases that are still valid stay the same.
 *
 * @throws EngineError when the broker does not run or refuses
 */
export async function unlock(docker: Docker, project: string, secrets: Secrets): Promise<Leases> {
  const services = [...secrets].map(([service, keys]) => [service, Object.fromEntries(keys)])
  const input = JSON.stringify({ services: Object.fromEntries(services) })
  const deadline = Date.now() + startMilliseconds
  for (;;) {
    const container = await findContainer(docker, project, brokerService)
    const answer = container
      ? await execIn(docker, container, ['node', '/sidecar.mjs', 'unlock'], { input })
      : undefined
    if (answer?.code === 0) return readLeases(answer.stdout)
    if (Date.now() > deadline) {
      throw new EngineError(
        `The credential broker could not be unlocked: ${answer?.stderr.trim() || 'it does not run'}`,
      )
    }
    await sleep(150)
  }
}

function readLeases(json: string): Leases {
  const { leases } = JSON.parse(json) as { leases: Record<string, Record<string, string>> }
  return new Map(
    Object.entries(leases).map(([service, keys]) => [service, new Map(Object.entries(keys))]),
  )
}

/**
 * Unlocks the broker again whenever it starts anew while something else goes on, such as `up --force-recreate` or an
 * attached `up` during which it is killed: a broker that was restarted has forgotten every secret.
 * Gives a function that ends this.
 */
export function keepUnlocked(docker: Docker, project: string, secrets: Secrets): () => void {
  const filters = [
    'type=container',
    'event=start',
    `label=com.docker.compose.project=${project}`,
    `label=com.docker.compose.service=${brokerService}`,
  ]
  return onEvents(docker, filters, () => {
    unlock(docker, project, secrets).catch((error: Error) => {
      process.stderr.write(`governance: ${error.message}\n`)
    })
  })
}

import pc from 'picocolors'
import { labelPrefix } from '../../compose-transform/harden/names.ts'
import type { Docker } from '../../engine/docker.ts'
import { onEvents } from '../../engine/events.ts'
import {
  findStrangers,
  type Member,
  type Membership,
  type Stranger,
} from '../../engine/strangers.ts'
import { type Applied, appliedText } from './applied.ts'
import { readAppliedFile } from './applied-file.ts'

/** After an event the engine gets this long to finish what it is at, in milliseconds. */
const calm = 1_000

/** Containers beside or in a governed project that do not belong there; none where the project is not known. */
export async function strangersOf(docker: Docker, applied: Applied): Promise<Stranger[]> {
  const text = await appliedText(applied.project)
  if (text === undefined) return []
  return findStrangers(docker, membershipIn(text, applied))
}

/** Says on standard error what does not belong, and what to do about it. Gives how many there are. */
export async function reportStrangers(docker: Docker, applied: Applied): Promise<number> {
  const strangers = await strangersOf(docker, applied)
  for (const stranger of strangers) write(stranger)
  return strangers.length
}

/**
 * Says so as it happens, until the function that it gives is called. What a plain `docker compose up` in another
 * terminal does is known within seconds.
 */
export function watchStrangers(docker: Docker, applied: Applied): () => void {
  const told = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const look = async () => {
    timer = undefined
    const strangers = await strangersOf(docker, applied).catch(() => [])
    for (const stranger of strangers) {
      const key = `${stranger.container} ${stranger.why}`
      if (!told.has(key)) write(stranger)
      told.add(key)
    }
  }
  const filters = ['type=container', 'type=network', 'event=start', 'event=connect']
  const stop = onEvents(docker, filters, () => {
    timer ??= setTimeout(look, calm)
  })
  return () => {
    stop()
    clearTimeout(timer)
  }
}

function write({ container, why, next }: Stranger): void {
  const paint = pc.createColors(process.stderr.isTTY === true && !process.env.NO_COLOR)
  process.stderr.write(`governance: ${paint.yellow(`${container} ${why}`)}\n  → ${next}\n`)
}

/** Who belongs to a project, as its applied file says. */
function membershipIn(text: string, { project, reloaded }: Applied): Membership {
  const { document } = readAppliedFile(text)
  const section = (name: string) =>
    new Map(
      Object.entries((document[name] ?? {}) as Record<string, Record<string, unknown> | null>),
    )
  const networks = section('networks')
  const engineName = (key: string) => String(networks.get(key)?.name ?? `${project}_${key}`)
  const services = [...section('services')].map(([name, service]): [string, Member] => {
    const labels = new Map(Object.entries((service?.labels ?? {}) as Record<string, string>))
    const on = service?.networks ?? {}
    const keys = Array.isArray(on) ? on.map(String) : Object.keys(on)
    return [
      name,
      {
        marked: labels.has(`${labelPrefix}project`),
        networks: new Set(keys.map(engineName)),
        digest: reloaded ? undefined : labels.get(`${labelPrefix}digest`),
      },
    ]
  })
  const own = [...networks.keys()].filter((key) => /^governance-(?!egress$)/.test(key))
  return {
    project,
    services: new Map(services),
    ownNetworks: new Set(own.map(engineName)),
  }
}

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
import { type Applied, appliedText, recall } from './applied.ts'
import { readAppliedFile } from './applied-file.ts'

/** After an event the engine gets this long to finish what it is at, in milliseconds. */
const calm = 1_000

/** Who belonged to a project by the file before this one; undefined where there was none. */
export type Earlier = Membership | undefined

/** To be asked before the file at hand is remembered. */
export async function earlierMembers(project: string): Promise<Earlier> {
  const [applied, text] = await Promise.all([recall(project), appliedText(project)])
  if (applied === undefined || text === undefined) return undefined
  try {
    return membershipIn(text, applied)
  } catch {
    return undefined // another version wrote it
  }
}

/**
 * Containers beside or in a governed project that do not belong there; none where the project is not known.
 *
 * @param earlier while a start is under way: who belonged by the file before, and may still wait to be made anew
 */
export async function strangersOf(
  docker: Docker,
  applied: Applied,
  earlier?: Earlier,
): Promise<Stranger[]> {
  const text = await appliedText(applied.project)
  if (text === undefined) return []
  const memberships = [membershipIn(text, applied), ...(earlier ? [earlier] : [])]
  return findStrangers(docker, memberships)
}

/** Says on standard error what does not belong, and what to do about it. Gives how many there are. */
export async function reportStrangers(
  docker: Docker,
  applied: Applied,
  earlier?: Earlier,
): Promise<number> {
  const strangers = await strangersOf(docker, applied, earlier)
  for (const stranger of strangers) write(stranger)
  return strangers.length
}

/**
 * Says so as it happens, until the function that it gives is called. What a plain `docker compose up` in another
 * terminal does is known within seconds.
 */
export function watchStrangers(docker: Docker, applied: Applied, earlier?: Earlier): () => void {
  const told = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const look = async () => {
    timer = undefined
    const strangers = await strangersOf(docker, applied, earlier).catch(() => [])
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

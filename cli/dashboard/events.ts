import { setTimeout as sleep } from 'node:timers/promises'
import type { AuditEvent } from '../../audit/event.ts'
import { readTrail } from '../../audit/index.ts'
import type { Source } from '../../dashboard/journal.ts'
import { localAuditDirectory } from '../state.ts'
import { containerTrail } from '../trail/sources.ts'

/** How long until the engine's trail is looked for again, when there was none or it broke off, in milliseconds. */
const again = 5_000

/** What people look at first is read first, in milliseconds back from now. */
const recent = 86_400_000
/** The rest of a long trail comes after it. */
const headStart = 1_000

/**
 * The trail of this user and that of the engine, each from a moment on and then as it grows: the last day first, then
 * what was before. The engine may start, stop and start again meanwhile: its trail is taken up where it was left, and
 * what comes twice has the same id.
 *
 * @param since in milliseconds since 1970
 */
export function followTrails(since: number, signal: AbortSignal): Source[] {
  const middle = Math.max(since, Date.now() - recent)
  const directory = localAuditDirectory()
  const sources = [
    source((onCaughtUp) =>
      readTrail(directory, { since: middle, follow: true, signal, onCaughtUp }),
    ),
    source((onCaughtUp) => followEngine(middle, signal, onCaughtUp)),
  ]
  if (since >= middle) return sources
  const before = { since, until: middle }
  return [
    ...sources,
    source(() => later(() => readTrail(directory, { ...before, signal }), signal)),
    source(() => later(() => engineEvents(before, signal), signal)),
  ]
}

function source(open: (onCaughtUp: () => void) => AsyncIterable<AuditEvent>): Source {
  let tell = () => {}
  const caughtUp = new Promise<void>((resolve) => {
    tell = resolve
  })
  return { events: open(tell), caughtUp }
}

async function* later(
  events: () => AsyncIterable<AuditEvent>,
  signal: AbortSignal,
): AsyncGenerator<AuditEvent> {
  await sleep(headStart, undefined, { signal }).catch(() => {})
  if (!signal.aborted) yield* events()
}

async function* followEngine(
  since: number,
  signal: AbortSignal,
  onCaughtUp: () => void,
): AsyncGenerator<AuditEvent> {
  let from = since
  while (!signal.aborted) {
    for await (const event of engineEvents({ since: from }, signal, onCaughtUp)) {
      from = Math.max(from, Date.parse(event.time))
      yield event
    }
    // Where no engine is, none has a past.
    onCaughtUp()
    await sleep(again, undefined, { signal }).catch(() => {})
  }
}

/** Events of the engine's trail, as long as it gives any; without `until` also those that are yet to come. */
async function* engineEvents(
  { since, until }: { since: number; until?: number },
  signal: AbortSignal,
  onCaughtUp = () => {},
): AsyncGenerator<AuditEvent> {
  const end =
    until === undefined ? ['--follow', '--tell-end'] : ['--until', new Date(until).toISOString()]
  try {
    const trail = await containerTrail()
    const words = ['--since', new Date(since).toISOString(), ...end]
    for await (const line of trail?.lines(words, signal) ?? []) {
      const said = JSON.parse(line) as AuditEvent | { caughtUp: true }
      if ('caughtUp' in said) onCaughtUp()
      else yield said
    }
  } catch {
    // What is the matter with the engine is told by its status.
  }
}

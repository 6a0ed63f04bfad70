import { setTimeout as sleep } from 'node:timers/promises'
import type { AuditEvent } from '../../audit/event.ts'
import { readTrail } from '../../audit/index.ts'
import { localAuditDirectory } from '../state.ts'
import { containerTrail } from '../trail/sources.ts'

/** How long until the engine's trail is looked for again, when there was none or it broke off, in milliseconds. */
const again = 5_000

/**
 * The trail of this user and that of the engine, each from a moment on and then as it grows. The engine may start, stop
 * and start again meanwhile: its trail is taken up where it was left, and what comes twice has the same id.
 *
 * @param since in milliseconds since 1970
 */
export function followTrails(since: number, signal: AbortSignal): AsyncIterable<AuditEvent>[] {
  return [
    readTrail(localAuditDirectory(), { since, follow: true, signal }),
    followEngine(since, signal),
  ]
}

async function* followEngine(since: number, signal: AbortSignal): AsyncGenerator<AuditEvent> {
  let from = since
  while (!signal.aborted) {
    try {
      const trail = await containerTrail()
      const words = ['--since', new Date(from).toISOString(), '--follow']
      for await (const line of trail?.lines(words, signal) ?? []) {
        const event: AuditEvent = JSON.parse(line)
        from = Math.max(from, Date.parse(event.time))
        yield event
      }
    } catch {
      // What is the matter with the engine is told by its status.
    }
    await sleep(again, undefined, { signal }).catch(() => {})
  }
}

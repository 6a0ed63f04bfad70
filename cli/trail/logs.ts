import pc from 'picocolors'
import type { AuditEvent, EventKind } from '../../audit/event.ts'
import { formatEvent, parseMoment, type TrailFilter } from '../../audit/index.ts'
import { CommandError } from '../exit.ts'
import { allEvents } from './sources.ts'

export interface LogsOptions {
  policy?: string
  service?: string
  since?: string
  until?: string
  follow?: boolean
  blocked?: boolean
  kind?: EventKind
  format: 'text' | 'json'
}

/** `governance logs`: the trail of every project, after `down` too. */
export async function logs(options: LogsOptions): Promise<number> {
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())

  let shown = 0
  for await (const event of allEvents(filterOf(options), options.follow ?? false, stop.signal)) {
    process.stdout.write(
      options.format === 'json' ? `${JSON.stringify(event)}\n` : `${paint(event)}\n`,
    )
    shown += 1
  }
  if (shown === 0 && !stop.signal.aborted) {
    process.stderr.write('governance: no events. The trail begins when an agent is started.\n')
  }
  return 0
}

function filterOf(options: LogsOptions): TrailFilter {
  const { policy, service, kind, blocked } = options
  const since = moment('--since', options.since)
  const until = moment('--until', options.until)
  return {
    ...(policy === undefined ? {} : { policy }),
    ...(service === undefined ? {} : { service }),
    ...(kind === undefined ? {} : { kind }),
    ...(blocked ? { blocked } : {}),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  }
}

function moment(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const found = parseMoment(text, Date.now())
  if (found !== undefined) return found
  throw new CommandError(
    `${flag} ${text}: it takes a length of time (24h, 7d) or a time (RFC 3339)`,
  )
}

function paint(event: AuditEvent): string {
  const line = formatEvent(event)
  if (event.decision === 'blocked') return pc.red(line)
  return event.decision === 'would-block' ? pc.yellow(line) : line
}

import { type EventKind, parseMoment, type TrailFilter } from '../../audit/index.ts'
import { CommandError } from '../exit.ts'

/** What the commands that read the trail take to narrow it. */
export interface FilterOptions {
  project?: string
  policy?: string
  service?: string
  since?: string
  until?: string
  blocked?: boolean
  kind?: EventKind
}

/**
 * The filter that options ask for.
 *
 * @throws CommandError (exit 2) for a moment that is none
 */
export function filterOf(options: FilterOptions): TrailFilter {
  const { project, policy, service, kind, blocked } = options
  const since = moment('--since', options.since)
  const until = moment('--until', options.until)
  return {
    ...(project === undefined ? {} : { project }),
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

import pc from 'picocolors'
import type { AuditEvent } from '../../audit/event.ts'
import { formatEvent } from '../../audit/index.ts'
import { CommandError } from '../exit.ts'
import { type FilterOptions, filterOf } from './filter.ts'
import { Trails } from './sources.ts'
import { summaryText } from './summary.ts'

export interface LogsOptions extends FilterOptions {
  follow?: boolean
  summary?: boolean
  format: 'text' | 'json'
}

/** `governance logs`: the trail of every project, after `down` too. */
export async function logs(options: LogsOptions): Promise<number> {
  if (options.summary) return summary(options)
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())

  const trails = await Trails.open()
  let shown = 0
  for await (const event of trails.events(filterOf(options), options.follow, stop.signal)) {
    process.stdout.write(
      options.format === 'json' ? `${JSON.stringify(event)}\n` : `${paint(event)}\n`,
    )
    shown += 1
  }
  if (shown === 0 && !stop.signal.aborted) {
    process.stderr.write(NO_EVENTS)
  }
  return 0
}

const NO_EVENTS = 'governance: no events. The trail begins when an agent is started.\n'

async function summary(options: LogsOptions): Promise<number> {
  if (options.follow) throw new CommandError('--summary counts what there is: leave out --follow')
  const rows = (await (await Trails.open()).tally(filterOf(options))).rows()
  if (options.format === 'json') process.stdout.write(`${JSON.stringify({ rows }, null, 2)}\n`)
  else if (rows.length === 0) process.stderr.write(NO_EVENTS)
  else process.stdout.write(summaryText(rows))
  return 0
}

function paint(event: AuditEvent): string {
  const line = formatEvent(event)
  if (event.decision === 'blocked') return pc.red(line)
  return event.decision === 'would-block' ? pc.yellow(line) : line
}

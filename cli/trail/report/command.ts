import type { AuditEvent } from '../../../audit/event.ts'
import { unusedPermissions } from '../../../policy/edits/index.ts'
import { usedIn } from '../../../policy/usage/index.ts'
import { findPolicy } from '../../policy/find.ts'
import { type FilterOptions, filterOf } from '../filter.ts'
import { Trails } from '../sources.ts'
import { asHtml } from './html.ts'
import { asMarkdown } from './markdown.ts'
import { type ReviewMatter, reviewOf } from './review.ts'

export interface ReportOptions extends FilterOptions {
  since: string
  format: 'markdown' | 'html'
}

/** `governance audit report`: the review of a week, for people. Exit 0 whatever it says: `audit verify` judges. */
export async function report(options: ReportOptions): Promise<number> {
  const page = reviewOf(await gather(options))
  process.stdout.write(options.format === 'html' ? asHtml(page) : asMarkdown(page))
  return 0
}

async function gather(options: ReportOptions): Promise<ReviewMatter> {
  const filter = filterOf(options)
  const { since = 0, until = Date.now(), ...who } = filter
  const trails = await Trails.open()
  const [tally, before, lifecycle, chains] = await Promise.all([
    trails.tally(filter),
    trails.tally({ ...who, until: since }),
    all(trails.events(lifecycleOf(filter))),
    trails.chains(),
  ])
  const rows = tally.rows()
  const names = new Set(rows.flatMap(({ policies }) => policies))
  const policies: ReviewMatter['policies'][number][] = []
  for (const name of [...names].sort()) {
    const found = await findPolicy(name)
    if (!found) continue
    const { file, text } = found
    policies.push({ file, unused: unusedPermissions(text, file, usedIn(rows)) })
  }
  return {
    from: day(since),
    to: day(until),
    rows,
    before: before.rows(),
    versions: tally.versions(),
    lifecycle,
    chains,
    policies,
  }
}

async function all(events: AsyncIterable<AuditEvent>): Promise<AuditEvent[]> {
  const found: AuditEvent[] = []
  for await (const event of events) found.push(event)
  return found
}

/** No policy and no service is named in the life of a sidecar. */
function lifecycleOf({ project, since, until }: ReturnType<typeof filterOf>) {
  return {
    kind: 'lifecycle' as const,
    ...(project === undefined ? {} : { project }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  }
}

function day(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10)
}

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AuditEvent } from '../../../audit/event.ts'
import type { JournalOptions } from '../../../dashboard/journal.ts'
import { type Dashboard, startDashboard } from '../../../dashboard/server.ts'
import type { Status } from '../../../dashboard/wire.ts'
import { guidePolicy } from '../../unit/policy/guide-policy.ts'
import { status as someStatus } from './scene.ts'

export interface Served {
  dashboard: Dashboard
  token: string
  /** Without the token. */
  origin: string
  /** The policy file that the dashboard knows. */
  policy: string
  policyText(): Promise<string>
  /** Adds to the trail, as if it just happened. */
  happen(...events: AuditEvent[]): void
  errors: Error[]
  close(): Promise<void>
}

export interface ServeOptions {
  events?: readonly AuditEvent[]
  status?: () => Promise<Status>
  policyText?: string
  journal?: JournalOptions
  /** Default: somebody named the policy. */
  isEditable?: boolean
}

/** A dashboard of its own on a made-up trail, with the guide's policy in a file. */
export async function serveDashboard(options: ServeOptions = {}): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'governance-dashboard-'))
  const policy = join(folder, 'governance-policy.yaml')
  await writeFile(policy, options.policyText ?? guidePolicy)
  const errors: Error[] = []
  const dashboard = await startDashboard({
    assets: pathToFileURL(new URL('../../../dist/dashboard/', import.meta.url).pathname),
    sources: () => [],
    status: options.status ?? (async () => someStatus()),
    policies: async () => [{ path: policy, isEditable: options.isEditable ?? true }],
    onError: (error) => errors.push(error),
    ...(options.journal && { journal: options.journal }),
  })
  const happen = (...events: AuditEvent[]) => {
    for (const event of events) dashboard.journal.add(event)
  }
  happen(...(options.events ?? []))
  return {
    dashboard,
    token: /#token=(.*)$/.exec(dashboard.url)?.[1] ?? '',
    origin: `http://127.0.0.1:${dashboard.port}`,
    policy,
    policyText: () => readFile(policy, 'utf8'),
    happen,
    errors,
    close: async () => {
      await dashboard.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

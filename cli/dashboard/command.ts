import { pathToFileURL } from 'node:url'
import { parseMoment } from '../../audit/index.ts'
import { startDashboard } from '../../dashboard/server.ts'
import { openDocker } from '../../engine/docker.ts'
import { dashboardPage } from '../bundle.ts'
import { CommandError, Exit } from '../exit.ts'
import { followTrails } from './events.ts'
import { openInBrowser } from './open.ts'
import { policyFiles, requirePolicies } from './policy-files.ts'
import { readStatus } from './running.ts'

export interface DashboardCommandOptions {
  port: number
  open?: boolean
  policy: string[]
  since: string
}

/** `governance dashboard`: serves the page on loopback until it is interrupted. */
export async function dashboard(options: DashboardCommandOptions): Promise<number> {
  const since = parseMoment(options.since, Date.now())
  if (since === undefined) {
    throw new CommandError(
      `--since ${options.since}: it takes a length of time (24h, 7d) or a time (RFC 3339)`,
    )
  }
  await requirePolicies(options.policy)
  const docker = openDocker()
  let projects: readonly string[] = []
  const { url, close } = await startDashboard({
    port: options.port,
    assets: pathToFileURL(`${dashboardPage}/`),
    sources: (signal) => followTrails(since, signal),
    status: async () => {
      const status = await readStatus(docker)
      // While the engine does not answer, the policies of what ran are still known.
      if (status.engine.ok) projects = status.projects.map(({ name }) => name)
      return status
    },
    policies: () => policyFiles(options.policy, projects),
    onError: ({ message }) => process.stderr.write(`governance: ${message}\n`),
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error
    throw new CommandError(
      `port ${options.port} cannot be had (${error.code}). Leave --port away: any free one does.`,
      { exitCode: Exit.machine },
    )
  })
  process.stdout.write(`${url}\n`)
  process.stderr.write('governance: open this link; Ctrl+C ends the dashboard.\n')
  const tidy = options.open ? await openInBrowser(url) : undefined
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve)
  })
  await tidy?.()
  await close()
  return Exit.fine
}

import { type Docker, openDocker } from '../../engine/docker.ts'
import { execIn, findContainer } from '../../engine/exec.ts'
import { requireEngine } from '../../engine/requirements.ts'
import type { Configuration } from '../../schemas/generated/configuration.ts'
import { CommandError, Exit } from '../exit.ts'
import { progress } from '../progress.ts'
import { appliedText, recall, remember } from './applied.ts'
import { readAppliedFile } from './applied-file.ts'
import { parseVerb } from './arguments.ts'
import { findEngineTraits } from './engine-traits.ts'
import type { ComposeOptions } from './options.ts'
import { prepare, requireOutput } from './prepare.ts'
import { needsRecreation } from './recreation.ts'
import { reportFindings } from './report.ts'
import { reportGovernance } from './summary.ts'
import { requireTrust } from './trust.ts'

const roles = ['proxy', 'gateway', 'broker'] as const

/**
 * `governance compose reload`: the policy as it is now, into the running sidecars. All of them go by it, or none does;
 * nothing is restarted, and what it denies stops on connections that are open, too.
 */
export async function reload(rest: readonly string[], options: ComposeOptions): Promise<number> {
  parseVerb('reload', rest, {})
  const docker = openDocker()
  await requireEngine(docker)
  const prepared = await prepare(options, await findEngineTraits(docker))
  await reportFindings(prepared.findings)
  const output = requireOutput(prepared, 'the policy before this one stays in force')
  const { project } = output
  await requireTrust(output, options)
  const text = (await recall(project)) && (await appliedText(project))
  if (text === undefined) throw notRunning(project)
  const [before, after] = [readAppliedFile(text), readAppliedFile(output.text)]
  const changed = needsRecreation(before, after)
  if (changed.length > 0) throw takesNewContainers(changed)
  const containers = await findSidecars(docker, project)
  await putInForce(docker, containers, after.configuration, before.configuration)
  await remember(output, { reloaded: true })
  reportGovernance(output.configuration)
  progress('this is in force now')
  return Exit.fine
}

function takesNewContainers(changed: readonly string[]): CommandError {
  const shown = changed.slice(0, 8).map((path) => `  ${path}`)
  if (changed.length > shown.length) shown.push(`  and ${changed.length - shown.length} more`)
  return new CommandError(
    [
      'more than the policy has changed, which takes new containers; nothing was changed:',
      ...shown,
      'Put it in force: governance compose up -d',
    ].join('\n'),
    { exitCode: Exit.findings },
  )
}

function notRunning(project: string): CommandError {
  return new CommandError(`${project} does not run here. Start it: governance compose up -d`, {
    exitCode: Exit.machine,
  })
}

type Sidecars = ReadonlyMap<(typeof roles)[number], string>

async function findSidecars(docker: Docker, project: string): Promise<Sidecars> {
  const found = new Map<(typeof roles)[number], string>()
  for (const role of roles) {
    const container = await findContainer(docker, project, `governance-${role}`)
    if (container === undefined) throw notRunning(project)
    found.set(role, container)
  }
  return found
}

/** Hands a configuration to every sidecar; when one refuses it, all go back to the one before. */
async function putInForce(
  docker: Docker,
  sidecars: Sidecars,
  next: Configuration,
  before: Configuration,
): Promise<void> {
  const refusals = await tell(docker, sidecars, next)
  if (refusals.size === 0) return
  // One that refused goes by the old one anyway. It is told all the same, and may refuse that, too.
  const stuck = [...(await tell(docker, sidecars, before))].filter(([role]) => !refusals.has(role))
  throw new CommandError(
    [
      stuck.length === 0
        ? 'the policy before this one stays in force:'
        : 'the sidecars do not agree any more. Make them anew: governance compose up -d --force-recreate',
      ...[...refusals, ...stuck].map(([role, why]) => `  governance-${role}: ${why}`),
    ].join('\n'),
    { exitCode: stuck.length === 0 ? Exit.findings : Exit.machine },
  )
}

/** What each sidecar that did not take the configuration said. */
async function tell(
  docker: Docker,
  sidecars: Sidecars,
  configuration: Configuration,
): Promise<Map<string, string>> {
  const input = JSON.stringify(configuration)
  const refusals = new Map<string, string>()
  await Promise.all(
    [...sidecars].map(async ([role, container]) => {
      const command = ['node', '/sidecar.mjs', 'reload', role]
      const { code, stderr } = await execIn(docker, container, command, { input })
      if (code !== 0) refusals.set(role, stderr.trim().replace(/^reload: /, ''))
    }),
  )
  return refusals
}

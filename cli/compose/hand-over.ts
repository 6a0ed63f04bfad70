import { openDocker } from '../../engine/docker.ts'
import { requireCompose } from '../../engine/requirements.ts'
import { type Applied, composeArguments, composeEnvironment, recall, remember } from './applied.ts'
import type { ComposeOptions } from './options.ts'
import { load, prepare, requireOutput } from './prepare.ts'
import { reportFindings } from './report.ts'

/**
 * Every other verb of `docker compose`, on the project that was last applied: what runs is what `down`, `logs` and
 * `exec` are about, even when the Compose file has changed or is refused by now.
 */
export async function handOver(
  verb: string,
  rest: readonly string[],
  options: ComposeOptions,
): Promise<number> {
  const applied = (await recallProject(options)) ?? (await applyNow(options))
  await requireCompose(openDocker())
  const leases = new Map(applied.leaseVariables.map((variable) => [variable, 'no-lease']))
  const docker = openDocker({ environment: composeEnvironment(leases, []) })
  return docker.inherit(composeArguments(applied, options, verb, rest))
}

async function recallProject(options: ComposeOptions): Promise<Applied | undefined> {
  const name = options.projectName ?? (await load(options)).project?.name
  return name === undefined ? undefined : recall(name)
}

/** Nothing was started yet: the verb is about the project as the files have it now. */
async function applyNow(options: ComposeOptions): Promise<Applied> {
  const prepared = await prepare(options)
  await reportFindings(prepared.findings)
  const output = requireOutput(prepared)
  const applied: Applied = {
    project: output.project,
    directory: output.directory,
    envFiles: output.envFiles,
    leaseVariables: output.keys.map(({ variable }) => variable),
  }
  await remember(applied, output.text)
  return applied
}

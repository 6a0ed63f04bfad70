import { openDocker } from '../../engine/docker.ts'
import { requireCompose } from '../../engine/requirements.ts'
import { type Applied, composeArguments, inPassing, recall } from './applied.ts'
import { environmentOf, environmentOfApplied } from './environment.ts'
import { removeLeftovers } from './leftovers.ts'
import type { ComposeOptions } from './options.ts'
import { load, prepare, requireOutput } from './prepare.ts'
import { reportFindings } from './report.ts'
import { reportStrangers } from './strangers.ts'

/** Verbs about what runs: they meet the project that was last applied, even when the file has changed or is refused by now. */
const aboutWhatRuns = new Set([
  ...['attach', 'cp', 'down', 'events', 'exec', 'images', 'kill', 'logs', 'pause', 'port', 'ps'],
  ...['rm', 'stats', 'stop', 'top', 'unpause', 'volumes', 'wait'],
])

/** Verbs by which people look at a project: they are told of what does not belong to it. */
const shown = new Set(['ps', 'logs', 'top', 'stats', 'images'])

/** Every other verb of `docker compose`, with its flags, on the hardened project. Gives its exit code. */
export async function handOver(
  verb: string,
  rest: readonly string[],
  options: ComposeOptions,
): Promise<number> {
  await requireCompose(openDocker())
  const applied = aboutWhatRuns.has(verb) ? await recallProject(options) : undefined
  if (applied) {
    const docker = openDocker({ environment: environmentOfApplied(applied) })
    if (shown.has(verb)) await reportStrangers(docker, applied)
    const code = await docker.inherit(composeArguments(applied, options, verb, rest))
    if (verb === 'down' && !options.dryRun) {
      const volumes = rest.some((word) => /^(-[a-z]*v|--volumes(=true)?$)/.test(word))
      await removeLeftovers(docker, applied, volumes ? ['network', 'volume'] : ['network'])
    }
    return code
  }
  const prepared = await prepare(options)
  await reportFindings(prepared.findings)
  const output = requireOutput(prepared)
  const docker = openDocker({ environment: environmentOf(output, undefined) })
  return docker.inherit(composeArguments(await inPassing(output), options, verb, rest))
}

async function recallProject(options: ComposeOptions): Promise<Applied | undefined> {
  const name = options.projectName ?? (await load(options)).project?.name
  return name === undefined ? undefined : recall(name)
}

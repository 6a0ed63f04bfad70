import type { GovernedProject } from '../../../compose-transform/index.ts'
import { type Docker, openDocker } from '../../../engine/docker.ts'
import { CommandError, Exit } from '../../exit.ts'
import { progress } from '../../progress.ts'
import { type Applied, composeArguments, inPassing, recall } from '../applied.ts'
import { environmentOf, environmentOfApplied } from '../environment.ts'
import type { ComposeOptions } from '../options.ts'

const sidecars = ['governance-proxy', 'governance-gateway', 'governance-broker']

/**
 * Makes sure that the sidecars run, so that there is something to be stopped by: a project need not be up to be
 * verified. Gives a function that puts things back as they were.
 */
export async function ensureSidecars(
  engine: Docker,
  options: ComposeOptions,
  output: GovernedProject,
): Promise<() => Promise<void>> {
  const { applied, environment } = await whatIsApplied(engine, output)
  const docker = openDocker({ environment })
  const compose = (verb: string, words: readonly string[]) =>
    docker.capture(composeArguments(applied, { ...options, progress: 'quiet' }, verb, words))
  const services = async (words: readonly string[]) =>
    (await compose('ps', ['--services', ...words])).stdout.split('\n').filter(Boolean)
  const present = await services(['--all'])
  const running = await services(['--status', 'running'])
  const missing = sidecars.filter((service) => !running.includes(service))
  if (missing.length === 0) return async () => {}
  progress('starting the sidecars for as long as this takes')
  // Those that run are left alone, whatever the file says by now: they are what is verified.
  const started = await compose('up', ['--detach', '--no-deps', '--no-recreate', ...missing])
  if (started.code !== 0) {
    throw new CommandError(`the sidecars did not start:\n${started.stderr.trim()}`, {
      exitCode: Exit.machine,
    })
  }
  return async () => {
    await (present.length === 0 ? compose('down', ['--timeout', '2']) : compose('stop', missing))
  }
}

/** What runs is met as it was applied, whatever the file says by now. */
async function whatIsApplied(
  docker: Docker,
  output: GovernedProject,
): Promise<{ applied: Applied; environment: NodeJS.ProcessEnv }> {
  const filter = `label=com.docker.compose.project=${output.project}`
  const present = await docker.text(['ps', '--all', '--quiet', '--filter', filter])
  const applied = present === '' ? undefined : await recall(output.project)
  return applied
    ? { applied, environment: environmentOfApplied(applied) }
    : { applied: await inPassing(output), environment: environmentOf(output, undefined) }
}

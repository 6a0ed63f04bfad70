import type { GovernedProject } from '../../compose-transform/index.ts'
import { type Docker, openDocker } from '../../engine/docker.ts'
import { findContainer } from '../../engine/exec.ts'
import { ensureImage } from '../../engine/image.ts'
import { requireCompose, requireEngine } from '../../engine/requirements.ts'
import { ensureAuditVolume } from '../../engine/volume.ts'
import { sidecarBundle } from '../bundle.ts'
import { CommandError, Exit } from '../exit.ts'
import { watchInterruption } from '../interruption.ts'
import { progress } from '../progress.ts'
import { secretsFor } from '../sources/ask.ts'
import { version } from '../version.ts'
import { type Applied, composeArguments, remember } from './applied.ts'
import { brokerService, keepUnlocked, type Leases, unlock } from './broker.ts'
import { ensureContained } from './contained.ts'
import { findEngineTraits } from './engine-traits.ts'
import { environmentOf } from './environment.ts'
import { removeLeftovers } from './leftovers.ts'
import type { ComposeOptions } from './options.ts'
import { prepare, requireOutput } from './prepare.ts'
import { reportFindings } from './report.ts'
import { type Earlier, earlierMembers, reportStrangers, watchStrangers } from './strangers.ts'
import { reportGovernance } from './summary.ts'
import { requireTrust } from './trust.ts'

/**
 * The verbs that start containers: hardens the project, makes sure of engine, image and trail, unlocks the broker,
 * and hands over to `docker compose`, whose exit code it gives.
 */
export async function start(
  verb: string,
  rest: readonly string[],
  options: ComposeOptions,
): Promise<number> {
  const docker = openDocker()
  const prepared = await prepare(options, await findEngineTraits(docker))
  await reportFindings(prepared.findings)
  const output = requireOutput(prepared)
  if (!options.dryRun) await requireTrust(output, options)
  const secrets = options.dryRun ? new Map() : await secretsFor(output)
  const earlier: Earlier = await earlierMembers(output.project)
  const { applied } = await makeReady(output, docker)

  const handOver = (leases: Leases | undefined) =>
    openDocker({ environment: environmentOf(output, leases) }).inherit(
      composeArguments(applied, options, verb, rest),
    )
  if (options.dryRun) return handOver(undefined)

  // What a plain `docker compose up` started is made anew by what follows: its configuration is another one. So is what
  // an edit of the file changed, and of that there is nothing to tell.
  await reportStrangers(docker, applied, earlier)
  const interruption = watchInterruption()
  const stops = [() => interruption.end()]
  let code: number | undefined
  try {
    await startBroker(applied, options, output)
    interruption.check()
    if (applied.reloaded) await renewSidecars(applied, options, output)
    const leases = await unlock(docker, output.project, secrets)
    interruption.check()
    stops.push(keepUnlocked(docker, output.project, secrets))
    const attached = verb === 'up' && !detaches(rest)
    if (attached) stops.push(watchStrangers(docker, applied, earlier))
    code = await handOver(leases)
    const isOver = attached || (verb === 'up' && code !== 0)
    const stopped = isOver && (await stopIdleSidecars(applied, options, output))
    // `restart` starts the broker anew as one of its last acts.
    if (!attached && !stopped && verb !== 'run') await unlock(docker, output.project, secrets)
    if (!attached) await reportStrangers(docker, applied, code === 0 ? undefined : earlier)
    if (verb === 'up' && code === 0) await removeLeftovers(docker, applied, ['network'])
    return code
  } catch (error) {
    if (code === undefined) await stopIdleSidecars(applied, options, output).catch(() => {})
    // At a terminal, `docker compose` is interrupted too, and what it says of that is not the reason.
    interruption.check()
    throw error
  } finally {
    for (const stop of stops) stop()
  }
}

/**
 * Makes sure of everything that a governed project needs of this machine, and remembers the project.
 *
 * @throws EngineError or CommandError (exit 3) that says what is lacking
 */
export async function makeReady(
  output: GovernedProject,
  docker: Docker = openDocker(),
): Promise<{ docker: Docker; applied: Applied }> {
  await makeMachineReady(docker)
  const applied = await remember(output)
  reportGovernance(output.configuration)
  return { docker, applied }
}

/** Engine, Compose, sidecar image, containment and the volume of the trail. Gives the name of the image. */
export async function makeMachineReady(docker: Docker): Promise<string> {
  await Promise.all([requireEngine(docker), requireCompose(docker)])
  const { name: image } = await ensureImage({
    docker,
    version,
    bundle: sidecarBundle,
    onProgress: progress,
  })
  await ensureContained(docker, image)
  await ensureAuditVolume(docker)
  return image
}

const detaching = new Set(['-d', '--detach', '--wait', '--no-start', '--no-attach'])

/** Whether `up` with these arguments leaves its containers running. */
function detaches(rest: readonly string[]): boolean {
  return rest.some((word) => detaching.has(word.split('=')[0] ?? ''))
}

/**
 * After an attached `up` whose services have all ended, and a start that came to nothing: sidecars that nobody needs,
 * one of which holds secrets, do not stay behind. Gives whether there were such.
 */
async function stopIdleSidecars(
  applied: Applied,
  options: ComposeOptions,
  output: GovernedProject,
): Promise<boolean> {
  const docker = openDocker({ environment: environmentOf(output, undefined) })
  const compose = (verb: string, words: readonly string[]) =>
    docker.capture(composeArguments(applied, { ...options, progress: 'quiet' }, verb, words))
  const { stdout } = await compose('ps', ['--status', 'running', '--services'])
  const running = stdout.split('\n').filter((service) => service !== '')
  const areIdle = running.every((service) => service.startsWith('governance-'))
  if (areIdle) await compose('stop', [])
  return areIdle
}

/**
 * Makes the sidecars anew after a reload. Those that run, and those that would only be started again, go by what they
 * were told last; `docker compose` sees nothing of that, and would leave them as they are when the file is what it was
 * before the reload.
 */
async function renewSidecars(
  applied: Applied,
  options: ComposeOptions,
  output: GovernedProject,
): Promise<void> {
  const sidecars = ['governance-proxy', 'governance-gateway', brokerService]
  const words = ['--detach', '--no-deps', '--force-recreate', ...sidecars]
  const docker = openDocker({ environment: environmentOf(output, undefined) })
  await docker.text(composeArguments(applied, { ...options, progress: 'quiet' }, 'up', words))
  await remember(output, { reloaded: false })
}

/** Starts the broker alone, in silence unless it fails: leases have to be there before the services that hold them. */
export async function startBroker(
  applied: Applied,
  options: ComposeOptions,
  output: GovernedProject,
): Promise<void> {
  progress('starting the credential broker')
  const docker = openDocker({ environment: environmentOf(output, undefined) })
  const compose = async (verb: string, words: readonly string[]) => {
    const quiet = { ...options, progress: 'quiet' }
    const { code, stderr } = await docker.capture(composeArguments(applied, quiet, verb, words))
    if (code === 0) return
    throw new CommandError(`the credential broker did not start:\n${stderr.trim()}`, {
      exitCode: Exit.machine,
    })
  }
  await compose('up', ['--detach', '--no-deps', brokerService])
  // One that was left locked counts as unhealthy, and `up` would give up on it at once: a fresh one gets its time.
  if (await isUnhealthy(docker, output.project)) await compose('restart', [brokerService])
}

async function isUnhealthy(docker: Docker, project: string): Promise<boolean> {
  const container = await findContainer(docker, project, brokerService)
  if (container === undefined) return false
  const format = '{{if .State.Health}}{{.State.Health.Status}}{{end}}'
  return (
    (await docker.text(['container', 'inspect', '--format', format, container])) === 'unhealthy'
  )
}

import { openDocker } from '../../engine/docker.ts'
import { ensureImage } from '../../engine/image.ts'
import { requireCompose, requireEngine } from '../../engine/requirements.ts'
import { ensureAuditVolume } from '../../engine/volume.ts'
import { sidecarBundle } from '../bundle.ts'
import { CommandError, Exit } from '../exit.ts'
import { progress } from '../progress.ts'
import { version } from '../version.ts'
import { type Applied, composeArguments, composeEnvironment, remember } from './applied.ts'
import { type ByServiceAndKey, brokerService, keepUnlocked, unlock } from './broker.ts'
import { ensureContained } from './contained.ts'
import type { ComposeOptions } from './options.ts'
import { prepare, requireOutput } from './prepare.ts'
import { reportFindings } from './report.ts'
import { reportGovernance } from './summary.ts'

/**
 * The verbs that start containers: hardens the project, makes sure of engine, image and trail, unlocks the broker,
 * and hands over to `docker compose`, whose exit code it gives.
 */
export async function start(
  verb: string,
  rest: readonly string[],
  options: ComposeOptions,
): Promise<number> {
  const prepared = await prepare(options)
  await reportFindings(prepared.findings)
  const output = requireOutput(prepared)
  const docker = openDocker()
  await Promise.all([requireEngine(docker), requireCompose(docker)])

  const { name: image } = await ensureImage({
    docker,
    version,
    bundle: sidecarBundle,
    onProgress: progress,
  })
  await ensureContained(docker, image)
  await ensureAuditVolume(docker)

  const applied: Applied = {
    project: output.project,
    directory: output.directory,
    envFiles: output.envFiles,
    leaseVariables: output.keys.map(({ variable }) => variable),
  }
  await remember(applied, output.text)
  reportGovernance(output.configuration)

  const run = (environment: NodeJS.ProcessEnv, word: string, words: readonly string[]) =>
    openDocker({ environment }).inherit(composeArguments(applied, options, word, words))
  if (options.dryRun) return run(environmentWith(output, undefined), verb, rest)

  await startBroker(applied, options, environmentWith(output, undefined))
  const leases = await unlock(docker, output.project, output.secrets)
  const stop = keepUnlocked(docker, output.project, output.secrets)
  try {
    const code = await run(environmentWith(output, leases), verb, rest)
    // `restart` and the like start the broker anew as their last act.
    if (code === 0 && verb !== 'run') await unlockIfRunning(docker, output)
    return code
  } finally {
    stop()
  }
}

type Output = ReturnType<typeof requireOutput>

/** Starts the broker alone, in silence unless it fails: leases have to be there before the services that hold them. */
async function startBroker(
  applied: Applied,
  options: ComposeOptions,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  progress('starting the credential broker')
  const words = ['--detach', '--no-deps', brokerService]
  const quiet = { ...options, progress: 'quiet' }
  const { code, stderr } = await openDocker({ environment }).capture(
    composeArguments(applied, quiet, 'up', words),
  )
  if (code !== 0) {
    throw new CommandError(`the credential broker did not start:\n${stderr.trim()}`, {
      exitCode: Exit.machine,
    })
  }
}

async function unlockIfRunning(
  docker: ReturnType<typeof openDocker>,
  output: Output,
): Promise<void> {
  await unlock(docker, output.project, output.secrets).catch(() => {
    // `up` that was attached has ended, and the broker with it: there is nothing to unlock.
  })
}

/** The environment of `docker compose`, with the leases, or with a word in their place where none is handed out. */
function environmentWith(output: Output, leases: ByServiceAndKey | undefined): NodeJS.ProcessEnv {
  const variables = output.keys.map(({ service, key, variable }): [string, string] => [
    variable,
    leases ? leaseOf(leases, service, key) : 'no-lease',
  ])
  return composeEnvironment(
    new Map(variables),
    output.keys.map(({ key }) => key),
  )
}

function leaseOf(leases: ByServiceAndKey, service: string, key: string): string {
  const lease = leases.get(service)?.get(key)
  if (lease !== undefined) return lease
  throw new CommandError(`the broker gave no lease of ${key} for ${service}`, {
    exitCode: Exit.machine,
  })
}

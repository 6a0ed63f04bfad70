import { type ChildProcess, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { constants } from 'node:os'
import type { GovernedProject } from '../../compose-transform/index.ts'
import { type Docker, openDocker } from '../../engine/docker.ts'
import type { Applied } from '../compose/applied.ts'
import { composeArguments } from '../compose/applied.ts'
import { type Leases, unlock } from '../compose/broker.ts'
import { environmentOf } from '../compose/environment.ts'
import type { ComposeOptions } from '../compose/options.ts'
import { makeReady, startBroker } from '../compose/start.ts'
import { CommandError, Exit } from '../exit.ts'
import { watchInterruption } from '../interruption.ts'
import { ownProgram } from '../plugin/folder.ts'
import { progress } from '../progress.ts'
import { secretsFor } from '../sources/ask.ts'
import { service } from './project.ts'
import { removeRun } from './remove.ts'
import type { RunRequest } from './request.ts'
import { ensureVolumes } from './volumes.ts'

/** What `docker run` ends with when the container could not be started. */
const notStarted = 125

/** `docker compose` in silence: what it did not do, it says in the error. */
const quiet: ComposeOptions = { file: [], profile: [], envFile: [], progress: 'quiet' }

/** Runs the governed project of one container, and gives what `docker run` would have given. */
export async function startRun(
  request: RunRequest,
  output: GovernedProject,
  volumes: readonly string[],
): Promise<number> {
  const secrets = await secretsFor(output)
  const { docker, applied } = await makeReady(output)
  const interruption = watchInterruption()
  let leaving = false
  let made = false
  try {
    await ensureImageOfUser(docker, request)
    await ensureVolumes(docker, volumes)
    await startBroker(applied, quiet, output)
    interruption.check()
    const leases = await unlock(docker, output.project, secrets)
    await startSidecars(applied, output, leases)
    interruption.check()
    const container = new RunContainer(docker, applied, output, leases, request)
    made = true
    const code = request.detach ? await container.detached() : await container.attached()
    leaving = await container.isRunning()
    return code
  } finally {
    if (!leaving) await leave(docker, applied, request.remove || !made)
    else if (request.remove) removeAtItsEnd(applied.project)
    else progress(`it goes on, and so do its sidecars. ${removal(applied)}`)
    interruption.end()
  }
}

/**
 * With --rm, and where no container was made, nothing is left but the trail; else the container is, and sidecars that
 * nobody needs are stopped.
 */
async function leave(docker: Docker, applied: Applied, nothing: boolean): Promise<void> {
  if (nothing) return removeRun(docker, applied.project)
  await docker.capture(composeArguments(applied, quiet, 'stop', ['--timeout', '1']))
  progress(`the container is kept. ${removal(applied)}`)
}

function removal({ project }: Applied): string {
  return `Remove it: governance compose -p ${project} down -v`
}

/** Whoever detached from the container has gone by then: a process of its own waits for the end. */
function removeAtItsEnd(project: string): void {
  spawn(process.execPath, [ownProgram, '__remove-run', project], {
    detached: true,
    stdio: 'ignore',
  }).unref()
}

/** Pulls the image as docker does: when it is not there, or always. */
async function ensureImageOfUser(docker: Docker, request: RunRequest): Promise<void> {
  const { image, pull, quiet: silent } = request
  const there =
    (await docker.capture(['image', 'inspect', '--format', '{{.Id}}', image])).code === 0
  if (pull === 'never' && !there) {
    throw new CommandError(`there is no image ${image} on this machine, and --pull is never`, {
      exitCode: notStarted,
    })
  }
  if (there && pull !== 'always') return
  const platform = request.given.findLast(({ name }) => name === '--platform')?.value
  const child = docker.start(
    [
      'pull',
      ...(silent ? ['--quiet'] : []),
      ...(platform === undefined ? [] : ['--platform', platform]),
      image,
    ],
    // Standard output belongs to the container.
    { stdio: ['ignore', 2, 'inherit'] },
  )
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (status) => resolve(status ?? 1))
  })
  if (code !== 0) {
    throw new CommandError(`the image ${image} could not be pulled`, { exitCode: notStarted })
  }
}

async function startSidecars(
  applied: Applied,
  output: GovernedProject,
  leases: Leases,
): Promise<void> {
  progress('starting the sidecars')
  const { services } = output.model as { services: Record<string, unknown> }
  const sidecars = Object.keys(services).filter((name) => name !== service)
  await composeQuietly(applied, output, leases, 'up', [
    ...['--detach', '--wait', '--no-deps', '--no-recreate'],
    ...sidecars,
  ])
}

async function composeQuietly(
  applied: Applied,
  output: GovernedProject,
  leases: Leases,
  verb: string,
  words: readonly string[],
): Promise<void> {
  const docker = openDocker({ environment: environmentOf(output, leases) })
  const { code, stderr } = await docker.capture(composeArguments(applied, quiet, verb, words))
  if (code !== 0) throw new CommandError(stderr.trim(), { exitCode: notStarted })
}

const allSignals = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const

/** The container of one call. */
class RunContainer {
  private readonly docker: Docker
  private readonly applied: Applied
  private readonly output: GovernedProject
  private readonly leases: Leases
  private readonly request: RunRequest
  private id = ''

  constructor(
    docker: Docker,
    applied: Applied,
    output: GovernedProject,
    leases: Leases,
    request: RunRequest,
  ) {
    this.docker = docker
    this.applied = applied
    this.output = output
    this.leases = leases
    this.request = request
  }

  /** `-d`: prints its id, as docker does. */
  async detached(): Promise<number> {
    await this.create()
    const { code, stderr } = await this.docker.capture(['start', this.id])
    if (code !== 0) {
      process.stderr.write(stderr)
      return this.startFailure()
    }
    process.stdout.write(`${this.id}\n`)
    return Exit.fine
  }

  /** On this process's own standard input, output and error. */
  async attached(): Promise<number> {
    const { interactive, tty, detachKeys } = this.request
    // Only `compose run` makes a container that sees the end of a standard input which is no terminal.
    if (interactive && !tty) return this.piped()
    await this.create()
    const words = [
      ...['start', '--attach'],
      ...(interactive ? ['--interactive'] : []),
      ...(detachKeys === undefined ? [] : ['--detach-keys', detachKeys]),
      this.id,
    ]
    // `docker start` takes a signal for its own end. What is typed at the terminal must not reach it by itself either:
    // without standard input it needs no terminal, and with -it nothing that is typed is a signal.
    const child = interactive
      ? this.docker.start(words, { stdio: 'inherit' })
      : this.docker.start(words, { stdio: ['ignore', 'inherit', 'inherit'], detached: true })
    const code = await this.untilEnd(child, this.id, allSignals)
    return (await this.wasStarted()) ? code : this.startFailure()
  }

  async isRunning(): Promise<boolean> {
    return this.id !== '' && (await this.inspect('{{.State.Running}}')) === 'true'
  }

  private async create(): Promise<void> {
    const words = ['--no-recreate', service]
    await composeQuietly(this.applied, this.output, this.leases, 'create', words)
    await this.find()
  }

  private async find(): Promise<void> {
    const filters = [
      `label=com.docker.compose.project=${this.applied.project}`,
      `label=com.docker.compose.service=${service}`,
    ].flatMap((filter) => ['--filter', filter])
    this.id = (await this.docker.text(['ps', '-aq', '--no-trunc', ...filters])).split('\n')[0] ?? ''
    const { cidFile } = this.request
    if (cidFile !== undefined && this.id !== '') {
      await writeFile(cidFile, this.id, { flag: 'wx' }).catch((error: Error) => {
        throw new CommandError(`run --cidfile ${cidFile}: ${error.message}`)
      })
    }
  }

  private async piped(): Promise<number> {
    const { name } = this.request
    const container = name ?? `${this.applied.project}-${service}-1`
    const docker = openDocker({ environment: environmentOf(this.output, this.leases) })
    const words = ['--no-deps', '-T', '--name', container, service]
    const child = docker.start(composeArguments(this.applied, quiet, 'run', words), {
      stdio: 'inherit',
    })
    // At a terminal the kernel itself hands on to compose what is typed, and compose to the container.
    const terminal = process.stdout.isTTY || process.stderr.isTTY
    const code = await this.untilEnd(
      child,
      container,
      terminal ? ['SIGTERM', 'SIGHUP'] : allSignals,
    )
    await this.find()
    return this.id === '' ? notStarted : (await this.wasStarted()) ? code : this.startFailure()
  }

  /** Waits for whoever is attached, and meanwhile hands signals on to the container. */
  private untilEnd(
    child: ChildProcess,
    container: string,
    signals: readonly NodeJS.Signals[],
  ): Promise<number> {
    const forward = (signal: NodeJS.Signals) => {
      this.docker.capture(['kill', '--signal', signal, container]).catch(() => {})
    }
    for (const signal of signals) process.on(signal, forward)
    return new Promise<number>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (status, signal) =>
        resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal])),
      )
    }).finally(() => {
      for (const signal of signals) process.off(signal, forward)
    })
  }

  private async wasStarted(): Promise<boolean> {
    return (await this.inspect('{{.State.Status}}')) !== 'created'
  }

  /** 126 and 127 when its command cannot be run or is not there; 125 for everything else. */
  private async startFailure(): Promise<number> {
    return Number(await this.inspect('{{.State.ExitCode}}')) || notStarted
  }

  private async inspect(format: string): Promise<string> {
    const { stdout } = await this.docker.capture(['inspect', '--format', format, this.id])
    return stdout.trim()
  }
}

import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { Readable } from 'node:stream'
import { EngineError, howToReachAnEngine } from './error.ts'

/** What a captured call of `docker` gave. */
export interface Captured {
  /** Its exit code; 128 and the signal's number when a signal ended it. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface CaptureOptions {
  /** Goes to its standard input, which is else empty. */
  readonly input?: string | Buffer | Readable
  /** In milliseconds; then it is ended, and the call fails. Without it there is no limit. */
  readonly timeout?: number
  readonly signal?: AbortSignal
}

/**
 * The `docker` command line of this machine. Which engine it talks to is its own affair: DOCKER_HOST, DOCKER_CONTEXT
 * and the current context count as they always do.
 */
export interface Docker {
  /**
   * Runs it and waits for its end, whatever the exit code.
   * @throws EngineError when there is no `docker`, or the time is up.
   */
  capture(args: readonly string[], options?: CaptureOptions): Promise<Captured>
  /**
   * Runs it and gives its standard output without the last line break.
   * @throws EngineError with what it said when its exit code is not 0.
   */
  text(args: readonly string[], options?: CaptureOptions): Promise<string>
  /**
   * Runs it on this process's own standard input, output and error, hands signals on, and gives its exit code.
   * `environment` is added for this call alone: that is how leases reach `docker compose`.
   */
  inherit(args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<number>
  /** Starts it, for callers that stream. The caller handles `error`. */
  start(args: readonly string[], options: SpawnOptions): ChildProcess
}

export interface DockerOptions {
  /** Default: this process's. */
  readonly environment?: NodeJS.ProcessEnv
  /** Default: `docker`, looked up in PATH. */
  readonly program?: string
}

/** What is said where there is no `docker`. */
export const dockerIsMissing =
  'docker was not found on this machine. Install Docker Engine 20.10 or newer with Compose v2 ' +
  '(https://docs.docker.com/engine/install/), or run the command under "governance exec", which needs no Docker.'

/** Gives the `docker` of this machine. Nothing is run yet. */
export function openDocker(options: DockerOptions = {}): Docker {
  const program = options.program ?? 'docker'
  const environment = options.environment ?? process.env

  const start = (args: readonly string[], spawnOptions: SpawnOptions): ChildProcess =>
    spawn(program, args, { env: environment, ...spawnOptions })

  const capture = (args: readonly string[], how: CaptureOptions = {}): Promise<Captured> =>
    new Promise((resolve, reject) => {
      const child = start(args, {
        stdio: ['pipe', 'pipe', 'pipe'],
        ...(how.signal === undefined ? {} : { signal: how.signal }),
      })
      const output: Buffer[] = []
      const errors: Buffer[] = []
      child.stdout?.on('data', (part: Buffer) => output.push(part))
      child.stderr?.on('data', (part: Buffer) => errors.push(part))
      feed(child, how.input)
      let late = false
      const timer =
        how.timeout === undefined
          ? undefined
          : setTimeout(() => {
              late = true
              child.kill('SIGKILL')
            }, how.timeout)
      child.once('error', (error) => {
        clearTimeout(timer)
        reject(startError(error))
      })
      child.once('close', (status, signal) => {
        clearTimeout(timer)
        if (late) {
          reject(new EngineError(`docker ${args[0]} gave no answer in ${how.timeout} ms.`))
          return
        }
        resolve({
          code: exitCode(status, signal),
          stdout: Buffer.concat(output).toString('utf8'),
          stderr: Buffer.concat(errors).toString('utf8'),
        })
      })
    })

  return {
    start,
    capture,
    text: async (args, how) => {
      const { code, stdout, stderr } = await capture(args, how)
      if (code !== 0) throw new EngineError(failure(args, code, stderr))
      return stdout.replace(/\r?\n$/, '')
    },
    inherit: (args, added) => {
      const child = start(args, { stdio: 'inherit', env: { ...environment, ...added } })
      return withSignals(child)
    },
  }
}

/**
 * Waits for a program that has our terminal, and gives its exit code. What ends us by a signal has to end it first,
 * in its own way: `docker compose up` stops its containers then.
 */
function withSignals(child: ChildProcess): Promise<number> {
  // At a terminal the kernel sends an interrupt to every program of the group. Sent on, it would arrive twice, and
  // the second one tells `docker compose` to kill instead of stop.
  const terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  const handlers = (['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => {
    const typed = signal === 'SIGINT' || signal === 'SIGQUIT'
    const handler = () => {
      if (!(typed && terminal)) child.kill(signal)
    }
    process.on(signal, handler)
    return () => process.off(signal, handler)
  })
  return new Promise<number>((resolve, reject) => {
    child.once('error', (error) => reject(startError(error)))
    child.once('exit', (status, signal) => resolve(exitCode(status, signal)))
  }).finally(() => {
    for (const remove of handlers) remove()
  })
}

function feed(child: ChildProcess, input: CaptureOptions['input']): void {
  const stdin = child.stdin
  if (stdin === null) return
  stdin.on('error', () => {}) // it may end without reading all; its exit code tells
  if (input instanceof Readable) {
    input.once('error', () => child.kill('SIGKILL'))
    input.pipe(stdin)
  } else {
    stdin.end(input)
  }
}

function startError(error: Error): Error {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT') return new EngineError(dockerIsMissing)
  if (code === 'ABORT_ERR') return error
  return new EngineError(`docker cannot be started: ${error.message}`)
}

function exitCode(status: number | null, signal: NodeJS.Signals | null): number {
  if (status !== null) return status
  return 128 + (signal === null ? 0 : constants.signals[signal])
}

function failure(args: readonly string[], code: number, stderr: string): string {
  const said = stderr
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !line.startsWith("See 'docker"))
    .slice(-6)
    .join('\n')
  if (said.startsWith('Cannot connect to the Docker daemon'))
    return `${said}\n${howToReachAnEngine}`
  return said === '' ? `docker ${args[0]} ended with ${code}.` : `docker ${args[0]}: ${said}`
}

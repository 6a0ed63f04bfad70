import { spawn } from 'node:child_process'
import { LONGEST_SECRET, type SecretForm, secretOf } from './local.ts'
import { type Source, SourceFailure } from './source.ts'

/** How a command is run that prints a secret. */
export interface CommandOptions {
  form?: SecretForm
  /** Where it runs. Default: where this process does. */
  directory?: string
  environment?: NodeJS.ProcessEnv
  /** How long it may take, in milliseconds. Default: two minutes, for it may ask for a password or a finger. */
  patience?: number
  /** Whether it may read what the caller types. Default: yes. */
  standardInput?: 'inherit' | 'ignore'
  /** Takes what it said on standard error, with the secret redacted, when it has ended. Default: nobody. */
  say?: (text: string) => void
}

const PATIENCE_MS = 120_000
/** One that does not end when it is asked to is ended. */
const LAST_PATIENCE_MS = 2_000
const LONGEST_COMPLAINT = 16 * 1024
const REDACTED = '<secret>'

/**
 * What a command prints: `gh auth token`, `op read op://…`, `vault kv get -field=token …`. Run without a shell. It may
 * ask on the terminal. What it says on standard error is shown once it has ended: only then is it known which part of
 * that is the secret.
 */
export function commandSource(
  command: readonly [string, ...string[]],
  options: CommandOptions = {},
): Source {
  const { form = 'line', say } = options
  const [program] = command
  return {
    kind: 'command',
    async fetch() {
      const { stdout, stderr, failure } = await outputOf(command, options)
      const said = withoutSecret(stderr, stdout)
      if (said !== '') say?.(said)
      if (failure) throw failure
      return { secret: secretOf(stdout, `the output of ${program}`, form) }
    },
  }
}

interface Output {
  stdout: string
  stderr: string
  failure: SourceFailure | undefined
}

function outputOf(
  [program, ...args]: readonly [string, ...string[]],
  { directory, environment, patience = PATIENCE_MS, standardInput = 'inherit' }: CommandOptions,
): Promise<Output> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: [standardInput, 'pipe', 'pipe'],
      ...(directory === undefined ? {} : { cwd: directory }),
      ...(environment === undefined ? {} : { env: environment }),
    })
    const printed = collect(child.stdout, LONGEST_SECRET)
    const complained = collect(child.stderr, LONGEST_COMPLAINT)
    let late = false
    const stop = () => {
      child.kill()
      // Children of its own may hold its output open for as long as they like.
      setTimeout(() => child.kill('SIGKILL'), LAST_PATIENCE_MS).unref()
      child.stdout.destroy()
      child.stderr.destroy()
    }
    const timer = setTimeout(() => {
      late = true
      stop()
    }, patience)
    child.stdout.on('data', () => {
      if (printed.isTooLong()) stop()
    })
    const end = (problem: [message: string, passing: boolean] | undefined) => {
      clearTimeout(timer)
      const failure = problem && new SourceFailure(problem[0], { passing: problem[1] })
      resolve({ stdout: printed.text(), stderr: complained.text(), failure })
    }
    child.once('error', () => end([`${program} cannot be run. Is it installed?`, false]))
    child.once('close', (code, signal) => {
      if (printed.isTooLong()) end([`${program} printed more than a secret.`, false])
      else if (late) end([`${program} took longer than ${patience / 1000} seconds.`, true])
      else if (signal !== null) end([`${program} was stopped (${signal}).`, true])
      else if (code !== 0) end([`${program} ended with exit code ${code}.`, true])
      else end(undefined)
    })
  })
}

function collect(stream: NodeJS.ReadableStream, most: number) {
  const chunks: Buffer[] = []
  let length = 0
  stream.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length <= most) chunks.push(chunk)
  })
  stream.on('error', () => {})
  return {
    isTooLong: () => length > most,
    text: () => Buffer.concat(chunks).toString('utf8'),
  }
}

/** What a command complained of, without what it printed: a tool in verbose mode says the token twice. */
function withoutSecret(complaint: string, printed: string): string {
  const lines = printed.split('\n').map((line) => line.trim())
  return lines
    .filter((line) => line.length >= 4)
    .reduce((text, line) => text.replaceAll(line, REDACTED), complaint)
}

import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

/** A child that does not end when its input does is told to, and then made to. */
const END_TIME = 1_200

export interface ChildOptions {
  command: readonly string[]
  /** All of it: a child inherits nothing. */
  environment: NodeJS.ProcessEnv
  directory: string | undefined
  /** `discard`: what it logs is read and dropped, because a pipe that nobody reads would stop it. */
  errors: 'discard' | 'inherit'
}

/** A program that speaks over its standard input and output. What it starts ends with it. */
export class Child {
  readonly input: Writable
  readonly output: Readable
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable | null>
  #isGone = false

  /** @param gone called once, with what ended it in words */
  constructor(options: ChildOptions, gone: (reason: string) => void) {
    const [program = '', ...words] = options.command
    this.#process = spawn(program, words, {
      env: options.environment,
      stdio: ['pipe', 'pipe', options.errors === 'inherit' ? 'inherit' : 'pipe'],
      // A group of its own, so that what it starts ends with it.
      detached: true,
      ...(options.directory === undefined ? {} : { cwd: options.directory }),
    }) as ChildProcessByStdio<Writable, Readable, Readable | null>
    this.input = this.#process.stdin
    this.output = this.#process.stdout
    this.#process.stderr?.resume()
    const end = (reason: string): void => {
      if (this.#isGone) return
      this.#isGone = true
      gone(reason)
    }
    this.#process.on('error', () => end('could not be started'))
    this.#process.on('close', (code, signal) => end(`has ended (${signal ?? `exit code ${code}`})`))
  }

  get isGone(): boolean {
    return this.#isGone
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this.#process
    if (pid === undefined || this.#isGone) return
    try {
      process.kill(-pid, signal)
    } catch {
      this.#process.kill(signal)
    }
  }

  /** Ends it in order: its input first, then by signals. Resolves when it is gone. */
  async end(): Promise<void> {
    if (this.#isGone) return
    const gone = new Promise<void>((resolve) => this.#process.once('close', () => resolve()))
    this.input.end()
    const term = setTimeout(() => this.kill('SIGTERM'), END_TIME / 2)
    const kill = setTimeout(() => this.kill('SIGKILL'), END_TIME)
    await gone
    clearTimeout(term)
    clearTimeout(kill)
  }
}

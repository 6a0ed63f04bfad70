import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { upstreamError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Outgoing, Wire, WireEvents } from './wire.ts'

/** A child that does not end when its input does is told to, and then made to. */
const END_TIME = 1_200

export interface StdioOptions {
  server: string
  command: readonly string[]
  /** All of it: a child inherits nothing. */
  environment: Record<string, string>
  directory: string | undefined
  limits: Limits
  events: WireEvents
  /** Called once, when the child is gone. */
  ended(): void
}

/** A server that is a child process: one message a line on its standard input and output. */
export class StdioWire implements Wire {
  readonly #options: StdioOptions
  readonly #child: ChildProcessWithoutNullStreams
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  #parts: string[] = []
  #length = 0
  #isGone = false

  constructor(options: StdioOptions) {
    this.#options = options
    const [program = '', ...words] = options.command
    this.#child = spawn(program, words, {
      env: options.environment,
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own, so that what it starts ends with it.
      detached: true,
      ...(options.directory === undefined ? {} : { cwd: options.directory }),
    })
    // What it logs is its own affair; a pipe that nobody reads would stop it.
    this.#child.stderr.resume()
    this.#child.stdin.on('error', () => this.#lose('closed its input'))
    this.#child.stdout.on('data', (chunk: Buffer) => this.#receive(chunk))
    this.#child.on('error', () => this.#gone('could not be started'))
    this.#child.on('close', (code, signal) =>
      this.#gone(`has ended (${signal ?? `exit code ${code}`})`),
    )
  }

  #receive(chunk: Buffer): void {
    let text: string
    try {
      text = this.#decoder.decode(chunk, { stream: true })
    } catch {
      this.#stop('sent something that is not UTF-8')
      return
    }
    const lines = text.split('\n')
    for (const [index, line] of lines.entries()) {
      this.#parts.push(line)
      this.#length += line.length
      if (this.#length > this.#options.limits.messageBytes) {
        this.#stop('sent a message larger than the limit')
        return
      }
      if (index === lines.length - 1) return
      const whole = this.#parts.join('')
      this.#parts = []
      this.#length = 0
      // A server that prints a banner is not one that cannot be used.
      if (whole.trimStart().startsWith('{') || whole.trimStart().startsWith('['))
        this.#options.events.message(whole, undefined)
    }
  }

  #lose(reason: string): void {
    this.#options.events.lost(reason)
  }

  #stop(reason: string): void {
    this.#lose(reason)
    this.#child.stdout.destroy()
    this.#kill('SIGKILL')
  }

  #gone(reason: string): void {
    if (this.#isGone) return
    this.#isGone = true
    this.#lose(reason)
    this.#options.ended()
  }

  #kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this.#child
    if (pid === undefined || this.#isGone) return
    try {
      process.kill(-pid, signal)
    } catch {
      this.#child.kill(signal)
    }
  }

  async send(message: Outgoing, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    if (this.#isGone || !this.#child.stdin.writable)
      throw upstreamError(this.#options.server, 'has ended')
    if (this.#child.stdin.writableLength > this.#options.limits.messageBytes) {
      throw upstreamError(this.#options.server, 'does not read what it is sent')
    }
    this.#child.stdin.write(`${message.text}\n`)
  }

  listen(): void {
    // Everything comes on the one pipe.
  }

  agreed(): void {
    // Nothing on a pipe depends on the revision.
  }

  async close(): Promise<void> {
    if (this.#isGone) return
    const gone = new Promise<void>((resolve) => this.#child.once('close', () => resolve()))
    this.#child.stdin.end()
    const term = setTimeout(() => this.#kill('SIGTERM'), END_TIME / 2)
    const kill = setTimeout(() => this.#kill('SIGKILL'), END_TIME)
    await gone
    clearTimeout(term)
    clearTimeout(kill)
  }
}

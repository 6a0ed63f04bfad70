import { connect } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import { upstreamError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Signal } from '../signal.ts'
import { Child } from './child.ts'
import { connectFailure } from './dial.ts'
import { createLineReader } from './lines.ts'
import type { Outgoing, Wire, WireEvents } from './wire.ts'

/** A way to a program's standard input and output. */
interface Pipe {
  input: Writable
  output: Readable
  readonly isGone: boolean
  /** At once, because of what it sent. */
  break(): void
  /** In order. */
  end(): Promise<void>
}

export interface PipeOptions {
  server: string
  limits: Limits
  events: WireEvents
  /** Called once, when the program is gone. */
  ended(): void
}

/** A server on standard input and output: one message a line, and everything on one pipe. */
class PipeWire implements Wire {
  readonly #options: PipeOptions
  readonly #pipe: Pipe
  /** What is sent in this turn of the event loop, by whichever requests: it goes out in one write. */
  #outgoing = ''

  constructor(options: PipeOptions, open: (gone: (reason: string) => void) => Pipe) {
    this.#options = options
    const { events, limits } = options
    this.#pipe = open((reason) => {
      events.lost(reason)
      options.ended()
    })
    const read = createLineReader(limits.messageBytes, (text) => events.message(text, undefined))
    this.#pipe.input.on('error', () => events.lost('closed its input'))
    this.#pipe.output.on('data', (chunk: Buffer) => {
      const trouble = read(chunk)
      if (trouble === undefined) return
      events.lost(trouble)
      this.#pipe.break()
    })
  }

  async send(message: Outgoing, signal: Signal): Promise<void> {
    if (signal.aborted) return
    const { server, limits } = this.#options
    const { input, isGone } = this.#pipe
    if (isGone || !input.writable) throw upstreamError(server, 'has ended')
    if (input.writableLength + this.#outgoing.length > limits.messageBytes)
      throw upstreamError(server, 'does not read what it is sent')
    if (this.#outgoing === '') process.nextTick(() => this.#flush())
    this.#outgoing += `${message.text}\n`
  }

  #flush(): void {
    const text = this.#outgoing
    this.#outgoing = ''
    if (text !== '' && this.#pipe.input.writable) this.#pipe.input.write(text)
  }

  listen(): void {
    // Everything comes on the one pipe.
  }

  agreed(): void {
    // Nothing on a pipe depends on the revision.
  }

  close(): Promise<void> {
    this.#flush()
    return this.#pipe.end()
  }
}

/** A server that is a child of this process. */
export function childWire(
  options: PipeOptions,
  command: readonly string[],
  environment: Record<string, string>,
  directory: string | undefined,
): Wire {
  return new PipeWire(options, (gone) => {
    const child = new Child({ command, environment, directory, errors: 'discard' }, gone)
    return {
      input: child.input,
      output: child.output,
      get isGone() {
        return child.isGone
      },
      break() {
        child.output.destroy()
        child.kill('SIGKILL')
      },
      end: () => child.end(),
    }
  })
}

/** A server behind the bridge of its container: a connection is a process there. */
export function bridgedWire(options: PipeOptions, address: URL): Wire {
  const { connectTime } = options.limits
  return new PipeWire(options, (gone) => {
    const socket = connect({
      host: address.hostname,
      port: Number(address.port),
      noDelay: true,
      keepAlive: true,
    })
    let reason = 'is not reachable: it does not accept connections'
    let isGone = false
    const timer = setTimeout(() => socket.destroy(), connectTime)
    socket.once('connect', () => {
      reason = 'has ended'
      clearTimeout(timer)
    })
    socket.on('error', (error) => {
      if (socket.pending) reason = `is not reachable: ${connectFailure(error)}`
    })
    socket.on('end', () => socket.destroy())
    socket.once('close', () => {
      isGone = true
      clearTimeout(timer)
      gone(reason)
    })
    return {
      input: socket,
      output: socket,
      get isGone() {
        return isGone
      },
      break: () => void socket.destroy(),
      async end() {
        if (isGone) return
        // The bridge ends the process; nobody need wait for that.
        socket.end()
        setTimeout(() => socket.destroy(), connectTime).unref()
      },
    }
  })
}

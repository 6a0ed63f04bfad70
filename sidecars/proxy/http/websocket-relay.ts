import type net from 'node:net'
import { Transform, type TransformCallback } from 'node:stream'
import { formatAuthority } from '../../../policy/host.ts'
import { LeaseWatch } from '../leases/lease-scan.ts'
import type { Redactor } from '../leases/redact.ts'
import { relay } from '../tunnel/relay.ts'
import { endAndLinger } from './endings.ts'
import type { Cleared } from './judge.ts'
import { wayOf } from './session.ts'
import {
  BadFrame,
  CLOSE,
  CONTINUATION,
  closeFrame,
  type Frame,
  FrameReader,
  POLICY_VIOLATION,
  serverFrame,
} from './websocket-frames.ts'

/**
 * Carries a WebSocket whose handshake was judged. Frames of the client are searched for leases, which end it; in frames
 * of the server the secrets that the host was sent are replaced.
 */
export function relayWebSocket(client: net.Socket, upstream: net.Socket, cleared: Cleared): void {
  const inward = new ServerFrames(cleared.redactor)
  const outward = new ClientFrames((guard, reason) => {
    const { session, head } = cleared
    const about = {
      action: 'request',
      resource: formatAuthority(head.host, head.port),
      details: { method: head.method, way: wayOf(session.place), frame: 'WebSocket' },
    } as const
    upstream.unpipe(inward)
    inward.unpipe(client)
    client.unpipe(outward)
    void session.governed.refuseBy(guard, about, reason)
    // Within a frame of the server there is no room for another one.
    if (inward.between) endAndLinger(client, closeFrame(POLICY_VIOLATION, reason))
    else client.destroy()
    client.once('close', () => upstream.destroy())
    upstream.end()
  })
  void relay(client, upstream, { outward, inward })
}

type Stop = (guard: 'leaseElsewhere' | 'malformed', reason: string) => void

/** Passes a client's frames on as they are, up to the one that holds a lease. */
class ClientFrames extends Transform {
  readonly #data = new LeaseWatch()
  readonly #control = new LeaseWatch()
  readonly #reader: FrameReader
  readonly #stop: Stop
  #found = false
  #stopped = false

  constructor(stop: Stop) {
    super()
    this.#stop = stop
    this.#reader = new FrameReader(true, {
      payload: (bytes, { opcode }) => {
        const watch = opcode < CLOSE ? this.#data : this.#control
        if (watch.completes(bytes)) this.#found = true
      },
      end: () => {},
    })
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const wrong = this.#stopped ? undefined : this.#wrong(chunk)
    if (wrong !== undefined) {
      this.#stopped = true
      this.#stop(...wrong)
    }
    done(null, this.#stopped ? undefined : chunk)
  }

  #wrong(chunk: Buffer): Parameters<Stop> | undefined {
    try {
      this.#reader.push(chunk)
    } catch (error) {
      const what = error instanceof BadFrame ? error.message : 'It cannot be read.'
      return ['malformed', `A frame of the client is not one that is carried. ${what}`]
    }
    return this.#found ? ['leaseElsewhere', 'A lease stands in a WebSocket message.'] : undefined
  }
}

/**
 * Passes a server's frames on. With secrets to take out, messages are framed anew: what replaces a secret may have
 * another length, and one may lie across frames.
 */
class ServerFrames extends Transform {
  readonly #reader: FrameReader
  readonly #redactor: Redactor | undefined
  #steps: ReturnType<Redactor['steps']> | undefined
  /** What is clean already, while it may be the last of its message: one frame need not become two. */
  #waiting: Buffer | undefined
  #control: Buffer[] = []
  /** Kind of the next frame of the message that is on its way. */
  #next = CONTINUATION

  constructor(redactor: Redactor | undefined) {
    super()
    this.#redactor = redactor
    this.#reader = new FrameReader(false, {
      payload: (bytes, frame) => redactor && this.#payload(bytes, frame, redactor),
      end: (frame) => redactor && this.#end(frame, redactor),
    })
  }

  /** Whether a frame may be put in now. */
  get between(): boolean {
    return this.#redactor !== undefined || this.#reader.between
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.#reader.push(chunk)
      done(null, this.#redactor === undefined ? chunk : undefined)
    } catch (error) {
      done(error as Error)
    }
  }

  #payload(bytes: Buffer, { opcode }: Frame, redactor: Redactor): void {
    if (opcode >= CLOSE) {
      this.#control.push(Buffer.from(bytes))
      return
    }
    this.#begin(opcode)
    this.#steps ??= redactor.steps()
    const clean = this.#steps.push(bytes)
    if (clean.length === 0) return
    this.#pass()
    this.#waiting = clean
  }

  #end({ opcode, final }: Frame, redactor: Redactor): void {
    if (opcode >= CLOSE) {
      const clean = redactor.bytes(Buffer.concat(this.#control)).subarray(0, 125)
      this.#control = []
      this.push(serverFrame({ opcode, final: true }, clean))
      return
    }
    this.#begin(opcode)
    if (!final) {
      this.#pass()
      return
    }
    const parts = [this.#waiting, this.#steps?.end()].filter((part) => part !== undefined)
    this.#waiting = undefined
    this.#write(Buffer.concat(parts), true)
    this.#steps = undefined
  }

  #pass(): void {
    if (this.#waiting !== undefined) this.#write(this.#waiting, false)
    this.#waiting = undefined
  }

  #begin(opcode: number): void {
    if (opcode !== CONTINUATION && this.#steps === undefined) this.#next = opcode
  }

  #write(payload: Buffer, final: boolean): void {
    this.push(serverFrame({ opcode: this.#next, final }, payload))
    this.#next = CONTINUATION
  }
}

import type { ServerResponse } from 'node:http'
import type { Limits } from '../limits.ts'
import { writeEvent } from '../sse.ts'

/** When a client may come back whose stream has broken off, in milliseconds. */
const RETRY = 1_000
const KEEP_ALIVE = ': still here\n\n'

interface Kept {
  stream: ClientStream
  sequence: number
  data: string
}

/**
 * The event streams of one session, with what a client may still have to be sent again. All that is kept has passed
 * the filters already, and a stream is found in its own session only: a resumed stream shows nothing that the first
 * did not.
 */
export class ClientStreams {
  readonly #limits: Limits
  readonly #primes: boolean
  readonly #hasIds: boolean
  readonly #streams = new Map<number, ClientStream>()
  readonly #kept: Kept[] = []
  #bytes = 0
  #lastNumber = 0

  /**
   * @param primes whether streams begin with an event that has an id alone.
   * @param hasIds whether events have ids; without them nothing can be resumed.
   */
  constructor(limits: Limits, primes: boolean, hasIds = true) {
    this.#hasIds = hasIds
    this.#limits = limits
    this.#primes = primes
  }

  /** Whether any stream has a client at its end. */
  get isAttached(): boolean {
    for (const stream of this.#streams.values()) if (stream.isAttached) return true
    return false
  }

  create(): ClientStream {
    const number = this.#lastNumber
    this.#lastNumber += 1
    const stream = new ClientStream(
      this.#hasIds ? number : undefined,
      this.#limits,
      this.#primes,
      (sequence, data) => this.#keep({ stream, sequence, data }),
    )
    this.#streams.set(number, stream)
    this.#forgetEnded()
    return stream
  }

  /** The stream of a `Last-Event-ID`, and the sequence number in it; undefined for an id that was never given. */
  find(eventId: string): { stream: ClientStream; sequence: number } | undefined {
    const match = /^([0-9]{1,9})_([0-9]{1,9})$/.exec(eventId)
    const stream = match === null ? undefined : this.#streams.get(Number(match[1]))
    return stream === undefined ? undefined : { stream, sequence: Number(match?.[2]) }
  }

  /** What a stream has to send from this sequence number on. */
  #keep(kept: Kept): void {
    this.#kept.push(kept)
    this.#bytes += kept.data.length
    while (
      this.#kept.length > this.#limits.replayMessages ||
      this.#bytes > this.#limits.replayBytes
    ) {
      const gone = this.#kept.shift()
      if (gone === undefined) return
      this.#bytes -= gone.data.length
      gone.stream.drop(gone.sequence)
    }
  }

  #forgetEnded(): void {
    if (this.#streams.size <= this.#limits.requestsInFlight) return
    for (const [number, stream] of this.#streams) {
      if (!stream.isEnded || stream.isAttached) continue
      this.#streams.delete(number)
      return
    }
  }

  close(): void {
    for (const stream of this.#streams.values()) stream.end()
    this.#streams.clear()
    this.#kept.length = 0
  }
}

/** One event stream to a client, which outlives the connections that carry it. */
export class ClientStream {
  readonly #number: number | undefined
  readonly #limits: Limits
  readonly #primes: boolean
  readonly #keep: (sequence: number, data: string) => void
  readonly #events = new Map<number, string>()
  #response: ServerResponse | undefined
  #timer: NodeJS.Timeout | undefined
  #last = 0
  #sent = 0
  #ended = false

  constructor(
    number: number | undefined,
    limits: Limits,
    primes: boolean,
    keep: (sequence: number, data: string) => void,
  ) {
    this.#number = number
    this.#limits = limits
    this.#primes = primes
    this.#keep = keep
  }

  get isAttached(): boolean {
    return this.#response !== undefined
  }

  get isEnded(): boolean {
    return this.#ended
  }

  /** Forgets an event; it can no longer be sent again. */
  drop(sequence: number): void {
    this.#events.delete(sequence)
  }

  write(data: string): void {
    if (this.#ended) return
    this.#last += 1
    this.#events.set(this.#last, data)
    this.#push(this.#last, data)
    // Last, because it may drop what was just written when it is larger than all that may be kept.
    this.#keep(this.#last, data)
  }

  #push(sequence: number, data: string): void {
    const response = this.#response
    if (response === undefined) return
    if (response.writableLength > this.#limits.unreadBytes) {
      response.destroy()
      return
    }
    const id = this.#number === undefined ? undefined : `${this.#number}_${sequence}`
    response.write(writeEvent(data, id))
    this.#sent = sequence
  }

  /**
   * Carries the stream on with this response.
   * @param after the last event that the client has; undefined: whatever has not been sent yet.
   */
  attach(response: ServerResponse, headers: Record<string, string>, after?: number): void {
    this.#detach()
    // The transport of 2024-11-05 has begun its stream already, and knows no event without data.
    const isBegun = response.headersSent
    if (!isBegun) {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
        ...headers,
      })
    }
    response.flushHeaders()
    this.#response = response
    response.once('close', () => {
      if (this.#response === response) this.#detach()
    })
    const from = after ?? this.#sent
    if (this.#primes && !isBegun && after === undefined && from === 0) {
      response.write(`id: ${this.#number}_0\nretry: ${RETRY}\ndata: \n\n`)
    }
    for (const [sequence, data] of this.#events) if (sequence > from) this.#push(sequence, data)
    this.#timer = setInterval(() => this.#response?.write(KEEP_ALIVE), this.#limits.keepAlive)
    this.#timer.unref()
    if (this.#ended) this.#finish()
  }

  #detach(): void {
    clearInterval(this.#timer)
    const response = this.#response
    this.#response = undefined
    if (response !== undefined && !response.writableEnded) response.end()
  }

  end(): void {
    this.#ended = true
    this.#finish()
  }

  #finish(): void {
    this.#detach()
  }
}

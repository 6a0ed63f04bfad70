import type { Dispatcher } from 'undici'
import type { Signal } from '../signal.ts'

/** What is asked of a server by HTTP. */
export interface Question {
  method: 'POST' | 'GET' | 'DELETE'
  path: string
  headers: Record<string, string>
  body: string | null
}

/**
 * The answer to one request, as it comes. Made for messages that are short: what comes is handed on in the turn in which
 * it comes, without a stream between.
 */
export class Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly #stop: (reason: Error) => void
  #early: Buffer[] = []
  #chunk: ((chunk: Buffer) => void) | undefined
  #settle: ((error: Error | undefined) => void) | undefined
  #end: { error: Error | undefined } | undefined

  constructor(
    status: number,
    headers: Answer['headers'],
    feed: (answer: AnswerFeed) => void,
    stop: (reason: Error) => void,
  ) {
    this.status = status
    this.headers = headers
    this.#stop = stop
    feed({
      chunk: (chunk) => {
        if (this.#chunk) this.#chunk(chunk)
        else this.#early.push(chunk)
      },
      end: (error) => {
        this.#end ??= { error }
        this.#settle?.(error)
      },
    })
  }

  /**
   * Takes the body.
   * @param chunk gives false when nothing more of it is wanted: then the connection is closed
   * @throws what broke the connection, or what `chunk` throws
   */
  read(chunk: (chunk: Buffer) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      let isDone = false
      const finish = (error: Error | undefined): void => {
        if (isDone) return
        isDone = true
        this.#chunk = () => undefined
        if (error === undefined) resolve()
        else reject(error)
      }
      const take = (bytes: Buffer): void => {
        if (isDone) return
        try {
          if (chunk(bytes)) return
          finish(undefined)
        } catch (error) {
          finish(error as Error)
        }
        this.close()
      }
      const early = this.#early
      this.#early = []
      this.#chunk = take
      for (const bytes of early) take(bytes)
      this.#settle = finish
      if (this.#end !== undefined) finish(this.#end.error)
    })
  }

  /** Lets go of a body that nobody reads; a short one leaves the connection usable. Never rejects. */
  async discard(): Promise<void> {
    let left = DISCARDED
    await this.read(({ length }) => {
      left -= length
      return left > 0
    }).catch(() => undefined)
  }

  /** Closes the connection, where the body has not ended. */
  close(): void {
    if (this.#end === undefined) this.#stop(new Error('closed'))
  }

  /** One header, where it stands once. */
  header(name: string): string | undefined {
    const value = this.headers[name]
    return typeof value === 'string' ? value : undefined
  }

  get mediaType(): string {
    const [type = ''] = (this.header('content-type') ?? '').split(';', 1)
    return type.trim().toLowerCase()
  }
}

interface AnswerFeed {
  chunk(chunk: Buffer): void
  end(error: Error | undefined): void
}

const DISCARDED = 64 * 1024

/**
 * Sends a request; resolves with the head of the answer.
 * @throws what kept the answer from coming; the reason of the signal when that was it
 */
export function ask(dispatcher: Dispatcher, question: Question, signal: Signal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason)
      return
    }
    let feed: AnswerFeed | undefined
    let controller: Dispatcher.DispatchController | undefined
    const abort = (): void => {
      const reason = signal.reason instanceof Error ? signal.reason : new Error('aborted')
      if (controller === undefined) reject(reason)
      else controller.abort(reason)
    }
    signal.addEventListener('abort', abort, { once: true })
    const end = (error: Error | undefined): void => {
      signal.removeEventListener('abort', abort)
      if (feed !== undefined) feed.end(error)
      else if (error !== undefined) reject(signal.aborted ? signal.reason : error)
    }
    dispatcher.dispatch(
      { ...question },
      {
        onRequestStart(started) {
          controller = started
          if (signal.aborted) abort()
        },
        onResponseStart(started, status, headers) {
          // Such as 103: the answer is still to come.
          if (status < 200) return
          resolve(
            new Answer(
              status,
              headers,
              (made) => {
                feed = made
              },
              (reason) => started.abort(reason),
            ),
          )
        },
        onResponseData: (_, chunk) => feed?.chunk(chunk),
        onResponseEnd: () => end(undefined),
        onResponseError: (_, error) => end(error),
      },
    )
  })
}

import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver'
import type { Client } from './client.ts'
import type { SourceFile } from './model/file.ts'
import type { Settings } from './settings.ts'

/** Texts longer than this (some 2,000 lines) take longer to parse than a keystroke may wait. */
export const largeText = 60_000
/** Texts longer than this are left out where many files are looked through. */
export const hugeText = 150_000

/** What is sent to the worker, in the order in which it happened. */
export type ToWorker =
  | { kind: 'state'; client: Client; settings: Settings; folders: readonly string[] }
  | { kind: 'put'; uri: string; text: string; version: number; languageId: string }
  | { kind: 'close'; uri: string }
  | { kind: 'files-changed' }
  | { kind: 'request'; id: number; method: string; params: unknown }

export type FromWorker =
  | { id: number; answer: unknown }
  | { id: number; failed: string; refused: boolean }

/** A worker as far as this room needs one: a thread, or in tests anything that answers. */
export interface WorkerPort {
  postMessage(message: ToWorker): void
  on(event: 'message', listener: (message: FromWorker) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  unref(): void
  terminate(): unknown
}

interface Waiting {
  id: number
  method: string
  params: unknown
  token: CancellationToken | undefined
  resolve(answer: unknown): void
  reject(error: Error): void
}

/**
 * Lets a thread of its own answer about large files, so that this one is free for the next keystroke. The thread runs
 * the same session over the same files and is asked one thing at a time: what is cancelled before its turn costs nothing.
 */
export class LargeFiles {
  readonly #start: (() => WorkerPort) | undefined
  readonly #state: () => Extract<ToWorker, { kind: 'state' }>
  readonly #open = new Map<string, Extract<ToWorker, { kind: 'put' }>>()
  #worker: WorkerPort | undefined
  #queue: Waiting[] = []
  #asked: Waiting | undefined
  #lastId = 0

  constructor(
    start: (() => WorkerPort) | undefined,
    state: () => Extract<ToWorker, { kind: 'state' }>,
  ) {
    this.#start = start
    this.#state = state
  }

  /** Whether there can be a worker. */
  get hasWorker(): boolean {
    return this.#start !== undefined
  }

  /** Whether a file is for the worker. */
  takes(file: SourceFile): boolean {
    return this.#start !== undefined && file.kind !== undefined && file.text.length > largeText
  }

  put(message: Extract<ToWorker, { kind: 'put' }>): void {
    this.#open.set(message.uri, message)
    this.#worker?.postMessage(message)
  }

  close(uri: string): void {
    this.#open.delete(uri)
    this.#worker?.postMessage({ kind: 'close', uri })
  }

  /** Settings, folders or the files on disk are not what they were. */
  stateChanged(): void {
    this.#worker?.postMessage(this.#state())
    this.#worker?.postMessage({ kind: 'files-changed' })
  }

  ask(method: string, params: unknown, token?: CancellationToken): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#lastId += 1
      this.#queue.push({ id: this.#lastId, method, params, token, resolve, reject })
      this.#next()
    })
  }

  stop(): void {
    void this.#worker?.terminate()
    this.#worker = undefined
  }

  #next(): void {
    if (this.#asked) return
    const waiting = this.#queue.shift()
    if (!waiting) return
    if (waiting.token?.isCancellationRequested) {
      waiting.reject(new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled'))
      this.#next()
      return
    }
    this.#asked = waiting
    const { id, method, params } = waiting
    this.#running().postMessage({ kind: 'request', id, method, params })
  }

  #running(): WorkerPort {
    if (this.#worker) return this.#worker
    if (!this.#start) throw new Error('there is no worker')
    const worker = this.#start()
    worker.on('message', (message) => this.#answered(message))
    worker.on('error', (error) => {
      this.#worker = undefined
      const asked = this.#asked
      this.#asked = undefined
      asked?.reject(error)
      this.#next()
    })
    worker.unref()
    worker.postMessage(this.#state())
    for (const message of this.#open.values()) worker.postMessage(message)
    this.#worker = worker
    return worker
  }

  #answered(message: FromWorker): void {
    const asked = this.#asked
    if (asked?.id !== message.id) return
    this.#asked = undefined
    if ('answer' in message) asked.resolve(message.answer)
    else
      asked.reject(
        message.refused
          ? new ResponseError(LSPErrorCodes.RequestFailed, message.failed)
          : new Error(message.failed),
      )
    this.#next()
  }
}

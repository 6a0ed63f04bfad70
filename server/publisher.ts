import type { PublishDiagnosticsParams } from 'vscode-languageserver-protocol'
import type { SourceFile } from './model/file.ts'
import type { Session } from './session.ts'

/** A run longer than this (milliseconds) is followed by a pause of the same length, so that typing is not held up. */
const quick = 50
const longestWait = 500

/**
 * Pushes findings to clients that do not ask for them: at once while that is quick, and where it is not, with pauses
 * between. Only ever for the newest version.
 */
export class Publisher {
  readonly #session: Session
  readonly #diagnose: (file: SourceFile) => Promise<PublishDiagnosticsParams['diagnostics']>
  readonly #send: (params: PublishDiagnosticsParams) => void
  readonly #waiting = new Map<string, NodeJS.Timeout | NodeJS.Immediate>()
  readonly #running = new Set<string>()
  readonly #lastRun = new Map<string, { took: number; ended: number }>()
  /** Documents that were ever ours: only those are spoken about. */
  readonly #known = new Set<string>()

  constructor(
    session: Session,
    diagnose: (file: SourceFile) => Promise<PublishDiagnosticsParams['diagnostics']>,
    send: (params: PublishDiagnosticsParams) => void,
  ) {
    this.#session = session
    this.#diagnose = diagnose
    this.#send = send
  }

  /** A document was opened or changed, or what it depends on was. */
  schedule(uri: string): void {
    this.#forget(uri)
    const last = this.#lastRun.get(uri)
    const took = last?.took ?? 0
    const since = performance.now() - (last?.ended ?? 0)
    const wait = took > quick ? Math.min(took, longestWait) - since : 0
    const run = () => {
      this.#waiting.delete(uri)
      void this.#run(uri)
    }
    this.#waiting.set(uri, wait > 0 ? setTimeout(run, wait) : setImmediate(run))
  }

  /** A document was closed: what it showed goes away. */
  close(uri: string): void {
    this.#forget(uri)
    this.#lastRun.delete(uri)
    if (this.#known.delete(uri)) this.#send({ uri, diagnostics: [] })
  }

  stop(): void {
    for (const uri of [...this.#waiting.keys()]) this.#forget(uri)
  }

  async #run(uri: string): Promise<void> {
    const file = this.#session.workspace.openFile(uri)
    if (!file || file.version === undefined) return
    if (!file.kind && !this.#known.has(uri)) return
    this.#known.add(uri)
    if (this.#running.has(uri)) return this.schedule(uri)
    this.#running.add(uri)
    const started = performance.now()
    try {
      const diagnostics = await this.#diagnose(file)
      const current = this.#session.workspace.openFile(uri)
      if (current?.version === file.version) this.#send({ uri, version: file.version, diagnostics })
    } finally {
      this.#running.delete(uri)
      const ended = performance.now()
      this.#lastRun.set(uri, { took: ended - started, ended })
    }
  }

  #forget(uri: string): void {
    const waiting = this.#waiting.get(uri)
    if (waiting === undefined) return
    clearTimeout(waiting as NodeJS.Timeout)
    clearImmediate(waiting as NodeJS.Immediate)
    this.#waiting.delete(uri)
  }
}

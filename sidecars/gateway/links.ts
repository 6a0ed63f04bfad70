import type { Servers } from './desk/means.ts'
import { type GatewayError, upstreamError } from './errors.ts'
import type { JsonObject } from './json.ts'
import type { Limits } from './limits.ts'
import { isGatewayError, type LinkEvents, type ServerLink } from './upstream/link.ts'

/** Which servers failed lately, for all sessions of a service: one that hangs is waited for once, not by everybody. */
export class Failures {
  readonly #limits: Limits
  readonly #servers = new Map<string, { error: GatewayError; times: number; until: number }>()

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Why the server is left alone for now. */
  of(server: string): GatewayError | undefined {
    const failure = this.#servers.get(server)
    return failure !== undefined && Date.now() < failure.until ? failure.error : undefined
  }

  add(server: string, error: GatewayError): void {
    const times = (this.#servers.get(server)?.times ?? 0) + 1
    const wait = Math.min(this.#limits.backOff * 2 ** (times - 1), this.#limits.backOffMost)
    this.#servers.set(server, { error, times, until: Date.now() + wait })
  }

  clear(server: string): void {
    this.#servers.delete(server)
  }
}

export interface LinksOptions {
  names: readonly string[]
  /** What to send as `initialize`. */
  params: JsonObject
  limits: Limits
  failures: Failures
  events: LinkEvents
  /** Opens a link to a server. @throws GatewayError */
  connect(server: string, events: LinkEvents, params: JsonObject): Promise<ServerLink>
  /** A server came, or came back, after the client was told what there is. */
  came(server: string): void
}

/** The connections of one session to its servers. Each opens by itself, and again when it was lost. */
export class Links implements Servers {
  readonly names: readonly string[]
  readonly #options: LinksOptions
  readonly #links = new Map<string, Promise<ServerLink>>()
  readonly #open = new Map<string, ServerLink>()
  #isReady = false
  #closed = false

  constructor(options: LinksOptions) {
    this.names = options.names
    this.#options = options
  }

  /** Those that are open now. */
  get open(): readonly ServerLink[] {
    return [...this.#open.values()]
  }

  /**
   * Opens all of them; resolves when each is open or has failed, or after this time.
   * @returns why those failed that did
   */
  async openAll(time: number): Promise<Map<string, GatewayError>> {
    const failed = new Map<string, GatewayError>()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, time)
    })
    const attempts = this.names.map(async (server) => {
      try {
        await this.link(server)
      } catch (error) {
        failed.set(
          server,
          isGatewayError(error) ? error : upstreamError(server, 'is not reachable'),
        )
      }
    })
    await Promise.race([Promise.all(attempts), late])
    clearTimeout(timer)
    return failed
  }

  async link(server: string): Promise<ServerLink> {
    const existing = this.#links.get(server)
    if (existing !== undefined) {
      const link = await existing
      if (link.lost === undefined) return link
      if (this.#links.get(server) === existing) this.#links.delete(server)
      return await this.link(server)
    }
    if (this.#closed) throw upstreamError(server, 'was closed')
    const failure = this.#options.failures.of(server)
    if (failure !== undefined) throw failure
    const attempt = this.#connect(server)
    this.#links.set(server, attempt)
    attempt.catch(() => {
      if (this.#links.get(server) === attempt) this.#links.delete(server)
    })
    return await attempt
  }

  async #connect(server: string): Promise<ServerLink> {
    const { connect, events, params, failures } = this.#options
    let link: ServerLink
    try {
      link = await connect(server, events, params)
    } catch (error) {
      if (isGatewayError(error)) failures.add(server, error)
      throw error
    }
    failures.clear(server)
    if (this.#closed) {
      void link.close()
      throw upstreamError(server, 'was closed')
    }
    this.#open.set(server, link)
    if (this.#isReady) {
      await link.ready()
      this.#options.came(server)
    }
    return link
  }

  /**
   * The client is ready. Whoever asks a server next waits until that server knows; for all of them together nobody
   * waits longer than this time.
   */
  async ready(params: JsonObject | undefined, time: number): Promise<void> {
    this.#isReady = true
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, time)
    })
    await Promise.race([Promise.all(this.open.map((link) => link.ready(params))), late])
    clearTimeout(timer)
  }

  /** Opens the streams for what belongs to no request. */
  listen(): void {
    for (const link of this.open) link.listen()
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.open.map((link) => link.close()))
    this.#open.clear()
  }
}

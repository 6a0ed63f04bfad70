import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGuard, type Guard } from './guard.ts'
import { securityHeaders } from './headers.ts'
import { Journal, type JournalOptions, type Source } from './journal.ts'
import { LiveStream } from './live.ts'
import { type KnownPolicy, NotApplied, PolicyShelf } from './policies.ts'
import { readQuery } from './query.ts'
import type { EditOrder, Status } from './wire.ts'

export interface DashboardOptions {
  /** 0 or nothing: any that is free. */
  port?: number
  /** Where the built page lies: index.html, page.js, page.css. */
  assets: URL
  /** The trails, with what is yet to come, until the signal is aborted. */
  sources(signal: AbortSignal): readonly Source[]
  /** What runs; asked for every few seconds while somebody looks. */
  status(): Promise<Status>
  /** The policy files that may be shown and, when somebody asks for it, edited. */
  policies(): Promise<readonly KnownPolicy[]>
  /** Told of what goes wrong beside the requests. */
  onError?(error: Error): void
  journal?: JournalOptions
}

export interface Dashboard {
  /** With the token behind `#`, which no request and no log carries. */
  url: string
  port: number
  journal: Journal
  close(): Promise<void>
}

/** What paths are read against; its name is never looked at. */
const base = 'http://dashboard'
/** Pages that look at a time. */
const mostPages = 16
const statusEvery = 5_000
/** Without an engine there is little to ask for. */
const statusEveryWithoutEngine = 20_000
const longestBody = 16 * 1024

/** What can be asked for without the token: the page itself, which holds nothing. Names, not paths: nothing else is read. */
const assets: ReadonlyMap<string, { file: string; type: string }> = new Map([
  ['/', { file: 'index.html', type: 'text/html; charset=utf-8' }],
  ['/page.js', { file: 'page.js', type: 'text/javascript; charset=utf-8' }],
  ['/page.css', { file: 'page.css', type: 'text/css; charset=utf-8' }],
  ['/icon.svg', { file: 'icon.svg', type: 'image/svg+xml' }],
])

/** Serves the dashboard on 127.0.0.1. */
export async function startDashboard(options: DashboardOptions): Promise<Dashboard> {
  const token = randomBytes(32).toString('base64url')
  const stop = new AbortController()
  const journal = new Journal(options.journal)
  const report = options.onError ?? (() => {})
  let port = 0
  const desk = new Desk(
    options,
    journal,
    createGuard(token, () => port),
  )
  const server = createServer({ requestTimeout: 30_000 }, (request, response) => {
    desk.answer(request, response).catch((error: Error) => {
      report(error)
      if (response.headersSent) response.destroy()
      else plainAnswer(response, 500, 'The dashboard failed.')
    })
  })
  server.maxConnections = 128
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  port = (server.address() as AddressInfo).port
  const reading = options.sources(stop.signal).map((source) =>
    journal.follow(source).catch((error: Error) => {
      if (!stop.signal.aborted) report(error)
    }),
  )
  return {
    url: `http://127.0.0.1:${port}/#token=${token}`,
    port,
    journal,
    async close() {
      stop.abort()
      desk.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await Promise.all(reading)
    },
  }
}

/** Answers requests. */
class Desk {
  readonly #options: DashboardOptions
  readonly #journal: Journal
  readonly #guard: Guard
  readonly #shelf: PolicyShelf
  readonly #pages = new Set<LiveStream>()
  #timer: NodeJS.Timeout | undefined
  #status: Status | undefined
  #isAsking = false
  #asked = 0

  constructor(options: DashboardOptions, journal: Journal, guard: Guard) {
    this.#options = options
    this.#journal = journal
    this.#guard = guard
    this.#shelf = new PolicyShelf(options.policies, journal)
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.#guard.isOwn(request)) return plainAnswer(response, 403, 'Not from here.')
    const target = request.url ?? '/'
    if (!URL.canParse(target, base)) return plainAnswer(response, 400, 'This is no address.')
    const { pathname, searchParams } = new URL(target, base)
    const method = request.method ?? ''
    const asset = assets.get(pathname)
    if (asset) {
      if (method !== 'GET' && method !== 'HEAD') return notAllowed(response, 'GET, HEAD')
      const body = await readFile(new URL(asset.file, this.#options.assets))
      response.writeHead(200, { ...securityHeaders, 'Content-Type': asset.type })
      response.end(method === 'HEAD' ? undefined : body)
      return
    }
    if (!this.#guard.isKnown(request)) {
      return plainAnswer(response, 401, 'Open the link that governance dashboard printed.')
    }
    const route = `${method} ${pathname}`
    switch (route) {
      case 'GET /api/live':
        return this.#live(response, searchParams)
      case 'GET /api/event':
        return this.#event(response, searchParams.get('id') ?? '')
      case 'GET /api/policies':
        return jsonAnswer(response, 200, await this.#shelf.files())
      case 'GET /api/removal':
        return jsonAnswer(response, 200, await this.#removal(searchParams))
      case 'POST /api/apply':
        return this.#apply(request, response)
    }
    if (routes.has(pathname)) return notAllowed(response, routes.get(pathname) ?? '')
    plainAnswer(response, 404, 'There is nothing here.')
  }

  close(): void {
    clearInterval(this.#timer)
    for (const page of this.#pages) page.close()
  }

  #live(response: ServerResponse, parameters: URLSearchParams): void {
    if (this.#pages.size >= mostPages) {
      plainAnswer(response, 503, 'Too many pages look at the dashboard.')
      return
    }
    const page = new LiveStream(this.#journal, response, readQuery(parameters))
    this.#pages.add(page)
    if (this.#status) page.send('status', this.#news(this.#status))
    this.#timer ??= setInterval(() => void this.#askStatus(), statusEvery)
    void this.#askStatus()
    response.once('close', () => {
      this.#pages.delete(page)
      if (this.#pages.size > 0) return
      clearInterval(this.#timer)
      this.#timer = undefined
    })
  }

  async #askStatus(): Promise<void> {
    const pause = this.#status?.engine.ok === false ? statusEveryWithoutEngine : 0
    if (this.#isAsking || Date.now() - this.#asked < pause) return
    this.#isAsking = true
    this.#asked = Date.now()
    try {
      const status = await this.#options.status()
      this.#status = status
      for (const page of this.#pages) page.send('status', this.#news(status))
    } catch (error) {
      this.#options.onError?.(error as Error)
    } finally {
      this.#isAsking = false
    }
  }

  #news(status: Status) {
    return { status, seen: this.#journal.seen() }
  }

  async #event(response: ServerResponse, id: string): Promise<void> {
    const event = this.#journal.find(id)
    if (!event) return plainAnswer(response, 404, 'This event is not in memory any more.')
    jsonAnswer(response, 200, await this.#shelf.explain(event))
  }

  #removal(parameters: URLSearchParams) {
    const text = (name: string) => parameters.get(name) ?? ''
    return this.#shelf.removal(text('file'), text('rule'), text('text'))
  }

  /** The one request that changes something: never without the header that no form and no link can send. */
  async #apply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isJson = request.headers['content-type'] === 'application/json'
    if (!isJson || request.headers.origin === undefined) {
      return plainAnswer(response, 403, 'Only the page itself can apply an edit.')
    }
    const order = readOrder(await readBody(request))
    if (!order) return plainAnswer(response, 400, 'This is no edit.')
    try {
      jsonAnswer(response, 200, { path: await this.#shelf.apply(order) })
    } catch (error) {
      if (!(error instanceof NotApplied)) throw error
      plainAnswer(response, 409, error.message)
    }
  }
}

const routes: ReadonlyMap<string, string> = new Map([
  ['/api/live', 'GET'],
  ['/api/event', 'GET'],
  ['/api/policies', 'GET'],
  ['/api/removal', 'GET'],
  ['/api/apply', 'POST'],
])

/** Undefined when it is too long. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length
    if (length > longestBody) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function readOrder(text: string | undefined): EditOrder | undefined {
  let value: unknown
  try {
    value = JSON.parse(text ?? '')
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const members = new Map<string, unknown>(Object.entries(value))
  const [file, digest, event, rule, entry] = ['file', 'digest', 'event', 'rule', 'text'].map(
    (name) => {
      const member = members.get(name)
      return typeof member === 'string' ? member : undefined
    },
  )
  if (file === undefined || digest === undefined) return undefined
  const what = members.get('do')
  if (what === 'allow' && event !== undefined) return { do: 'allow', event, file, digest }
  if (what === 'remove' && rule !== undefined && entry !== undefined) {
    return { do: 'remove', rule, text: entry, file, digest }
  }
  return undefined
}

function jsonAnswer(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { ...securityHeaders, 'Content-Type': 'application/json' })
  response.end(JSON.stringify(value))
}

function plainAnswer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...securityHeaders, 'Content-Type': 'text/plain; charset=utf-8' })
  response.end(`${text}\n`)
}

function notAllowed(response: ServerResponse, allow: string): void {
  response.setHeader('Allow', allow)
  plainAnswer(response, 405, 'Not in this way.')
}

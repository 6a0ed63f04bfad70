import type { ServerResponse } from 'node:http'
import { securityHeaders } from './headers.ts'
import type { Journal } from './journal.ts'
import type { Query } from './query.ts'
import { View } from './view.ts'
import { type LiveEvents, mostRows, type Row } from './wire.ts'

/** How often what came is sent, in milliseconds. */
const pace = 250
/** How often everything is counted anew, because the range moves on with time. */
const renewal = 30_000
/** The same while a long trail is still read, and what it may cost of that: reading has to go on. */
const renewalWhileReading = 1_000
const shareWhileReading = 0.1
/** And so many rows: they are soon others. */
const rowsWhileReading = 200
/** A page that takes no more than this has fallen behind: it gets nothing until it has caught up. */
const mostUnsent = 8 * 1024 * 1024
/** And this long it may take, in milliseconds. */
const patience = 60_000

/** Sends one page what it asks for, live, as server-sent events (HTML Living Standard §9.2). */
export class LiveStream {
  readonly #journal: Journal
  readonly #response: ServerResponse
  readonly #view: View
  readonly #timer: NodeJS.Timeout
  readonly #unlisten: () => void
  #rows: Row[] = []
  #isChanged = false
  #isBehind = false
  #behindSince = 0
  #renewed = 0
  /** What counting anew cost the last time, in milliseconds. */
  #cost = 0
  /** Whether the past was still being read when the page was last told: its end is then news. */
  #wasReading: boolean

  constructor(journal: Journal, response: ServerResponse, query: Query) {
    this.#journal = journal
    this.#response = response
    this.#view = new View(journal, query)
    response.writeHead(200, { ...securityHeaders, 'Content-Type': 'text/event-stream' })
    this.#wasReading = journal.state().reading
    this.#renew()
    this.#unlisten = journal.listen((entry) => {
      if (this.#wasReading) return
      const row = this.#view.add(entry, Date.now())
      if (!row) return
      this.#isChanged = true
      // More than the page holds cannot be shown anyway: the next view brings the newest.
      if (this.#rows.length < mostRows) this.#rows.push(row)
      else this.#isBehind = true
    })
    this.#timer = setInterval(() => this.#tick(), pace)
    response.once('close', () => this.close())
  }

  send<Name extends keyof LiveEvents>(name: Name, data: LiveEvents[Name]): void {
    // JSON has no raw line ends, so that nothing in it can end the event.
    this.#response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#unlisten()
    this.#response.end()
  }

  #tick(): void {
    const now = Date.now()
    if (this.#response.writableLength > mostUnsent) {
      if (!this.#isBehind) this.#behindSince = now
      this.#isBehind = true
      this.#rows = []
      if (now - this.#behindSince > patience) this.#response.destroy()
      return
    }
    const { reading } = this.#journal.state()
    if (reading) this.#showProgress(now)
    else if (this.#isBehind || this.#wasReading || now - this.#renewed > renewal) this.#renew()
    else if (this.#isChanged) {
      this.#isChanged = false
      const rows = this.#rows.sort((a, b) => b.at - a.at)
      this.#rows = []
      if (rows.length > 0) this.send('rows', { rows })
      this.send('numbers', this.#view.numbers(now))
    }
    this.#wasReading = reading
  }

  /** What comes while the past is read is not counted one by one: now and then everything is, and at the end. */
  #showProgress(now: number): void {
    const pause = Math.max(renewalWhileReading, this.#cost / shareWhileReading)
    if (now - this.#renewed > pause) this.#renew(rowsWhileReading)
    else this.send('numbers', this.#view.numbers(now))
  }

  #renew(most = mostRows): void {
    const now = Date.now()
    this.#isBehind = false
    this.#isChanged = false
    this.#renewed = now
    this.#rows = []
    const rows = this.#view.rebuild(now, most)
    this.send('view', { rows, numbers: this.#view.numbers(now) })
    this.#cost = Date.now() - now
  }
}

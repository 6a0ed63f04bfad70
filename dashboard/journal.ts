import type { AuditEvent } from '../audit/event.ts'
import { Usage } from '../policy/usage/index.ts'
import { isRefused } from './query.ts'
import type { SeenProject, TrailState } from './wire.ts'

/** An event with its time as a number, read once. */
export interface Entry {
  readonly event: AuditEvent
  readonly at: number
}

/** Events as they happen, after those that are there already. */
export interface Source {
  readonly events: AsyncIterable<AuditEvent>
  /** Resolves when those are read; a source that ends before has been read too. */
  readonly caughtUp: Promise<void>
}

export interface JournalOptions {
  /** Default 100,000. */
  most?: number
  /** Refusals that are kept although they are older than the rest. Default 20,000. */
  mostRefused?: number
}

/** So many events are taken in before others have their turn. */
const batch = 500
/** Room for what comes until there is too much: giving up what is old is dear, and done seldom. */
const slack = 1.5
/** An agent may call itself many names; so many projects are told apart. */
const mostProjects = 200
const mostNames = 50

/**
 * The latest events of a trail in memory, in the order of time. A trail may hold millions: what is older is still
 * counted, and refusals are kept longer than the rest, so that a flood of allowed things does not wash them away.
 */
export class Journal {
  readonly usage = new Usage()
  readonly #most: number
  readonly #mostRefused: number
  #entries: Entry[] = []
  #isSorted = true
  readonly #byId = new Map<string, AuditEvent>()
  readonly #listeners = new Set<(entry: Entry) => void>()
  readonly #seen = new Map<string, SeenProject>()
  /** What is older than this was given up; only refusals from before are still taken. */
  #floor = Number.NEGATIVE_INFINITY
  #read = 0
  /** Sources whose past is not read yet. */
  #behind = 0

  constructor({ most = 100_000, mostRefused = 20_000 }: JournalOptions = {}) {
    this.#most = most
    this.#mostRefused = mostRefused
  }

  /** Takes in events until there are no more; what is here already is passed over. */
  async follow({ events, caughtUp }: Source): Promise<void> {
    this.#behind += 1
    let isBehind = true
    const catchUp = () => {
      if (isBehind) this.#behind -= 1
      isBehind = false
    }
    caughtUp.then(catchUp, catchUp)
    try {
      for await (const event of events) {
        this.add(event)
        if (this.#read % batch === 0) await new Promise((resolve) => setImmediate(resolve))
      }
    } finally {
      catchUp()
    }
  }

  add(event: AuditEvent): void {
    if (this.#byId.has(event.id)) return
    const entry = { event, at: Date.parse(event.time) }
    if (Number.isNaN(entry.at)) return
    this.#read += 1
    this.usage.add(event)
    this.#see(entry)
    if (entry.at < this.#floor && !isRefused(event)) return
    const last = this.#entries.at(-1)
    if (last && last.at > entry.at) this.#isSorted = false
    this.#entries.push(entry)
    this.#byId.set(event.id, event)
    if (this.#entries.length > this.#most * slack + this.#mostRefused) this.#trim()
    for (const listener of this.#listeners) listener(entry)
  }

  /** In the order of time, the newest last. Not to be changed. */
  entries(): readonly Entry[] {
    if (!this.#isSorted) {
      this.#entries.sort((a, b) => a.at - b.at)
      this.#isSorted = true
    }
    return this.#entries
  }

  find(id: string): AuditEvent | undefined {
    return this.#byId.get(id)
  }

  /** Calls back for each event that comes; gives what ends this. */
  listen(listener: (entry: Entry) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  state(): TrailState {
    const from = this.entries()[0]?.at
    return {
      reading: this.#behind > 0,
      read: this.#read,
      kept: this.#entries.length,
      ...(from === undefined ? {} : { from }),
    }
  }

  /** Projects that appear in the trail, the latest first. */
  seen(): SeenProject[] {
    return [...this.#seen.values()].sort((a, b) => b.last - a.last)
  }

  #trim(): void {
    const entries = this.entries()
    const start = entries.length - this.#most
    const older = entries.slice(0, start)
    const refused = older.filter(({ event }) => isRefused(event)).slice(-this.#mostRefused)
    const kept = new Set(refused)
    for (const entry of older) if (!kept.has(entry)) this.#byId.delete(entry.event.id)
    this.#floor = entries[start]?.at ?? this.#floor
    this.#entries = [...refused, ...entries.slice(start)]
  }

  #see({ event, at }: Entry): void {
    const { project, service, policy } = event
    const known = this.#seen.get(project)
    if (!known && this.#seen.size >= mostProjects) return
    const seen = known ?? { name: project, services: [], policies: [], last: at }
    if (!known) this.#seen.set(project, seen)
    seen.last = Math.max(seen.last, at)
    note(seen.services, service)
    for (const name of policy.split(',')) note(seen.policies, name)
  }
}

function note(list: string[], name: string): void {
  if (name !== '' && list.length < mostNames && !list.includes(name)) list.push(name)
}

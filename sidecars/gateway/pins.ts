import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  fromPlain,
  isObject,
  type Json,
  JsonError,
  type JsonObject,
  parseJson,
  writeJson,
} from './json.ts'
import { stringAt } from './messages.ts'

/** What is known of one tool's definition. */
export interface Pin {
  server: string
  tool: string
  /** The definition that counts, as canonical JSON. */
  accepted: string
  /** Another one that the server gives now, and that nobody has accepted. */
  seen: string | undefined
  /** When the accepted one was first seen, RFC 3339. */
  since: string
}

/** Which servers are pinned, and what of them may be used. */
export interface Pins {
  isPinned(server: string): boolean
  /** Whether a tool may be used as the server defines it now. Takes note of what it is shown. */
  accepts(server: string, tool: string, definition: JsonObject): boolean
}

/** The book cannot be read: whoever damaged it must not thereby have accepted everything. */
export class PinsUnreadable extends Error {
  override name = 'PinsUnreadable'
}

const MOST = 20_000

/**
 * The definitions of tools as they were at first sight. A server that later says something else of a tool (a "rug
 * pull") does not get that tool used until somebody has accepted the difference.
 */
export class PinBook {
  readonly #file: string
  readonly #now: () => Date
  readonly #pins = new Map<string, Pin>()
  #stamp = ''

  /** @param directory outlives the gateway. @throws PinsUnreadable */
  constructor(directory: string, now: () => Date = () => new Date()) {
    this.#file = join(directory, 'pins.json')
    this.#now = now
    this.#read()
  }

  /** Whether a definition is the accepted one; one that is seen for the first time is, from now on. */
  observe(server: string, tool: string, definition: JsonObject): boolean {
    this.#read()
    const text = canonical(definition)
    const key = keyOf(server, tool)
    const pin = this.#pins.get(key)
    if (pin === undefined) {
      if (this.#pins.size >= MOST) return false
      const since = this.#now().toISOString()
      this.#pins.set(key, { server, tool, accepted: text, seen: undefined, since })
      this.#write()
      return true
    }
    const seen = pin.accepted === text ? undefined : text
    if (pin.seen !== seen) {
      pin.seen = seen
      this.#write()
    }
    return seen === undefined
  }

  /** All pins, in the order of servers and tools. */
  all(): Pin[] {
    this.#read()
    return [...this.#pins.values()].toSorted((a, b) =>
      keyOf(a.server, a.tool) < keyOf(b.server, b.tool) ? -1 : 1,
    )
  }

  /**
   * Accepts what the server says of a tool now.
   * @param digest of the definition that was shown to whoever accepts; another one may have come since.
   * @returns false when there is nothing of that digest to accept.
   */
  accept(server: string, tool: string, digest: string): boolean {
    this.#read()
    const pin = this.#pins.get(keyOf(server, tool))
    if (pin?.seen === undefined || digestOf(pin.seen) !== digest) return false
    pin.accepted = pin.seen
    pin.seen = undefined
    pin.since = this.#now().toISOString()
    this.#write()
    return true
  }

  /** Reads the file anew when another process has written it. */
  #read(): void {
    const stamp = stampOf(this.#file)
    if (stamp === this.#stamp) return
    this.#stamp = stamp
    this.#pins.clear()
    if (stamp === '') return
    try {
      const book = parseJson(readFileSync(this.#file, 'utf8'), {
        depth: 8,
        values: 10 * MOST,
        foldKeys: false,
      })
      const list = isObject(book) ? book.get('pins') : undefined
      if (!Array.isArray(list)) throw new JsonError('no pins')
      for (const item of list) {
        const pin = readPin(item)
        this.#pins.set(keyOf(pin.server, pin.tool), pin)
      }
    } catch (error) {
      this.#stamp = 'unreadable'
      throw new PinsUnreadable(`${this.#file} cannot be read: ${(error as Error).message}`)
    }
  }

  #write(): void {
    mkdirSync(dirname(this.#file), { recursive: true })
    const temporary = `${this.#file}.${process.pid}`
    const pins = fromPlain([...this.#pins.values()])
    writeFileSync(
      temporary,
      writeJson(
        new Map<string, Json>([
          ['version', 1],
          ['pins', pins],
        ]),
      ),
      { mode: 0o600 },
    )
    renameSync(temporary, this.#file)
    this.#stamp = stampOf(this.#file)
  }
}

/** SHA-256 of a definition, in hex: what somebody accepts by. */
export function digestOf(definition: string): string {
  return createHash('sha256').update(definition).digest('hex')
}

/**
 * A definition with its keys in order. Everything counts, also what only machines read (schemas, annotations, icons),
 * but `_meta`, in which servers may say something new each time.
 */
function canonical(definition: JsonObject): string {
  const own = new Map(definition)
  own.delete('_meta')
  return writeJson(ordered(own))
}

function ordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(ordered)
  if (!isObject(value)) return value
  const entries = [...value].map(([key, member]): [string, Json] => [key, ordered(member)])
  return new Map(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function readPin(value: Json): Pin {
  const pin = isObject(value) ? value : undefined
  const [server, tool, accepted, since] = ['server', 'tool', 'accepted', 'since'].map((key) =>
    stringAt(pin, key),
  )
  if (server === undefined || tool === undefined || accepted === undefined || since === undefined) {
    throw new JsonError('a pin is not one')
  }
  return { server, tool, accepted, seen: stringAt(pin, 'seen'), since }
}

function keyOf(server: string, tool: string): string {
  return `${server}/${tool}`
}

/** Changes when the file does; empty when there is none. */
function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false, bigint: true })
  return stat === undefined ? '' : `${stat.ino} ${stat.mtimeNs} ${stat.size}`
}

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

/** What of a server can be pinned. */
export type PinKind = 'tool' | 'prompt' | 'prompt-text' | 'resource' | 'template' | 'instructions'

/** One thing that a server says something of. */
export interface PinSubject {
  server: string
  kind: PinKind
  /** Empty for its instructions. */
  name: string
}

/** What is known of one definition. */
export interface Pin extends PinSubject {
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
  /** Whether a thing may be used as the server defines it now. Takes note of what it is shown. */
  accepts(subject: PinSubject, definition: Json): boolean
}

/** The book cannot be read: whoever damaged it must not thereby have accepted everything. */
export class PinsUnreadable extends Error {
  override name = 'PinsUnreadable'
}

const MOST = 20_000

/**
 * What servers said of their tools, prompts, resources and themselves at first sight. A server that later says something
 * else of one (a "rug pull") does not get it used until somebody has accepted the difference.
 */
export class PinBook {
  readonly #file: string
  readonly #now: () => Date
  readonly #changed: (subject: PinSubject) => void
  readonly #pins = new Map<string, Pin>()
  #stamp = ''

  /**
   * @param directory outlives the gateway
   * @param options.changed told once of each definition that is not the accepted one
   */
  constructor(
    directory: string,
    options: { now?: () => Date; changed?: (subject: PinSubject) => void } = {},
  ) {
    this.#file = join(directory, 'pins.json')
    this.#now = options.now ?? (() => new Date())
    this.#changed = options.changed ?? (() => undefined)
  }

  /**
   * Whether a definition is the accepted one; one that is seen for the first time is, from now on.
   * @throws PinsUnreadable
   */
  observe({ server, kind, name }: PinSubject, definition: Json): boolean {
    this.#read()
    const text = canonical(kind, definition)
    const key = keyOf({ server, kind, name })
    const pin = this.#pins.get(key)
    if (pin === undefined) {
      if (this.#pins.size >= MOST) return false
      const since = this.#now().toISOString()
      this.#pins.set(key, { server, kind, name, accepted: text, seen: undefined, since })
      this.#write()
      return true
    }
    const seen = pin.accepted === text ? undefined : text
    if (pin.seen !== seen) {
      pin.seen = seen
      this.#write()
      if (seen !== undefined) this.#changed({ server, kind, name })
    }
    return seen === undefined
  }

  /** What of a definition somebody would be told who asks; nothing is noted. */
  stateOf(subject: PinSubject, definition: Json): 'new' | 'accepted' | 'changed' {
    this.#read()
    const pin = this.#pins.get(keyOf(subject))
    if (pin === undefined) return 'new'
    return pin.accepted === canonical(subject.kind, definition) ? 'accepted' : 'changed'
  }

  /** All pins, in the order of servers, kinds and names. */
  all(): Pin[] {
    this.#read()
    return [...this.#pins.values()].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  }

  /**
   * Accepts what the server says of a thing now.
   * @param digest of the definition that was shown to whoever accepts; another one may have come since.
   * @returns false when there is nothing of that digest to accept.
   */
  accept(subject: PinSubject, digest: string): boolean {
    this.#read()
    const pin = this.#pins.get(keyOf(subject))
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
        this.#pins.set(keyOf(pin), pin)
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
function canonical(kind: PinKind, definition: Json): string {
  if (!isObject(definition)) return writeJson(definition)
  const own: JsonObject = new Map(definition)
  for (const key of PASSING.get(kind) ?? ['_meta']) own.delete(key)
  return writeJson(ordered(own))
}

/** What changes with the content of a thing, and what of a result is about the moment only. */
const PASSING = new Map<PinKind, readonly string[]>([
  ['resource', ['_meta', 'size', 'annotations']],
  ['prompt-text', ['_meta', 'ttlMs', 'cacheScope', 'resultType']],
])

function ordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(ordered)
  if (!isObject(value)) return value
  const entries = [...value].map(([key, member]): [string, Json] => [key, ordered(member)])
  return new Map(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function readPin(value: Json): Pin {
  const pin = isObject(value) ? value : undefined
  const [server, kind, name, accepted, since] = KEYS.map((key) => stringAt(pin, key))
  if (
    server === undefined ||
    !isKind(kind) ||
    name === undefined ||
    accepted === undefined ||
    since === undefined
  ) {
    throw new JsonError('a pin is not one')
  }
  return { server, kind, name, accepted, seen: stringAt(pin, 'seen'), since }
}

const KEYS = ['server', 'kind', 'name', 'accepted', 'since']
const KINDS = new Set(['tool', 'prompt', 'prompt-text', 'resource', 'template', 'instructions'])

export function isKind(text: string | undefined): text is PinKind {
  return text !== undefined && KINDS.has(text)
}

function keyOf({ server, kind, name }: PinSubject): string {
  return `${server}\n${kind}\n${name}`
}

/** Changes when the file does; empty when there is none. */
function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false, bigint: true })
  return stat === undefined ? '' : `${stat.ino} ${stat.mtimeNs} ${stat.size}`
}

import { foldKey } from '../../policy/fold-key.ts'

/**
 * Strict JSON (RFC 8259), for messages that strangers wrote.
 *
 * Two parsers that disagree on a document are a way round a policy: the gateway judges one reading
 * and the server acts on another. So whatever parsers are known to disagree on is refused here, and
 * what goes on is our own serialisation of what was read, never the bytes that came in.
 *
 * Objects are Maps: a stranger names their keys, and a plain object finds `constructor`.
 */
export type Json = null | boolean | string | number | ExactNumber | Json[] | JsonObject
export type JsonObject = Map<string, Json>

/** A number that a JavaScript number cannot hold exactly; it is passed on as it was written. */
export class ExactNumber {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export class JsonError extends Error {
  override name = 'JsonError'
}

export interface JsonLimits {
  /** Nesting of arrays and objects. */
  depth: number
  /** Values altogether: what reading costs grows with them, and everybody waits meanwhile. */
  values: number
  /**
   * Refuses an object with two keys that some parsers take for the same one (`name` and `Name`,
   * `params` and `paramſ`). For what a client sends; a server's results are data.
   */
  foldKeys: boolean
}

const PLAIN = /[^"\\\u0000-\u001f]*/y
const ESCAPED = /(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const NUMBER_LENGTH = 128

/**
 * Reads one JSON text.
 * @throws JsonError with the reason and the offset, never with content of the text.
 */
export function parseJson(text: string, limits: JsonLimits): Json {
  const parser = new Parser(text, limits)
  return parser.document()
}

class Parser {
  readonly #text: string
  readonly #limits: JsonLimits
  #at = 0
  #values = 0

  constructor(text: string, limits: JsonLimits) {
    this.#text = text
    this.#limits = limits
  }

  document(): Json {
    const value = this.#value(0)
    this.#space()
    if (this.#at !== this.#text.length) this.#fail('something follows the value')
    return value
  }

  #fail(reason: string): never {
    throw new JsonError(`${reason} (at character ${this.#at})`)
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
      this.#at += 1
    }
  }

  #value(depth: number): Json {
    this.#values += 1
    if (this.#values > this.#limits.values) this.#fail(`more than ${this.#limits.values} values`)
    this.#space()
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(depth + 1)
      case '[':
        return this.#array(depth + 1)
      case '"':
        return this.#string()
      case 't':
        return this.#word('true', true)
      case 'f':
        return this.#word('false', false)
      case 'n':
        return this.#word('null', null)
      case undefined:
        return this.#fail('the text ends too early')
      default:
        return this.#number()
    }
  }

  #word<T extends Json>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) this.#fail('not a JSON value')
    this.#at += word.length
    return value
  }

  #number(): number | ExactNumber {
    NUMBER.lastIndex = this.#at
    const text = NUMBER.exec(this.#text)?.[0]
    if (text === undefined) return this.#fail('not a JSON value')
    if (text.length > NUMBER_LENGTH) this.#fail('the number is too long')
    const value = Number(text)
    if (!Number.isFinite(value)) this.#fail('the number is too large')
    this.#at += text.length
    return String(value) === text ? value : new ExactNumber(text)
  }

  #string(): string {
    const start = this.#at
    PLAIN.lastIndex = start + 1
    PLAIN.test(this.#text)
    let end = PLAIN.lastIndex
    if (this.#text[end] === '"') {
      this.#at = end + 1
      return this.#text.slice(start + 1, end)
    }
    ESCAPED.lastIndex = end
    ESCAPED.test(this.#text)
    end = ESCAPED.lastIndex
    if (this.#text[end] !== '"') {
      this.#at = end
      this.#fail('a string is not well formed')
    }
    this.#at = end + 1
    return JSON.parse(this.#text.slice(start, end + 1)) as string
  }

  #deeper(depth: number): void {
    if (depth > this.#limits.depth) this.#fail(`nested deeper than ${this.#limits.depth} levels`)
    this.#at += 1
    this.#space()
  }

  #array(depth: number): Json[] {
    this.#deeper(depth)
    const items: Json[] = []
    if (this.#text[this.#at] === ']') {
      this.#at += 1
      return items
    }
    for (;;) {
      items.push(this.#value(depth))
      this.#space()
      const next = this.#text[this.#at]
      this.#at += 1
      if (next === ']') return items
      if (next !== ',') this.#fail('expected , or ]')
    }
  }

  #object(depth: number): JsonObject {
    this.#deeper(depth)
    const members: JsonObject = new Map()
    // Made for the first key that is not its own fold; before that, no two keys can fold to the same.
    let folded: Set<string> | undefined
    if (this.#text[this.#at] === '}') {
      this.#at += 1
      return members
    }
    for (;;) {
      this.#space()
      if (this.#text[this.#at] !== '"') this.#fail('expected a key')
      const key = this.#string()
      if (members.has(key)) this.#fail('a key stands twice in one object')
      if (this.#limits.foldKeys) {
        const fold = foldKey(key)
        if (fold !== key) folded ??= new Set(members.keys())
        if (folded?.has(fold)) this.#fail('two keys of one object differ only in case or form')
        folded?.add(fold)
      }
      this.#space()
      if (this.#text[this.#at] !== ':') this.#fail('expected :')
      this.#at += 1
      members.set(key, this.#value(depth))
      this.#space()
      const next = this.#text[this.#at]
      this.#at += 1
      if (next === '}') return members
      if (next !== ',') this.#fail('expected , or }')
    }
  }
}

/** Writes a value; the only way by which a message leaves the gateway. */
export function writeJson(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value === null || typeof value === 'boolean' || typeof value === 'number')
    return String(value)
  if (value instanceof ExactNumber) return value.text
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`
  let text = ''
  for (const [key, member] of value)
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${writeJson(member)}`
  return `{${text}}`
}

/** The value as plain data, for those who judge it. Objects have no prototype. */
export function toPlain(value: Json): unknown {
  if (value instanceof ExactNumber) return Number(value.text)
  if (Array.isArray(value)) return value.map(toPlain)
  if (!(value instanceof Map)) return value
  const plain: Record<string, unknown> = Object.create(null)
  for (const [key, member] of value)
    Object.defineProperty(plain, key, { value: toPlain(member), enumerable: true })
  return plain
}

/** Plain data of our own as a value. */
export function fromPlain(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return value
  if (Array.isArray(value)) return value.map(fromPlain)
  const members: JsonObject = new Map()
  for (const [key, member] of Object.entries(value as object))
    if (member !== undefined) members.set(key, fromPlain(member))
  return members
}

export function isObject(value: Json | undefined): value is JsonObject {
  return value instanceof Map
}

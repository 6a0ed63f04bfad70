import type { Pattern } from './search.ts'

/** One way in which a character is written: these bytes, in small letters. */
interface Spelling {
  bytes: Buffer
  /** Escapes are written in letters of any case; a character that stands for itself is not. */
  anyCase: boolean
}

/** How one character is written. */
interface Character {
  /** By byte, whether a spelling begins with it. */
  begins: Uint8Array
  /** Single bytes that stand for it. */
  alone: ReadonlySet<number>
  /** Bytes with which a longer spelling begins. */
  leads: ReadonlySet<number>
  /** The longer spellings, by their first two bytes: few begin alike, so hostile bytes cost little. */
  longer: ReadonlyMap<number, readonly Spelling[]>
}

const [PERCENT, BACKSLASH, AMPERSAND, PLUS] = [0x25, 0x5c, 0x26, 0x2b]
/** Without one of these nothing is escaped but a space. */
const introducers = [PERCENT, BACKSLASH, AMPERSAND]
const entities = new Map([
  ['&', 'amp'],
  ['<', 'lt'],
  ['>', 'gt'],
  ['"', 'quot'],
  ["'", 'apos'],
])

/**
 * A text of which any characters are escaped, each in any way: as in URLs (`%5f`, twice too), in JSON and in programs
 * (`\u005f`, `\x5f`, `\137`, `\/`, JSON within JSON), in HTML (`&#95;`, `&#x5f;`, `&amp;`). Servers differ in what they
 * escape, so every mixture counts. A text in which nothing is escaped is found too, where another thing is.
 */
export class EscapedText implements Pattern {
  readonly #characters: readonly Character[]
  readonly #first: Character
  readonly #second: Character | undefined
  readonly #introducers: readonly number[]

  /** @param text not empty */
  constructor(text: string) {
    this.#characters = [...text].map(characterOf)
    const [first, second] = this.#characters
    if (first === undefined) throw new Error('An empty text stands everywhere.')
    this.#first = first
    this.#second = second
    this.#introducers = text.includes(' ') ? [...introducers, PLUS] : introducers
  }

  find(bytes: Buffer, from: number): { at: number; length: number } | undefined {
    if (!this.#isEscaping(bytes, from)) return undefined
    const { begins } = this.#first
    const { length: end } = bytes
    for (let at = from; at < end; at += 1) {
      // All that happens to nearly every byte that passes.
      if (begins[bytes[at] as number] === 0 || !this.#mayBegin(bytes, at)) continue
      const { length } = this.#match(bytes, at)
      if (length > 0) return { at, length }
    }
    return undefined
  }

  pending(bytes: Buffer, from: number): number {
    if (!this.#isEscaping(bytes, from)) return 0
    const { begins } = this.#first
    const longest = this.#characters.length * LONGEST_SPELLING
    for (let at = Math.max(from, bytes.length - longest); at < bytes.length; at += 1) {
      if (
        begins[bytes[at] as number] === 1 &&
        this.#mayBegin(bytes, at) &&
        this.#match(bytes, at).isCut
      )
        return bytes.length - at
    }
    return 0
  }

  /** Whether the two bytes here may be a beginning, of which the first may; the end of the bytes may be any byte. */
  #mayBegin(bytes: Buffer, at: number): boolean {
    const byte = bytes[at] ?? 0
    const next = bytes[at + 1]
    if (next === undefined) return true
    if (this.#first.longer.has(pairOf(byte, next))) return true
    return (
      this.#first.alone.has(byte) && (this.#second === undefined || this.#second.begins[next] === 1)
    )
  }

  #isEscaping(bytes: Buffer, from: number): boolean {
    return this.#introducers.some((introducer) => bytes.indexOf(introducer, from) >= 0)
  }

  /**
   * @returns the length of the longest text here, 0 for none; and whether the bytes end before it is certain that there
   *   is none, or none that is longer
   */
  #match(bytes: Buffer, at: number): { length: number; isCut: boolean } {
    let ends = [at]
    let isCut = false
    for (const { alone, leads, longer } of this.#characters) {
      const next: number[] = []
      for (const end of ends) {
        const byte = bytes[end] ?? -1
        if (alone.has(byte)) next.push(end + 1)
        if (end >= bytes.length - 1) isCut ||= end === bytes.length || leads.has(byte)
        for (const spelling of longer.get(pairOf(byte, bytes[end + 1] ?? 0)) ?? []) {
          const matched = matchedBytes(bytes, end, spelling)
          if (matched === spelling.bytes.length) next.push(end + matched)
          else if (end + matched === bytes.length) isCut = true
        }
      }
      if (next.length === 0) return { length: 0, isCut }
      ends = next.length === 1 ? next : [...new Set(next)]
    }
    return { length: Math.max(...ends) - at, isCut }
  }
}

/** How many bytes of a spelling stand here. */
function matchedBytes(bytes: Buffer, at: number, { bytes: wanted, anyCase }: Spelling): number {
  let matched = 0
  while (matched < wanted.length && at + matched < bytes.length) {
    const byte = bytes[at + matched] ?? 0
    if ((anyCase ? small(byte) : byte) !== wanted[matched]) break
    matched += 1
  }
  return matched
}

function small(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte
}

function pairOf(first: number, second: number): number {
  return (first << 8) | small(second)
}

const known = new Map<string, Character>()

function characterOf(character: string): Character {
  const made = known.get(character) ?? spell(character)
  // Secrets are made of few characters; a text of all there are must not stay for ever.
  if (known.size < 1024) known.set(character, made)
  return made
}

function spell(character: string): Character {
  const itself = Buffer.from(character, 'utf8')
  const spellings: Spelling[] = itself.length > 1 ? [{ bytes: itself, anyCase: false }] : []
  const add = (text: string) =>
    spellings.push({ bytes: Buffer.from(text, 'latin1'), anyCase: true })
  const bytes = [...itself].map((byte) => inHex(byte, 2))
  add(bytes.map((hex) => `%${hex}`).join(''))
  add(bytes.map((hex) => `%25${hex}`).join(''))
  add(bytes.map((hex) => `\\x${hex}`).join(''))
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
  add(units.map((unit) => `\\u${inHex(unit, 4)}`).join(''))
  add(units.map((unit) => `\\\\u${inHex(unit, 4)}`).join(''))
  const code = character.codePointAt(0) ?? 0
  for (let zeros = 0; zeros <= 6; zeros += 1) {
    if (zeros < 5) add(`&#${'0'.repeat(zeros)}${code};`)
    add(`&#x${'0'.repeat(zeros)}${inHex(code, 1)};`)
    add(`\\u{${'0'.repeat(zeros)}${inHex(code, 1)}}`)
  }
  if (code < 0x80) {
    add(`\\${code.toString(8).padStart(3, '0')}`)
    // Before a letter or a digit a backslash means something else.
    if (!/[a-z0-9]/i.test(character)) {
      add(`\\${character}`)
      add(`\\\\${character}`)
      add(`\\\\\\${character}`)
    }
  }
  if (character === '\t') add('\\t')
  const entity = entities.get(character)
  if (entity !== undefined) add(`&${entity};`)
  const alone = itself.length === 1 ? [itself[0] ?? 0] : []
  if (character === ' ') alone.push(PLUS)
  const longer = new Map<number, Spelling[]>()
  for (const spelling of spellings) {
    const pair = pairOf(spelling.bytes[0] ?? 0, spelling.bytes[1] ?? 0)
    longer.set(pair, [...(longer.get(pair) ?? []), spelling])
  }
  const leads = spellings.map((spelling) => spelling.bytes[0] ?? 0)
  const begins = new Uint8Array(256)
  for (const byte of [...alone, ...leads]) begins[byte] = 1
  return { begins, alone: new Set(alone), leads: new Set(leads), longer }
}

function inHex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0')
}

/** `&#x0000000000;` */
const LONGEST_SPELLING = 20

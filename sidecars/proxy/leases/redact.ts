import { Transform, type TransformCallback } from 'node:stream'
import { base64Cores, Needles } from './search.ts'

/** Secrets that were sent to a host, each with the lease that is shown in its place. */
export type Secrets = ReadonlyMap<string, string>

/** Below this many bytes an encoded form is too short to be told from anything else. */
const SHORTEST_ENCODED = 8

/** So many bytes of a secret's inside are looked for by themselves: nothing else says them by chance. */
const WINDOW = 12

/** Finds secrets in what comes back, in the forms in which servers echo them, and puts the lease in their place. */
export class Redactor {
  readonly #needles: Needles
  readonly #replacements = new Map<string, Buffer>()
  /** Every replacement is as long as what it replaces, so lengths that were announced stay true. */
  readonly keepsLength: boolean

  constructor(secrets: Secrets) {
    for (const [secret, lease] of secrets) this.#add(secret, lease)
    const needles = [...this.#replacements.keys()].map((needle) => Buffer.from(needle, 'latin1'))
    this.#needles = new Needles(needles)
    this.keepsLength = needles.every(
      (needle) => this.#replacements.get(needle.toString('latin1'))?.length === needle.length,
    )
  }

  #add(secret: string, lease: string): void {
    const raw = Buffer.from(secret, 'utf8')
    this.#put(raw.toString('latin1'), lease)
    for (const { inside, shown } of windows(raw, lease)) this.#put(inside, shown)
    for (const encode of encodings) this.#put(encode(secret), encode(lease))
    const cores = base64Cores(Buffer.from(lease, 'utf8'))
    for (const { core, alignment } of base64Cores(raw)) {
      if (core.length < SHORTEST_ENCODED) continue
      const shown = cores[alignment]?.core ?? ''
      this.#put(core, shown)
      this.#put(url64(core), url64(shown))
    }
  }

  #put(needle: string, replacement: string): void {
    if (needle !== '' && !this.#replacements.has(needle))
      this.#replacements.set(needle, Buffer.from(replacement, 'latin1'))
  }

  /** A header value, as Node gives it: one character a byte. */
  text(value: string): string {
    return this.bytes(Buffer.from(value, 'latin1')).toString('latin1')
  }

  holds(bytes: Buffer): boolean {
    return this.#needles.find(bytes) !== undefined
  }

  bytes(bytes: Buffer): Buffer {
    return this.#redact(bytes, true).clean
  }

  /**
   * @param last no more bytes follow; else what may be the beginning of a secret is left for the next time
   * @returns what can be shown, and what has to wait
   */
  #redact(bytes: Buffer, last: boolean): { clean: Buffer; rest: Buffer } {
    const parts: Buffer[] = []
    let from = 0
    for (;;) {
      const found = this.#needles.find(bytes, from)
      const waits = last ? bytes.length : bytes.length - this.#needles.pending(bytes, from)
      // One that is not whole yet but begins no later is the one that will have been there.
      if (found === undefined || (!last && waits <= found.at)) {
        parts.push(bytes.subarray(from, waits))
        const clean = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
        return { clean, rest: bytes.subarray(waits) }
      }
      const replacement = this.#replacements.get(found.needle.toString('latin1'))
      parts.push(bytes.subarray(from, found.at), replacement ?? Buffer.alloc(0))
      from = found.at + found.needle.length
    }
  }

  /** Redacts pieces across their borders, and delays only what may be the beginning of a secret. */
  steps(): { push(piece: Buffer): Buffer; end(): Buffer } {
    let held: Buffer = Buffer.alloc(0)
    return {
      push: (piece) => {
        const bytes = held.length === 0 ? piece : Buffer.concat([held, piece])
        const { clean, rest } = this.#redact(bytes, false)
        held = rest
        return clean
      },
      end: () => {
        const last = this.bytes(held)
        held = Buffer.alloc(0)
        return last
      },
    }
  }

  /** The same as a stream. */
  stream(): Transform {
    const steps = this.steps()
    return new Transform({
      transform: (chunk: Buffer, _encoding, done: TransformCallback) =>
        done(null, steps.push(chunk)),
      flush: (done: TransformCallback) => done(null, steps.end()),
    })
  }
}

/**
 * Parts of a secret, side by side from its end on: one that is given back in pieces, such as the items of a tool's
 * result, leaves at least one of them whole as long as there are fewer cuts than parts. Its beginning is left out: that
 * is often the same for all keys of a kind, and stands in their documentation.
 */
function windows(secret: Buffer, lease: string): { inside: string; shown: string }[] {
  const parts: { inside: string; shown: string }[] = []
  for (let at = secret.length - WINDOW; at >= WINDOW; at -= WINDOW) {
    const inside = secret.subarray(at, at + WINDOW).toString('latin1')
    if (new Set(inside).size < WINDOW / 2) continue
    parts.push({
      inside,
      shown: latin1(lease)
        .slice(at, at + WINDOW)
        .padEnd(WINDOW, '*'),
    })
  }
  return parts
}

/** PHP writes a slash as \/ , Gson and Go write what HTML could take for its own as \u003c . */
const inJsonForHtml = (text: string) => inJson(text).replace(/[<>&=']/g, inHex4)
const inHex4 = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
const inJson = (text: string) => latin1(JSON.stringify(text).slice(1, -1))
const inJsonWithSlashes = (text: string) => inJson(text).replaceAll('/', '\\/')
const inUrl = (text: string) => encodeURIComponent(text)
const inForm = (text: string) => new URLSearchParams([['', text]]).toString().slice(1)
const inHtml = (text: string) =>
  latin1(text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`))
const inLowerUrl = (text: string) =>
  inUrl(text).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
const inHex = (text: string) => Buffer.from(text, 'utf8').toString('hex')
const inUtf16 = (text: string) => Buffer.from(text, 'utf16le').toString('latin1')
const inUtf16Swapped = (text: string) => Buffer.from(text, 'utf16le').swap16().toString('latin1')
const latin1 = (text: string) => Buffer.from(text, 'utf8').toString('latin1')
const encodings: readonly ((text: string) => string)[] = [
  inJson,
  inJsonWithSlashes,
  inJsonForHtml,
  inUrl,
  inLowerUrl,
  inForm,
  inHtml,
  inHex,
  (text) => inHex(text).toUpperCase(),
  inUtf16,
  inUtf16Swapped,
]
const url64 = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_')

/** How many secrets are remembered for a host; the oldest is forgotten first. */
const REMEMBERED = 32

/**
 * Which secrets went to which host. What a host was told it can repeat in any later answer, on any connection and to
 * any service, so the memory is shared and belongs to the host.
 */
export class SentSecrets {
  readonly #hosts = new Map<string, { secrets: Map<string, string>; redactor?: Redactor }>()

  remember(host: string, secret: string, lease: string): void {
    const known = this.#hosts.get(host) ?? { secrets: new Map<string, string>() }
    this.#hosts.set(host, known)
    if (known.secrets.get(secret) === lease) return
    known.secrets.set(secret, lease)
    if (known.secrets.size > REMEMBERED)
      known.secrets.delete(known.secrets.keys().next().value ?? '')
    delete known.redactor
  }

  /** Absent for a host that was told nothing: its answers pass untouched. */
  redactorFor(host: string): Redactor | undefined {
    const known = this.#hosts.get(host)
    if (known === undefined) return undefined
    known.redactor ??= new Redactor(known.secrets)
    return known.redactor
  }
}

import { Transform, type TransformCallback } from 'node:stream'
import { Recent } from '../../../policy/recent.ts'
import { EscapedText } from './escaped-text.ts'
import { base64Cores, Needles, type Pattern } from './search.ts'

/** Secrets that were sent to a host, each with the lease that is shown in its place. */
export type Secrets = ReadonlyMap<string, string>

/** Below this many bytes an encoded form is too short to be told from anything else. */
const SHORTEST_ENCODED = 8

/** So many bytes of a secret's inside are looked for by themselves: nothing else says them by chance. */
const WINDOW = 12

/** What is looked for, each with what is shown in its place. */
export interface Hidden {
  readonly forms: readonly { pattern: Pattern; replacement: Buffer }[]
  /** What is shown is as long as what it replaces, but where that is escaped. */
  readonly keepsLength: boolean
}

const nothing: Hidden = { forms: [], keepsLength: true }

/** Secrets in the forms in which servers echo them. */
export function hidden(secrets: Secrets): Hidden {
  const forms = [...secrets].flatMap(([secret, lease]) => formsOf(secret, lease))
  return {
    forms: forms.map(([text, shown, escapable]) => ({
      pattern: escapable ? new EscapedText(text) : new Needles([Buffer.from(text, 'latin1')]),
      replacement: Buffer.from(shown, 'latin1'),
    })),
    keepsLength: forms.every(
      ([text, shown, escapable]) => escapable || text.length === shown.length,
    ),
  }
}

/** Finds secrets in what comes back and puts the lease in their place. */
export class Redactor {
  readonly #hidden: () => Hidden

  /**
   * @param hidden asked for each piece: a host can be told a secret while an answer passes, and say it there
   */
  constructor(hidden: () => Hidden) {
    this.#hidden = hidden
  }

  /** Whether lengths that were announced stay true. */
  get keepsLength(): boolean {
    return this.#hidden().keepsLength
  }

  /** A header value, as Node gives it: one character a byte. */
  text(value: string): string {
    return this.bytes(Buffer.from(value, 'latin1')).toString('latin1')
  }

  holds(bytes: Buffer): boolean {
    return this.#hidden().forms.some(({ pattern }) => pattern.find(bytes, 0) !== undefined)
  }

  bytes(bytes: Buffer): Buffer {
    return this.#redact(bytes, true, false).clean
  }

  /**
   * @param last no more bytes follow; else what may be the beginning of a secret is left for the next time
   * @param fit what is shown is made as long as what it replaces
   * @returns what can be shown, and what has to wait
   */
  #redact(bytes: Buffer, last: boolean, fit: boolean): { clean: Buffer; rest: Buffer } {
    const parts: Buffer[] = []
    const { forms } = this.#hidden()
    const places = forms.map(({ pattern }) => pattern.find(bytes, 0))
    let from = 0
    let waits = last ? bytes.length : firstPending(forms, bytes, 0)
    for (;;) {
      let first = -1
      for (const [index, { pattern }] of forms.entries()) {
        let place = places[index]
        if (place !== undefined && place.at < from) {
          place = pattern.find(bytes, from)
          places[index] = place
        }
        if (place !== undefined && isBefore(place, places[first])) first = index
      }
      const found = places[first]
      // One that is not whole yet but begins no later is the one that will have been there.
      if (found === undefined || (!last && waits <= found.at)) {
        parts.push(bytes.subarray(from, waits))
        const clean = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
        return { clean, rest: bytes.subarray(waits) }
      }
      const replacement = forms[first]?.replacement ?? Buffer.alloc(0)
      parts.push(bytes.subarray(from, found.at))
      parts.push(fit ? fitted(replacement, found.length) : replacement)
      from = found.at + found.length
      if (!last && waits < from) waits = firstPending(forms, bytes, from)
    }
  }

  /**
   * Redacts pieces across their borders, and delays only what may be the beginning of a secret.
   *
   * @param fit no byte more or less comes out than went in
   */
  steps(fit = false): { push(piece: Buffer): Buffer; end(): Buffer } {
    let held: Buffer = Buffer.alloc(0)
    return {
      push: (piece) => {
        const bytes = held.length === 0 ? piece : Buffer.concat([held, piece])
        const { clean, rest } = this.#redact(bytes, false, fit)
        held = rest
        return clean
      },
      end: () => {
        const { clean } = this.#redact(held, true, fit)
        held = Buffer.alloc(0)
        return clean
      },
    }
  }

  /** The same as a stream; its length stays the same if `keepsLength` says so now. */
  stream(): Transform {
    const steps = this.steps(this.keepsLength)
    return new Transform({
      transform: (chunk: Buffer, _encoding, done: TransformCallback) =>
        done(null, steps.push(chunk)),
      flush: (done: TransformCallback) => done(null, steps.end()),
    })
  }
}

type Place = ReturnType<Pattern['find']>

/** Whether one begins earlier than the other, or is longer where both begin. */
function isBefore(one: NonNullable<Place>, other: Place): boolean {
  return (
    other === undefined || one.at < other.at || (one.at === other.at && one.length > other.length)
  )
}

/** Where the first begins that may go on in the next piece; the end of the bytes when there is none. */
function firstPending(forms: Hidden['forms'], bytes: Buffer, from: number): number {
  let most = 0
  for (const { pattern } of forms) most = Math.max(most, pattern.pending(bytes, from))
  return bytes.length - most
}

function fitted(text: Buffer, length: number): Buffer {
  if (text.length === length) return text
  const fit = Buffer.alloc(length, '*')
  text.copy(fit)
  return fit
}

type Form = readonly [text: string, shown: string, escapable: boolean]

/**
 * The forms of a secret and what is shown for each, one character a byte. Those that are escapable are looked for with
 * any of their characters escaped, too; their text is in Unicode then.
 */
function formsOf(secret: string, lease: string): Form[] {
  const raw = Buffer.from(secret, 'utf8')
  const forms: Form[] = [
    [raw.toString('latin1'), lease, false],
    [secret, lease, true],
  ]
  for (const { inside, shown } of windows(raw, lease)) forms.push([inside, shown, false])
  for (const encode of encodings) forms.push([encode(secret), encode(lease), false])
  const cores = base64Cores(Buffer.from(lease, 'utf8'))
  for (const { core, alignment } of base64Cores(raw)) {
    if (core.length < SHORTEST_ENCODED) continue
    const shown = cores[alignment]?.core ?? ''
    forms.push([core, shown, false], [core, shown, true])
    if (/[+/]/.test(core)) forms.push([url64(core), url64(shown), false])
  }
  return forms
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

const latin1 = (text: string) => Buffer.from(text, 'utf8').toString('latin1')
const inHex = (text: string) => Buffer.from(text, 'utf8').toString('hex')
const inUtf16 = (text: string) => Buffer.from(text, 'utf16le').toString('latin1')
const inUtf16Swapped = (text: string) => Buffer.from(text, 'utf16le').swap16().toString('latin1')
const encodings: readonly ((text: string) => string)[] = [
  inHex,
  (text) => inHex(text).toUpperCase(),
  inUtf16,
  inUtf16Swapped,
]
const url64 = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_')

/** How many secrets are remembered for a host; the oldest is forgotten first. */
const REMEMBERED = 32
/** How many hosts are told apart. A binding may be for a pattern, and an agent can think of names without end. */
const KEPT_HOSTS = 10_000
/** Sets of secrets whose forms are kept: hosts of one binding share theirs. */
const KEPT_FORMS = 64

interface Told {
  secrets: Secrets
  hidden: Hidden
}

/**
 * Which secrets went to which host. What a host was told it can repeat in any later answer, on any connection and to
 * any service, so the memory is shared and belongs to the host.
 */
export class SentSecrets {
  readonly #hosts = new Map<string, Told>()
  readonly #forms = new Recent<Hidden>(KEPT_FORMS)
  /** What the hosts were told that are no longer told apart: from then on any host may have been one of them. */
  #others: Told | undefined

  remember(host: string, secret: string, lease: string): void {
    const told = this.#hosts.get(host)
    if (told?.secrets.get(secret) === lease) return
    this.#hosts.set(host, this.#with(told, [[secret, lease]]))
    if (this.#hosts.size <= KEPT_HOSTS) return
    const [oldest] = this.#hosts
    if (oldest === undefined) return
    this.#hosts.delete(oldest[0])
    this.#others = this.#with(this.#others, oldest[1].secrets)
  }

  #with(told: Told | undefined, more: Iterable<readonly [string, string]>): Told {
    const secrets = new Map(told?.secrets)
    for (const [secret, lease] of more) secrets.set(secret, lease)
    while (secrets.size > REMEMBERED) secrets.delete(secrets.keys().next().value ?? '')
    const name = JSON.stringify([...secrets])
    const forms = this.#forms.get(name) ?? hidden(secrets)
    this.#forms.set(name, forms)
    return { secrets, hidden: forms }
  }

  /**
   * What takes out of a host's answers the secrets that it has been told by then.
   *
   * @param mayBeTold a credential is bound to it
   * @returns undefined for a host that was told nothing and will not be: its answers pass untouched
   */
  redactorFor(host: string, mayBeTold: boolean): Redactor | undefined {
    if (!mayBeTold && !this.#hosts.has(host) && this.#others === undefined) return undefined
    return new Redactor(() => (this.#hosts.get(host) ?? this.#others)?.hidden ?? nothing)
  }
}

import { randomBytes } from 'node:crypto'
import type { LeaseShape } from '../../policy/credential-bindings.ts'
import { type LeaseIdentity, leaseFingerprint, leaseText } from './lease.ts'
import { readState, setAside, writeState } from './state-file.ts'

/** One lease, as the broker keeps it: everything but its text and its secret. */
export interface LeaseRecord extends LeaseIdentity {
  /** Names the lease in events and lists; tells nothing of its text. */
  id: string
  /** Names of the policies under which it was issued. */
  policy: string
  /** By the steady clock. */
  issuedAt: number
  /** By the steady clock; null when it has no end. */
  expiresAt: number | null
  state: 'active' | 'expired' | 'revoked'
}

/** For whom and for what a lease is. */
export interface LeaseRequest {
  service: string
  key: string
  policy: string
  shape: LeaseShape
  /** How long it may live at most; undefined for no end. */
  maxHours: number | undefined
}

const BOOK = 'leases.json'
const SIGNING_KEY = 'lease.key'
const SIGNING_KEY_BYTES = 32
const HOUR = 3_600_000
/** How long an ended lease is remembered, so that its use is told from a forgery. */
const REMEMBERED = 30 * 24 * HOUR

/** All leases that were ever issued for a project and are not long over. Changes are on disk before they are spoken of. */
export class LeaseBook {
  readonly #directory: string
  readonly #project: string
  readonly #signingKey: Buffer
  #leases: LeaseRecord[]
  readonly #byFingerprint = new Map<string, LeaseRecord>()
  /** Whether the book on disk could not be read, so that all leases before are unknown now. */
  readonly wasLost: boolean

  private constructor(
    directory: string,
    project: string,
    signingKey: Buffer,
    leases: LeaseRecord[],
    wasLost: boolean,
  ) {
    this.#directory = directory
    this.#project = project
    this.#signingKey = signingKey
    this.#leases = leases
    this.wasLost = wasLost
    for (const lease of leases) this.#index(lease)
  }

  static async open(directory: string, project: string): Promise<LeaseBook> {
    const signingKey = await loadSigningKey(directory)
    const { leases, wasLost } = await loadLeases(directory)
    return new LeaseBook(directory, project, signingKey, leases, wasLost)
  }

  /** The lease of this text, of whatever state. */
  find(text: string): LeaseRecord | undefined {
    return this.#byFingerprint.get(leaseFingerprint(text))
  }

  /** The lease that a service holds for a key, if it is still good at `now`. */
  current(service: string, key: string, now: number): LeaseRecord | undefined {
    return this.#leases.find(
      (lease) =>
        lease.project === this.#project &&
        lease.service === service &&
        lease.key === key &&
        isGood(lease, now),
    )
  }

  /** The last lease that a service was given for a key, of whatever state. */
  newest(service: string, key: string): LeaseRecord | undefined {
    return this.#leases.findLast(
      (lease) => lease.project === this.#project && lease.service === service && lease.key === key,
    )
  }

  text(lease: LeaseRecord): string {
    return leaseText(this.#signingKey, lease)
  }

  /** A new lease, not yet in the book. */
  draft(request: LeaseRequest, now: number): LeaseRecord {
    const { service, key, policy, shape, maxHours } = request
    const earlier = this.#leases.filter((lease) => lease.service === service && lease.key === key)
    return {
      id: `lease-${randomBytes(8).toString('hex')}`,
      project: this.#project,
      service,
      key,
      serial: 1 + Math.max(0, ...earlier.map((lease) => lease.serial)),
      nonce: randomBytes(16).toString('hex'),
      prefix: shape.prefix,
      length: shape.length,
      policy,
      issuedAt: now,
      expiresAt: maxHours === undefined ? null : now + maxHours * HOUR,
      state: 'active',
    }
  }

  /** Enters new leases. None is good before all are on disk. */
  async enter(leases: readonly LeaseRecord[], now: number): Promise<void> {
    if (leases.length === 0) return
    const kept = this.#leases.filter((lease) => !isForgettable(lease, now))
    const next = [...kept, ...leases]
    await this.#save(next)
    for (const lease of this.#leases) {
      if (isForgettable(lease, now)) this.#byFingerprint.delete(leaseFingerprint(this.text(lease)))
    }
    this.#leases = next
    for (const lease of leases) this.#index(lease)
  }

  /** Ends leases: at once for whoever asks, and then on disk. */
  async end(leases: readonly LeaseRecord[], state: 'expired' | 'revoked'): Promise<void> {
    if (leases.length === 0) return
    for (const lease of leases) lease.state = state
    await this.#save(this.#leases)
  }

  /** A policy that became stricter shortens what was issued under a laxer one; a laxer one changes nothing. */
  shorten(lease: LeaseRecord, maxHours: number | undefined): void {
    if (maxHours === undefined) return
    const end = lease.issuedAt + maxHours * HOUR
    if (lease.expiresAt === null || lease.expiresAt > end) lease.expiresAt = end
  }

  list(): readonly LeaseRecord[] {
    return this.#leases
  }

  #index(lease: LeaseRecord): void {
    if (lease.project === this.#project) {
      this.#byFingerprint.set(leaseFingerprint(this.text(lease)), lease)
    }
  }

  async #save(leases: readonly LeaseRecord[]): Promise<void> {
    await writeState(this.#directory, BOOK, `${JSON.stringify({ version: 1, leases })}\n`)
  }
}

export function isGood(lease: LeaseRecord, now: number): boolean {
  return lease.state === 'active' && !isOver(lease, now)
}

export function isOver(lease: LeaseRecord, now: number): boolean {
  return lease.expiresAt !== null && now >= lease.expiresAt
}

function isForgettable(lease: LeaseRecord, now: number): boolean {
  if (lease.state === 'active') return false
  return now - (lease.expiresAt ?? lease.issuedAt) > REMEMBERED
}

async function loadSigningKey(directory: string): Promise<Buffer> {
  const kept = await readState(directory, SIGNING_KEY)
  if (kept?.length === SIGNING_KEY_BYTES) return kept
  const made = randomBytes(SIGNING_KEY_BYTES)
  await writeState(directory, SIGNING_KEY, made)
  return made
}

async function loadLeases(directory: string): Promise<{ leases: LeaseRecord[]; wasLost: boolean }> {
  const bytes = await readState(directory, BOOK)
  if (bytes === undefined) return { leases: [], wasLost: false }
  try {
    const book: unknown = JSON.parse(bytes.toString('utf8'))
    return { leases: readBook(book), wasLost: false }
  } catch {
    // Without the book no old lease is known, so none is good: that is safe, and `up` issues new ones.
    await setAside(directory, BOOK)
    return { leases: [], wasLost: true }
  }
}

function readBook(book: unknown): LeaseRecord[] {
  if (typeof book !== 'object' || book === null) throw new Error('not a book')
  const { version, leases } = book as { version?: unknown; leases?: unknown }
  if (version !== 1 || !Array.isArray(leases) || !leases.every(isRecord)) {
    throw new Error('not a book')
  }
  return leases
}

function isRecord(value: unknown): value is LeaseRecord {
  if (typeof value !== 'object' || value === null) return false
  const record = value as Record<string, unknown>
  return (
    ['id', 'project', 'service', 'key', 'nonce', 'prefix', 'policy'].every(
      (name) => typeof record[name] === 'string',
    ) &&
    ['serial', 'length', 'issuedAt'].every((name) => Number.isFinite(record[name])) &&
    (record.expiresAt === null || Number.isFinite(record.expiresAt)) &&
    ['active', 'expired', 'revoked'].includes(String(record.state))
  )
}

import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import tls from 'node:tls'
import type { CertificateWithKey, LeafMaker } from './certificate-maker.ts'
import { type TrustPlace, writeTrustFiles } from './trust-files.ts'
import { writeWhole } from './write-whole.ts'

const AUTHORITY_DAYS = 5 * 365
/** An authority is replaced before services that started with it could see it end. */
const AUTHORITY_RENEWAL_DAYS = 180
const LEAF_HOURS = 7 * 24
const LEAF_RENEWAL_HOURS = 24
const KEPT_LEAVES = 512
const HOUR = 3_600_000

/**
 * The authority of one project: it vouches for the hosts that are intercepted, to the project's own services alone.
 * Its key never leaves the proxy's own volume.
 */
export interface Authority {
  /** What a server shows for this host: made when first asked for, kept, made anew before it ends. */
  contextFor(host: string): Promise<tls.SecureContext>
}

/** Makes an authority that is good for so many days. */
export type MakeAuthority = (project: string, days: number) => Promise<CertificateWithKey>

/**
 * Opens the authority of the project, or makes it when there is none. It stays the same over restarts: services that
 * trust it read it once, when they start.
 *
 * @param stateDirectory holds the key (0600); only the proxy has it
 * @param trust where services find it, in every form that they ask for
 * @param makeAuthority how a missing one is made
 */
export async function openAuthority(
  project: string,
  stateDirectory: string,
  trust: TrustPlace,
  makeAuthority: MakeAuthority = makeHere,
): Promise<Authority> {
  let authority = await stored(stateDirectory)
  if (authority === undefined) {
    authority = await makeAuthority(project, AUTHORITY_DAYS)
    await keep(authority, stateDirectory)
  }
  await writeTrustFiles(authority.certificate, trust)
  return new KeptLeaves(authority)
}

const keyFile = 'authority.pem'

async function stored(stateDirectory: string): Promise<CertificateWithKey | undefined> {
  let text: string
  try {
    text = await readFile(join(stateDirectory, keyFile), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const key = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n/.exec(text)?.[0]
  const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/.exec(text)?.[0]
  if (key === undefined || certificate === undefined) return undefined
  try {
    const parsed = new X509Certificate(certificate)
    const end = new Date(parsed.validTo).getTime()
    if (end - Date.now() < AUTHORITY_RENEWAL_DAYS * 24 * HOUR) return undefined
    return parsed.checkPrivateKey(createPrivateKey(key)) ? { key, certificate } : undefined
  } catch {
    return undefined
  }
}

const makeHere: MakeAuthority = async (project, days) =>
  (await import('./certificate-maker.ts')).makeAuthority(project, days)

async function keep(authority: CertificateWithKey, stateDirectory: string): Promise<void> {
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 })
  // Key and certificate in one file: there is no moment in which one of them is new and the other old.
  await writeWhole(join(stateDirectory, keyFile), authority.key + authority.certificate, 0o600)
}

class KeptLeaves implements Authority {
  readonly #authority: CertificateWithKey
  #maker: Promise<LeafMaker> | undefined
  /** In the order of their last use. */
  readonly #kept = new Map<string, { context: Promise<tls.SecureContext>; until: number }>()

  constructor(authority: CertificateWithKey) {
    this.#authority = authority
  }

  contextFor(host: string): Promise<tls.SecureContext> {
    const known = this.#kept.get(host)
    this.#kept.delete(host)
    if (known !== undefined && known.until > Date.now()) {
      this.#kept.set(host, known)
      return known.context
    }
    const context = this.#make(host)
    const until = Date.now() + (LEAF_HOURS - LEAF_RENEWAL_HOURS) * HOUR
    this.#kept.set(host, { context, until })
    context.catch(() => this.#kept.delete(host))
    if (this.#kept.size > KEPT_LEAVES) this.#kept.delete(this.#kept.keys().next().value ?? '')
    return context
  }

  async #make(host: string): Promise<tls.SecureContext> {
    this.#maker ??= import('./certificate-maker.ts').then(({ LeafMaker }) =>
      LeafMaker.create(this.#authority),
    )
    const maker = await this.#maker
    const cert = await maker.make(host, LEAF_HOURS)
    return tls.createSecureContext({ cert, key: maker.key, minVersion: 'TLSv1.2' })
  }
}

import type { Dispatcher } from 'undici'
import { secretText } from './secret-text.ts'
import { CachedSource } from './sources/cached.ts'
import { readDeclaration } from './sources/declaration.ts'
import { type Source, valueSource } from './sources/source.ts'

/** A secret as it is, or where it is to be asked for. */
export type Secret = string | Source

/**
 * Secrets as they are handed over at `unlock`: for all services that may use a key, or for one service alone, where
 * the same variable means different things in different services.
 */
export interface Secrets {
  /** key → secret */
  secrets: ReadonlyMap<string, Secret>
  /** service → key → secret; wins over `secrets`. */
  services: ReadonlyMap<string, ReadonlyMap<string, Secret>>
}

/** What was handed over are no secrets. The message names keys and services, never a value. */
export class BadSecrets extends Error {
  override name = 'BadSecrets'
}

/**
 * Reads `{ "secrets": { KEY: SECRET }, "services": { SERVICE: { KEY: SECRET } } }`; the second part may be missing.
 * SECRET is a text, or a declaration as `readDeclaration` takes it.
 *
 * @param dispatcher the way out for sources that ask over the network
 * @throws BadSecrets
 */
export function readSecrets(text: string, dispatcher?: Dispatcher): Secrets {
  const document = parse(text)
  for (const name of Object.keys(document)) {
    if (name !== 'secrets' && name !== 'services') {
      throw new BadSecrets('Expected an object with "secrets" and, if need be, "services".')
    }
  }
  const services = new Map<string, ReadonlyMap<string, Secret>>()
  for (const [service, secrets] of Object.entries(asObject(document.services ?? {}, 'services'))) {
    services.set(service, readValues(secrets, `services.${service}`, dispatcher))
  }
  return { secrets: readValues(document.secrets ?? {}, 'secrets', dispatcher), services }
}

function parse(text: string): Record<string, unknown> {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    // The error of JSON.parse quotes the text, which holds secrets.
    throw new BadSecrets('Expected JSON.')
  }
  return asObject(document, 'the document')
}

function readValues(
  value: unknown,
  place: string,
  dispatcher: Dispatcher | undefined,
): ReadonlyMap<string, Secret> {
  const values = new Map<string, Secret>()
  for (const [key, secret] of Object.entries(asObject(value, place))) {
    values.set(key, typeof secret === 'string' ? secret : declared(key, secret, dispatcher))
  }
  return values
}

function declared(key: string, value: unknown, dispatcher: Dispatcher | undefined): Source {
  try {
    return readDeclaration(value, dispatcher)
  } catch (error) {
    throw new BadSecrets(`The source of ${key}: ${(error as Error).message}`)
  }
}

/** The source of a secret, once it is sure that a request can carry it. Throws BadSecrets. */
function sourceOf(key: string, secret: Secret): Source {
  if (typeof secret !== 'string') return secret
  const read = secretText(secret)
  if (!read.ok) throw new BadSecrets(`The secret of ${key} ${read.fault}.`)
  return valueSource(read.secret)
}

function asObject(value: unknown, place: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadSecrets(`Expected ${place} to be an object.`)
  }
  return value as Record<string, unknown>
}

/** Secrets that were found fit to be put into the box. */
export interface CheckedSecrets {
  secrets: ReadonlyMap<string, Source>
  services: ReadonlyMap<string, ReadonlyMap<string, Source>>
}

/** @throws BadSecrets for what no request can carry */
export function checkSecrets({ secrets, services }: Secrets): CheckedSecrets {
  const check = (values: ReadonlyMap<string, Secret>) =>
    new Map([...values].map(([key, secret]) => [key, sourceOf(key, secret)]))
  return {
    secrets: check(secrets),
    services: new Map([...services].map(([service, own]) => [service, check(own)])),
  }
}

/** The secrets of a running broker. They are here and nowhere else, and end with the process. */
export class SecretBox {
  readonly #common = new Map<string, CachedSource>()
  readonly #own = new Map<string, Map<string, CachedSource>>()
  readonly #now: () => number
  readonly #beforeFetch: (key: string, source: Source) => Promise<unknown>

  /**
   * @param now a clock that nobody sets, in milliseconds
   * @param beforeFetch told before a source is asked for the secret of a key; what it throws keeps it from being asked
   */
  constructor(
    now: () => number,
    beforeFetch: (key: string, source: Source) => Promise<unknown> = async () => {},
  ) {
    this.#now = now
    this.#beforeFetch = beforeFetch
  }

  /** Takes secrets in; those of keys that are not named stay as they are. */
  put({ secrets, services }: CheckedSecrets): void {
    for (const [key, source] of secrets) this.#common.set(key, this.#cached(key, source))
    for (const [service, own] of services) {
      const ofService = this.#own.get(service) ?? new Map<string, CachedSource>()
      for (const [key, source] of own) ofService.set(key, this.#cached(key, source))
      this.#own.set(service, ofService)
    }
  }

  get(service: string, key: string): CachedSource | undefined {
    return this.#own.get(service)?.get(key) ?? this.#common.get(key)
  }

  #cached(key: string, source: Source): CachedSource {
    return new CachedSource(source, this.#now, () => this.#beforeFetch(key, source))
  }
}

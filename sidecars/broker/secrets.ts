/**
 * Secrets as they are handed over at `unlock`: for all services that may use a key, or for one service alone, where
 * the same variable means different things in different services.
 */
export interface Secrets {
  /** key → secret */
  secrets: ReadonlyMap<string, string>
  /** service → key → secret; wins over `secrets`. */
  services: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/** What was handed over are no secrets. The message names keys and services, never a value. */
export class BadSecrets extends Error {
  override name = 'BadSecrets'
}

const LONGEST_SECRET = 64 * 1024

/**
 * Reads `{ "secrets": { KEY: VALUE }, "services": { SERVICE: { KEY: VALUE } } }`; the second part may be missing.
 *
 * A line break at the very end of a value is dropped: files and the output of commands end in one, and it is not part of
 * the secret. Any other control character is refused: no header can carry it, and one that is sent on regardless would
 * let whoever chose the secret write headers.
 *
 * @throws BadSecrets
 */
export function readSecrets(text: string): Secrets {
  const document = parse(text)
  for (const name of Object.keys(document)) {
    if (name !== 'secrets' && name !== 'services') {
      throw new BadSecrets('Expected an object with "secrets" and, if need be, "services".')
    }
  }
  const services = new Map<string, ReadonlyMap<string, string>>()
  for (const [service, secrets] of Object.entries(asObject(document.services ?? {}, 'services'))) {
    services.set(service, readValues(secrets, `services.${service}`))
  }
  return { secrets: readValues(document.secrets ?? {}, 'secrets'), services }
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

function readValues(value: unknown, place: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const [key, secret] of Object.entries(asObject(value, place))) {
    if (typeof secret !== 'string') throw new BadSecrets(`The secret of ${key} is not a text.`)
    values.set(key, usable(key, secret))
  }
  return values
}

function usable(key: string, secret: string): string {
  const value = secret.replace(/\r?\n$/, '')
  if (value === '') throw new BadSecrets(`The secret of ${key} is empty.`)
  if (value.length > LONGEST_SECRET) throw new BadSecrets(`The secret of ${key} is too long.`)
  if (/[^\t\P{Cc}]/u.test(value)) {
    throw new BadSecrets(
      `The secret of ${key} holds a line break or another control character, which no request can carry.`,
    )
  }
  return value
}

function asObject(value: unknown, place: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadSecrets(`Expected ${place} to be an object.`)
  }
  return value as Record<string, unknown>
}

/** The secrets of a running broker. They are here and nowhere else, and end with the process. */
export class SecretBox {
  readonly #common = new Map<string, string>()
  readonly #own = new Map<string, Map<string, string>>()

  /** Takes secrets in; those of keys that are not named stay as they are. */
  put({ secrets, services }: Secrets): void {
    for (const [key, secret] of secrets) this.#common.set(key, secret)
    for (const [service, own] of services) {
      const before = this.#own.get(service) ?? new Map<string, string>()
      this.#own.set(service, new Map([...before, ...own]))
    }
  }

  get(service: string, key: string): string | undefined {
    return this.#own.get(service)?.get(key) ?? this.#common.get(key)
  }
}

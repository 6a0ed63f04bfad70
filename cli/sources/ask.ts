import type {
  CallerSource,
  DeclaredSource,
  KeySource,
} from '../../compose-transform/credentials/sources.ts'
import type { GovernedProject } from '../../compose-transform/index.ts'
import type { SecretOrDeclaration, Secrets } from '../compose/broker.ts'
import { CommandError, Exit } from '../exit.ts'
import { callerSecret } from './caller.ts'

/**
 * What the broker is handed: for each service the secrets of the keys that it has in its environment, or where the
 * broker is to ask for them. Every source of the caller's is asked once, now.
 *
 * @throws CommandError for a key that has no secret: a lease of nothing would fail far from its cause
 */
export async function secretsFor(output: GovernedProject): Promise<Secrets> {
  const asked = new Map<string, SecretOrDeclaration>()
  const services = new Map<string, Map<string, SecretOrDeclaration>>()
  for (const { service, key } of output.keys) {
    const secret = asked.get(key) ?? (await secretOfKey(output, service, key))
    asked.set(key, secret)
    const own = services.get(service) ?? new Map<string, SecretOrDeclaration>()
    services.set(service, own.set(key, secret))
  }
  return services
}

async function secretOfKey(
  output: GovernedProject,
  service: string,
  key: string,
): Promise<SecretOrDeclaration> {
  const declared = output.sources.get(key)
  if (declared) {
    return ask(key, declared, () => handedOver(declared.source, key, output.environment))
  }
  const secret = output.secrets.get(key)
  if (secret !== undefined) return secret
  throw new CommandError(
    `${key} is not set, and ${service} wants it. Set it where you call this, or take it out of the service's environment.`,
  )
}

async function ask<T>(key: string, { place }: KeySource, get: () => Promise<T>): Promise<T> {
  try {
    return await get()
  } catch (error) {
    throw new CommandError(`the source of ${key}: ${(error as Error).message}`, {
      exitCode: Exit.machine,
      place: placeOf(place),
    })
  }
}

function placeOf({ source, start }: KeySource['place']): string {
  const before = source.text.slice(0, start).split('\n')
  return `${source.file}:${before.length}:${(before.at(-1) ?? '').length + 1}`
}

/** The secret itself, or the declaration for the broker with the secrets in it that only the caller can get. */
async function handedOver(
  source: DeclaredSource,
  key: string,
  environment: ReadonlyMap<string, string>,
): Promise<SecretOrDeclaration> {
  const held = async (inner: CallerSource, form: 'line' | 'text') =>
    (await callerSecret(inner, environment, form).fetch()).secret
  if ('secret' in source) return { file: `/run/secrets/${key}` }
  if ('githubApp' in source) {
    const privateKey = await held(source.githubApp.privateKey, 'text')
    return { githubApp: { ...source.githubApp, privateKey } }
  }
  if ('clientCredentials' in source) {
    const clientSecret = await held(source.clientCredentials.clientSecret, 'line')
    return { clientCredentials: { ...source.clientCredentials, clientSecret } }
  }
  return held(source, 'line')
}

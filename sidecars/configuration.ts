import { gunzipSync } from 'node:zlib'
import type { Configuration } from '../schemas/generated/configuration.ts'
import validate from '../schemas/generated/configuration.validate.mjs'

export type { Configuration } from '../schemas/generated/configuration.ts'

/** The document that configures the sidecars is not usable; the message says where. */
export class BadConfiguration extends Error {
  override name = 'BadConfiguration'
}

/**
 * Reads the one document that configures every sidecar. It is checked whole before any of it is used: a sidecar that
 * runs on half a configuration would enforce half a policy.
 *
 * @param json the document, as the emitted file hands it over in `GOVERNANCE_CONFIGURATION`: JSON, or `gzip:` and the
 *   same packed, where it would not fit into one environment variable
 * @throws BadConfiguration when it is not JSON, not of the schema, or names a policy that it does not hold
 */
export function readConfiguration(json: string): Configuration {
  let document: unknown
  try {
    document = JSON.parse(json.startsWith(packed) ? unpack(json) : json)
  } catch {
    throw new BadConfiguration('The configuration is not JSON.')
  }
  if (!validate(document)) {
    const [first] = validate.errors ?? []
    const where = first?.instancePath || '/'
    throw new BadConfiguration(`The configuration is wrong at ${where}: ${first?.message ?? '?'}.`)
  }
  const configuration = document as Configuration
  const taken = new Map<string, string>()
  for (const [name, service] of Object.entries(configuration.services)) {
    if (!Object.hasOwn(configuration.policies, service.policy))
      throw new BadConfiguration(`Service ${name} has a policy that the configuration lacks.`)
    const other = taken.get(service.listen.proxy)
    if (other !== undefined)
      throw new BadConfiguration(
        `Services ${other} and ${name} have the same listening address, so neither could be told from the other.`,
      )
    taken.set(service.listen.proxy, name)
  }
  return configuration
}

const packed = 'gzip:'

/** No configuration is larger; whatever unpacks to more is not one. */
const MOST_BYTES = 16 * 1024 * 1024

function unpack(text: string): string {
  const bytes = Buffer.from(text.slice(packed.length), 'base64')
  return gunzipSync(bytes, { maxOutputLength: MOST_BYTES }).toString()
}

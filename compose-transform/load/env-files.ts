import { DotenvError, parseDotenv, parseRawEnv } from './dotenv.ts'
import { fail } from './failure.ts'
import { type FileAccess, mayRead, mustRead } from './files.ts'
import {
  entriesAt,
  itemsAt,
  type Mapping,
  mapAt,
  mapping,
  type Node,
  type Scalar,
  scalar,
  textAt,
  textOf,
} from './node.ts'

/** What the env files and label files of a service say, below what it says itself. */
export interface FromFiles {
  environment: Map<string, Scalar>
  labels: Map<string, Scalar>
}

/**
 * Reads the env files and label files of every service. A variable in an env file takes the caller's
 * variables first, then what the files before it set.
 */
export async function readServiceFiles(
  files: FileAccess,
  root: Mapping,
  active: ReadonlySet<string>,
  environment: ReadonlyMap<string, string>,
): Promise<Map<string, FromFiles>> {
  const result = new Map<string, FromFiles>()
  const cache = new Map<string, string | undefined>()
  for (const [name, service] of entriesAt(root, 'services')) {
    const values = new Map<string, string>()
    const fromFiles: FromFiles = { environment: new Map(), labels: new Map() }
    for (const entry of itemsAt(service, 'env_file')) {
      const path = textAt(entry, 'path') ?? ''
      const required = textAt(entry, 'required') !== 'false' && active.has(name)
      const text = await readCached(files, cache, path, required, entry)
      if (text === undefined) continue
      const read = parse(text, textAt(entry, 'format'), path, entry, values, environment)
      for (const [key, value] of read) {
        values.set(key, value)
        fromFiles.environment.set(key, scalar(value, entry.place))
      }
    }
    for (const entry of itemsAt(service, 'label_file')) {
      const path = textOf(entry) ?? ''
      const text = await readCached(files, cache, path, active.has(name), entry)
      if (text === undefined) continue
      const read = parse(text, undefined, path, entry, new Map(), new Map())
      for (const [key, value] of read) fromFiles.labels.set(key, scalar(value, entry.place))
    }
    if (fromFiles.environment.size + fromFiles.labels.size > 0) result.set(name, fromFiles)
  }
  return result
}

async function readCached(
  files: FileAccess,
  cache: Map<string, string | undefined>,
  path: string,
  required: boolean,
  named: Node,
): Promise<string | undefined> {
  if (!cache.has(path)) {
    cache.set(
      path,
      required ? await mustRead(files, path, named.place) : await mayRead(files, path),
    )
  }
  return cache.get(path)
}

function parse(
  text: string,
  format: string | undefined,
  path: string,
  named: Node,
  before: ReadonlyMap<string, string>,
  environment: ReadonlyMap<string, string>,
): Map<string, string> {
  const outer = (key: string) => environment.get(key) ?? before.get(key)
  if (format !== undefined && format !== '' && format !== 'raw') {
    fail('env-file', `There is no env file format "${format}".`, named)
  }
  try {
    return format === 'raw' ? parseRawEnv(text, outer) : parseDotenv(text, outer)
  } catch (error) {
    if (!(error instanceof DotenvError)) throw error
    return fail('env-file', `${path} cannot be read: ${error.message}.`, named)
  }
}

/** The variables of a service, those of its env files included, as one mapping. */
export function wholeEnvironment(service: Mapping, fromFiles: FromFiles | undefined): Mapping {
  const own = mapAt(service, 'environment')
  const place = own?.place ?? service.place
  return mapping([...(fromFiles?.environment ?? []), ...(own?.entries ?? [])], place)
}

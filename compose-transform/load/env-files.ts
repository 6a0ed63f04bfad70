import { DotenvError, parseDotenv, parseRawEnv } from './dotenv.ts'
import { fail } from './failure.ts'
import { type FileAccess, mayRead, mustRead } from './files.ts'
import {
  entriesAt,
  goText,
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
import type { Lookup } from './template.ts'

/** What the env files and label files of a service say, below what it says itself. */
export interface FromFiles {
  environment: Map<string, Scalar>
  labels: Map<string, Scalar>
}

/**
 * Reads the env files and label files of every service (compose-go, types/project.go). A variable in an env file takes
 * the caller's value first, then the service's own, then what is above it in this file or the ones before; one in a
 * label file takes what the files before it set, then what is above it.
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
    const own = ownVariables(service)
    const outer = (key: string) => environment.get(key) ?? own.get(key)
    const values = new Map(own)
    const fromFiles: FromFiles = { environment: new Map(), labels: new Map() }
    for (const entry of itemsAt(service, 'env_file')) {
      const path = textAt(entry, 'path') ?? ''
      const required = textAt(entry, 'required') !== 'false' && active.has(name)
      const text = await readCached(files, cache, path, required, entry)
      if (text === undefined) continue
      const before = new Map(values)
      parse(text, textAt(entry, 'format'), path, entry, outer, values)
      for (const [key, value] of values) {
        if (!own.has(key) && before.get(key) !== value)
          fromFiles.environment.set(key, scalar(value, entry.place))
      }
    }
    const labels = new Map<string, string>()
    for (const entry of itemsAt(service, 'label_file')) {
      const path = textOf(entry) ?? ''
      const text = await readCached(files, cache, path, active.has(name), entry)
      if (text === undefined) continue
      const read = new Map<string, string>()
      parse(text, undefined, path, entry, (key) => labels.get(key), read)
      for (const [key, value] of read) {
        labels.set(key, value)
        fromFiles.labels.set(key, scalar(value, entry.place))
      }
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

/** What a service itself sets, and not to nothing. */
function ownVariables(service: Node): Map<string, string> {
  const own = new Map<string, string>()
  for (const [key, node] of mapAt(service, 'environment')?.entries ?? []) {
    if (node.kind === 'scalar' && node.value !== null) own.set(key, goText(node.value))
  }
  return own
}

/** Adds what a file says to what is known. */
function parse(
  text: string,
  format: string | undefined,
  path: string,
  named: Node,
  outer: Lookup,
  known: Map<string, string>,
): void {
  if (format !== undefined && format !== '' && format !== 'raw') {
    fail('env-file', `There is no env file format "${format}".`, named)
  }
  try {
    if (format === 'raw') parseRawEnv(text, outer, known)
    else parseDotenv(text, outer, known)
  } catch (error) {
    if (!(error instanceof DotenvError)) throw error
    fail('env-file', `${path} cannot be read: ${error.message}.`, named)
  }
}

/** The variables of a service, those of its env files included, as one mapping. */
export function wholeEnvironment(service: Mapping, fromFiles: FromFiles | undefined): Mapping {
  const own = mapAt(service, 'environment')
  const place = own?.place ?? service.place
  return mapping([...(fromFiles?.environment ?? []), ...(own?.entries ?? [])], place)
}

import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import { whyUnreadable } from '../../compose-transform/load/files.ts'
import { type FileKind, fileKind } from '../../policy/file-kind.ts'
import { CommandError } from '../exit.ts'
import { decodeText } from '../read-text.ts'
import type { Ignores } from './ignore.ts'

export interface LintFile {
  /** Path as it is shown. */
  path: string
  text: string
  kind: FileKind
}

const yamlName = /\.(ya?ml|json)$/i
const skippedFolders = new Set(['node_modules', '.git', 'dist', 'vendor'])

/**
 * Finds what there is to lint: in folders, every policy and every Compose file; a file that was named
 * is taken for what its content says, and for a policy where nothing says otherwise.
 * It reads one file after the other and waits for each: nothing else is there to be done, and thousands of files
 * take a third of the time and one handle.
 * Throws CommandError (exit 2) for a path that does not exist or is not UTF-8.
 */
export function discover(
  paths: readonly string[],
  options: { ignores?: Ignores; ignoreUnknown?: boolean } = {},
): LintFile[] {
  const { ignores = () => false, ignoreUnknown = false } = options
  const wanted = paths.filter((path) => !ignores(path))
  const found = wanted.flatMap((path) => discoverOne(path, ignores, ignoreUnknown))
  const unique = new Map(found.map((file) => [file.path, file]))
  return [...unique.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

function discoverOne(path: string, ignores: Ignores, ignoreUnknown: boolean): LintFile[] {
  const entry = statOf(path)
  if (entry.isDirectory()) return yamlFilesBelow(path, ignores).flatMap((file) => read(file) ?? [])
  const file = read(path, ignoreUnknown ? undefined : 'policy')
  return file ? [file] : []
}

function statOf(path: string): Stats {
  const entry = trying(path, () => statSync(path, { throwIfNoEntry: false }))
  if (!entry) throw new CommandError(`${path}: no such file or folder`)
  return entry
}

function trying<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${whyUnreadable(error)}.`)
  }
}

/**
 * A policy or a Compose file; undefined for what is none of our business, which may be in any encoding, too.
 *
 * @param otherwise what a file is taken for that looks like neither
 */
function read(path: string, otherwise?: FileKind): LintFile | undefined {
  const bytes = trying(path, () => readFileSync(path))
  const kind = fileKind(path, bytes.toString('utf8')) ?? otherwise
  return kind && { path, text: decodeText(bytes, path), kind }
}

/** Every YAML or JSON file below a folder; symbolic links are not followed, so there are no circles. */
function yamlFilesBelow(folder: string, ignores: Ignores): string[] {
  const entries = trying(folder, () => readdirSync(folder, { withFileTypes: true }))
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory())
      return skippedFolders.has(entry.name) || ignores(path) ? [] : yamlFilesBelow(path, ignores)
    return entry.isFile() && yamlName.test(entry.name) && !ignores(path) ? [path] : []
  })
}

import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type FileKind, fileKind } from '../../policy/file-kind.ts'
import { CommandError } from '../exit.ts'
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
 * Throws CommandError (exit 2) for a path that does not exist or is not UTF-8.
 */
export async function discover(
  paths: readonly string[],
  options: { ignores?: Ignores; ignoreUnknown?: boolean } = {},
): Promise<LintFile[]> {
  const { ignores = () => false, ignoreUnknown = false } = options
  const wanted = paths.filter((path) => !ignores(path))
  const found = await Promise.all(wanted.map((path) => discoverOne(path, ignores, ignoreUnknown)))
  const unique = new Map(found.flat().map((file) => [file.path, file]))
  return [...unique.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function discoverOne(
  path: string,
  ignores: Ignores,
  ignoreUnknown: boolean,
): Promise<LintFile[]> {
  const entry = await stat(path).catch(() => undefined)
  if (!entry) throw new CommandError(`${path}: no such file or folder`)
  if (!entry.isDirectory()) {
    if (ignoreUnknown) return readIfOurs(path)
    const text = await readUtf8(path)
    return [{ path, text, kind: fileKind(path, text) ?? 'policy' }]
  }
  const below = await yamlFilesBelow(path, ignores)
  return (await Promise.all(below.map(readIfOurs))).flat()
}

/** Reads a file that may be none of our business; then it may be in any encoding, too. */
async function readIfOurs(path: string): Promise<LintFile[]> {
  const kind = fileKind(path, await readFile(path, 'utf8'))
  return kind ? [{ path, text: await readUtf8(path), kind }] : []
}

/** Every YAML or JSON file below a folder; symbolic links are not followed, so there are no circles. */
async function yamlFilesBelow(folder: string, ignores: Ignores): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const nested = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory())
        return skippedFolders.has(entry.name) || ignores(path) ? [] : yamlFilesBelow(path, ignores)
      return entry.isFile() && yamlName.test(entry.name) && !ignores(path) ? [path] : []
    }),
  )
  return nested.flat()
}

async function readUtf8(path: string): Promise<string> {
  const bytes = await readFile(path)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new CommandError(`${path}: not UTF-8. Save it as UTF-8 and try again.`)
  }
}

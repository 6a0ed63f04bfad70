import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What the server needs of a file system; handed in, so that tests and browsers can bring their own. */
export interface Disk {
  /** Changes when the file does; undefined when there is no such file. */
  stamp(path: string): Promise<string | undefined>
  /** Undefined when it cannot be read, is no file, is too large or is not UTF-8. */
  read(path: string): Promise<string | undefined>
  /** Paths of the YAML and JSON files below folders. */
  list(folders: readonly string[]): Promise<readonly string[]>
}

const largestFile = 8_000_000
/** Enough for any project; a bound, so that a home directory opened as a folder does not stall the server. */
const mostFiles = 5_000
const mostFolders = 20_000
const skippedFolders = new Set(['node_modules', '.git', 'dist', 'vendor', '.venv', 'target'])
const yamlName = /\.(ya?ml|json)$/i

export const realDisk: Disk = {
  async stamp(path) {
    const found = await stat(path).catch(() => undefined)
    return found?.isFile() ? `${found.mtimeMs}:${found.size}` : undefined
  },
  async read(path) {
    const found = await stat(path).catch(() => undefined)
    if (!found?.isFile() || found.size > largestFile) return undefined
    try {
      const bytes = await readFile(path)
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    } catch {
      return undefined
    }
  },
  async list(folders) {
    const found: string[] = []
    const waiting = [...folders]
    let visited = 0
    for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
      visited += 1
      if (visited > mostFolders || found.length >= mostFiles) break
      for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
        if (entry.isDirectory() && !skippedFolders.has(entry.name))
          waiting.push(join(folder, entry.name))
        else if (entry.isFile() && yamlName.test(entry.name)) found.push(join(folder, entry.name))
      }
    }
    return found
  },
}

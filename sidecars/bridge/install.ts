import { realpathSync } from 'node:fs'
import { chmod, copyFile, mkdir, readdir, readFile, rename, stat, utimes } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** In bytes; the libraries and this program are smaller, and Node is not. */
const SMALL = 16 * 1024 * 1024

/**
 * Puts what the bridge needs into a folder that containers of other images mount: this very program, the Node that it
 * runs on, and the loader and libraries that this Node has in use. So it runs in any image for the same kind of
 * machine, whatever C library that image has, or none.
 *
 * @param folder as `harden/bridges.ts` mounts it: `ld.so`, `lib/`, `node`, `sidecar.mjs`
 */
export async function installBridge(folder: string): Promise<void> {
  const program = process.argv[1] ?? ''
  const roles = join(dirname(program), 'roles')
  await mkdir(join(folder, 'lib'), { recursive: true })
  await mkdir(join(folder, 'roles'), { recursive: true })
  for (const [from, to] of await librariesInUse()) {
    await install(from, join(folder, 'lib', to))
    if (/^ld-|^ld\.so|^ld64/.test(to)) await install(from, join(folder, 'ld.so'))
  }
  await install(realpathSync('/proc/self/exe'), join(folder, 'node'))
  for (const name of await readdir(roles))
    await install(join(roles, name), join(folder, 'roles', name))
  // Last, because a container that finds it finds the rest as well.
  await install(program, join(folder, 'sidecar.mjs'))
}

/** Every library that is mapped into this process, under each name by which its folder has it. */
async function librariesInUse(): Promise<Map<string, string>> {
  const mapped = new Set<string>()
  for (const line of (await readFile('/proc/self/maps', 'utf8')).split('\n')) {
    const path = /\s(\/\S*(?:\.so(?:\.[0-9.]+)?|\/ld-\S+))$/.exec(line)?.[1]
    if (path !== undefined) mapped.add(path)
  }
  const found = new Map<string, string>()
  for (const folder of new Set([...mapped].map((path) => dirname(path)))) {
    for (const name of await readdir(folder)) {
      const path = join(folder, name)
      if (!/\.so(?:\.|$)/.test(name)) continue
      try {
        if (mapped.has(realpathSync(path))) found.set(path, name)
      } catch {
        // A link to nothing.
      }
    }
  }
  for (const path of mapped) found.set(path, basename(path))
  return found
}

/** Copies a file unless it is there already. Renamed into place: it may be running. */
async function install(from: string, to: string): Promise<void> {
  if (await isSame(from, to)) return
  const { mtime, atime } = await stat(from)
  const draft = `${to}.new`
  await copyFile(from, draft)
  await chmod(draft, 0o755)
  await utimes(draft, atime, mtime)
  await rename(draft, to)
}

/** Small files are compared; of Node itself size and date have to do. */
async function isSame(from: string, to: string): Promise<boolean> {
  const [source, present] = await Promise.all([stat(from), stat(to).catch(() => undefined)])
  if (present?.size !== source.size) return false
  if (source.size > SMALL) return Math.abs(present.mtimeMs - source.mtimeMs) < 1_000
  const [wanted, found] = await Promise.all([readFile(from), readFile(to)])
  return wanted.equals(found)
}

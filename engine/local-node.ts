import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { TarEntry } from './tar.ts'

/**
 * Libraries that the C library opens by itself when a name is looked up, so that `ldd` does not list them. glibc 2.34
 * and later have them built in.
 */
const openedLater = ['libnss_files.so.2', 'libnss_dns.so.2', 'libresolv.so.2']

/**
 * Gives what an image needs to run this machine's own Node: the program, the libraries that it is linked with, at the
 * paths where it looks for them, and the files by which names are looked up.
 *
 * Linux only: the programs of other systems do not run in a container.
 */
export async function localNode(program: string = process.execPath): Promise<TarEntry[]> {
  const libraries = await linkedLibraries(program)
  const folder = libraries.map((path) => dirname(path))
  for (const name of openedLater) {
    const path = [...new Set(folder)].map((in_) => join(in_, name)).find((at) => existsSync(at))
    if (path !== undefined && !libraries.includes(path)) libraries.push(path)
  }
  const copied = await Promise.all(
    libraries.map(async (path) => ({ path, mode: 0o755, content: await readFile(path) })),
  )
  return [
    { path: '/usr/local/bin/node', mode: 0o755, content: await readFile(program) },
    ...copied,
    { path: '/etc/passwd', mode: 0o644, content: Buffer.from('root:x:0:0::/:/none\n') },
    { path: '/etc/group', mode: 0o644, content: Buffer.from('root:x:0:\n') },
    // Older C libraries ask the name server before /etc/hosts without it.
    { path: '/etc/nsswitch.conf', mode: 0o644, content: Buffer.from('hosts: files dns\n') },
  ]
}

/** The absolute paths that `ldd` lists; none for a program that is linked statically. */
async function linkedLibraries(program: string): Promise<string[]> {
  const listed = await promisify(execFile)('ldd', [program]).catch(() => ({ stdout: '' }))
  const found = new Set<string>()
  for (const line of listed.stdout.split('\n')) {
    const path = /(?:=> |^\s+)(\/\S+) \(0x/.exec(line)?.[1]
    if (path !== undefined) found.add(path)
  }
  return [...found]
}

import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Tools } from './plan.ts'

/** Program → the package that most systems have it in. */
const PROGRAMS: readonly [keyof Tools, string, string][] = [
  ['unshare', 'unshare', 'util-linux'],
  ['setpriv', 'setpriv', 'util-linux'],
  ['mount', 'mount', 'util-linux'],
  ['umount', 'umount', 'util-linux'],
  ['pivotRoot', 'pivot_root', 'util-linux'],
  ['ip', 'ip', 'iproute2'],
  ['sh', 'sh', 'a shell'],
  ['env', 'env', 'coreutils'],
]

/** Administrators' programs are not in everybody's PATH. */
const ALSO_IN = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin']

/** The programs that build namespaces, or what is missing, in words. */
export function findTools(path: string): { tools: Tools } | { missing: string } {
  const found = new Map<string, string>()
  for (const [key, program, from] of PROGRAMS) {
    const place = findProgram(program, [...path.split(delimiter), ...ALSO_IN].join(delimiter))
    if (place === undefined) return { missing: `${program} (from ${from}) is not installed` }
    found.set(key, place)
  }
  const get = (key: keyof Tools) => found.get(key) ?? ''
  return {
    tools: {
      unshare: get('unshare'),
      setpriv: get('setpriv'),
      mount: get('mount'),
      umount: get('umount'),
      pivotRoot: get('pivotRoot'),
      ip: get('ip'),
      sh: get('sh'),
      env: get('env'),
    },
  }
}

/** Where a shell would find a program. A name with a slash is taken as it is. */
export function findProgram(name: string, path: string, directory = ''): string | undefined {
  const places = name.includes('/')
    ? [name.startsWith('/') ? name : join(directory, name)]
    : path
        .split(delimiter)
        .filter((folder) => folder !== '')
        .map((folder) => join(folder, name))
  return places.find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

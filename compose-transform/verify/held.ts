import { posix } from 'node:path'
import type { Complain } from './container.ts'
import { type EmittedFile, mountsOf } from './file.ts'

/**
 * That no governed service can swap what somebody mounts for a link: every path that is mounted anywhere and lies in a
 * folder that it may write to, and each folder on the way there, is a mount point in it, which cannot be renamed.
 */
export function checkHeld(file: EmittedFile, governed: Iterable<string>, complain: Complain): void {
  const sources = new Set<string>()
  for (const service of file.services.values()) {
    for (const { type, source } of mountsOf(service)) {
      if (type === 'bind' && source !== undefined && source !== '/dev/null')
        sources.add(posix.normalize(source))
    }
  }
  const sorted = [...sources].sort()
  for (const name of governed) {
    const mounts = mountsOf(file.services.get(name))
    const targets = new Set(mounts.map(({ target }) => posix.normalize(target)))
    for (const { type, source, target, readOnly } of mounts) {
      if (type !== 'bind' || readOnly || source === undefined || source === '/dev/null') continue
      const folder = source === '/' ? source : `${posix.normalize(source)}/`
      for (const path of sorted) {
        if (!path.startsWith(folder)) continue
        const inside = path.slice(folder.length)
        const loose = loosePart(inside, (part) => targets.has(posix.join(target, part)))
        if (loose !== undefined)
          complain(name, `it could put a link in the place of ${loose}, on the way to ${path}`)
      }
    }
  }
}

function loosePart(inside: string, isHeld: (part: string) => boolean): string | undefined {
  const steps = inside.split('/')
  return steps.map((_, at) => steps.slice(0, at + 1).join('/')).find((part) => !isHeld(part))
}

/** One line of /proc/self/mountinfo (see proc(5)), as far as it matters here. */
export interface Mount {
  path: string
  /** `MAJOR:MINOR` of the file system, as `stat` shows it. */
  device: string
  /** Options of this mount alone: `ro`, `nosuid`, `relatime` … */
  options: string[]
}

/** @param text what /proc/self/mountinfo holds */
export function parseMounts(text: string): Mount[] {
  const mounts: Mount[] = []
  for (const line of text.split('\n')) {
    const [, , device, , path, options] = line.split(' ')
    if (device === undefined || path === undefined || options === undefined) continue
    mounts.push({ device, path: unescapePath(path), options: options.split(',') })
  }
  return mounts
}

/** The kernel writes space, tab, newline and backslash as three octal digits. */
function unescapePath(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  )
}

/**
 * Paths of the Unix sockets that processes of this network namespace have bound in the file system.
 *
 * @param text what /proc/net/unix holds
 */
export function boundSockets(text: string): string[] {
  const paths = new Set<string>()
  for (const line of text.split('\n')) {
    const path = /^\S+: \S+ \S+ \S+ \S+ \S+ +\d+ (\/.*)$/.exec(line)?.[1]
    if (path !== undefined) paths.add(path)
  }
  return [...paths]
}

/** Whether a path is a folder's own or lies beneath it. Both absolute and normal. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === '/' || path.startsWith(`${folder}/`)
}

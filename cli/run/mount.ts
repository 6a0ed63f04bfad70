import { posix } from 'node:path'
import { CommandError } from '../exit.ts'

/** A mount in Compose's long form. */
export type Mount = Record<string, unknown> & { type: string; target: string; source?: string }

/** Keys of `--mount` (docker/cli, opts/mount.go): where they go in Compose's long form. */
const keys = new Map<string, readonly string[]>([
  ['type', ['type']],
  ['source', ['source']],
  ['src', ['source']],
  ['target', ['target']],
  ['dst', ['target']],
  ['destination', ['target']],
  ['readonly', ['read_only']],
  ['ro', ['read_only']],
  ['bind-propagation', ['bind', 'propagation']],
  ['volume-nocopy', ['volume', 'nocopy']],
  ['volume-subpath', ['volume', 'subpath']],
  ['tmpfs-size', ['tmpfs', 'size']],
])

const flags = new Set(['readonly', 'ro', 'volume-nocopy'])

/** Reads `--mount type=bind,src=./a,dst=/a,readonly`. Throws CommandError for what it does not know. */
export function readMount(text: string, directory: string): Mount {
  const mount: Mount = { type: 'volume', target: '' }
  for (const field of splitFields(text)) {
    const equals = field.indexOf('=')
    const key = (equals < 0 ? field : field.slice(0, equals)).toLowerCase()
    const path = keys.get(key)
    if (!path) {
      throw new CommandError(
        `run --mount ${text} is refused: "${key}" is not known here, so nobody can say what it would mount.`,
      )
    }
    const given = equals < 0 ? undefined : field.slice(equals + 1)
    put(mount, path, flags.has(key) ? given === undefined || /^(?:1|true)$/i.test(given) : given)
  }
  if (mount.target === '') throw new CommandError(`run --mount ${text}: target is missing`)
  if (!['bind', 'volume', 'tmpfs'].includes(mount.type)) {
    throw new CommandError(
      `run --mount ${text} is refused: ${mount.type} is no bind, volume or tmpfs.`,
    )
  }
  if (mount.type === 'bind') {
    if (!mount.source) throw new CommandError(`run --mount ${text}: source is missing`)
    mount.source = posix.resolve(directory, mount.source)
  }
  return mount
}

function put(mount: Mount, path: readonly string[], value: unknown): void {
  const [section = '', key] = path
  if (key === undefined) mount[section] = value ?? ''
  else mount[section] = { ...(mount[section] as object | undefined), [key]: value }
}

/** One line of comma-separated values, in which a field may stand in double quotes. */
function splitFields(text: string): string[] {
  const fields = [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)]
  return fields.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '')
}

export interface VolumeSpec {
  type: 'bind' | 'volume'
  source?: string
  target: string
  readOnly?: boolean
  nocopy?: boolean
  propagation?: string
  selinux?: string
}

const propagations = new Set(['rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave'])

/**
 * Parses the short form of a mount, `[SOURCE:]TARGET[:OPTIONS]`, as Compose does: one letter before a colon
 * is a Windows drive (`v:/x` is one path), options that nobody knows are dropped. Undefined: not a mount.
 */
export function parseVolume(text: string): VolumeSpec | undefined {
  if (text === '' || text.includes('\0')) return undefined
  if (Buffer.byteLength(text) <= 2) return { type: 'volume', target: text }
  const parts = split(text)
  if (!parts || parts.length > 3 || parts.some((part) => part === '')) return undefined
  const [first = '', second, options] = parts
  if (second === undefined) return { type: 'volume', target: first }
  const spec: VolumeSpec = {
    type: isHostPath(first) ? 'bind' : 'volume',
    source: first,
    target: second,
  }
  for (const option of (options ?? '').split(',')) {
    if (option === 'ro') spec.readOnly = true
    else if (option === 'rw') spec.readOnly = false
    else if (option === 'nocopy') spec.nocopy = true
    else if (propagations.has(option)) spec.propagation = option
    else if (option === 'z' || option === 'Z') spec.selinux = option
  }
  return spec
}

/** Cut at colons, but for those of a drive and those inside `${…}`; undefined when a brace is not closed. */
function split(text: string): string[] | undefined {
  const parts: string[] = []
  let part = ''
  let braces = 0
  for (const [char, next] of pairs(text)) {
    if (char === '$' && next === '{') braces++
    else if (char === '}' && braces > 0) braces--
    const drive = char === ':' && /^\p{L}$/u.test(part)
    if (char === ':' && !drive && braces === 0) {
      parts.push(part)
      part = ''
    } else part += char
  }
  return braces === 0 ? [...parts, part] : undefined
}

function* pairs(text: string): Iterable<[string, string | undefined]> {
  const chars = [...text]
  for (const [index, char] of chars.entries()) yield [char, chars[index + 1]]
}

/** Whether a source names a path of the host rather than a volume. */
export function isHostPath(source: string): boolean {
  return /^[./~]/.test(source) || source.startsWith('\\\\') || /^\p{L}:/u.test(source)
}

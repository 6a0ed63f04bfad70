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
  if (text === '') return undefined
  if (text.length <= 2) return { type: 'volume', target: text }
  const parts = split(text)
  if (parts.length > 3 || parts.some((part) => part === '')) return undefined
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

function split(text: string): string[] {
  const parts: string[] = []
  let part = ''
  for (const char of text) {
    const drive = char === ':' && part.length === 1 && /^\p{L}$/u.test(part)
    if (char === ':' && !drive) {
      parts.push(part)
      part = ''
    } else part += char
  }
  return [...parts, part]
}

/** Whether a source names a path of the host rather than a volume. */
export function isHostPath(source: string): boolean {
  return /^[./~]/.test(source) || source.startsWith('\\\\') || /^\p{L}:/u.test(source)
}

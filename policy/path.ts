import { matchesWildcard } from './wildcard.ts'

const maximumLength = 16_384

/** What a server may read as a path separator although it is written otherwise. */
const hiddenSlash = /%2F|%5C/g

/** Control characters, and the two bytes that only ever begin an overlong spelling of ASCII in broken UTF-8. */
const forbiddenOctets = /%(?:[01][0-9A-F]|7F|C0|C1)/

/**
 * The canonical path of a request target in origin form; query and fragment are not part of it.
 * Unreserved characters are decoded, the hexadecimal digits of all others upper-case (RFC 3986 §6.2.2).
 *
 * @returns undefined when servers would read the target in different ways, so that no verdict on it could be
 *   relied on: dot segments in any spelling (also `..;`, `%2e`, `%252e`, behind `%2F` or `%5C`), a raw backslash,
 *   `#`, white space, control characters, bytes above ASCII, overlong UTF-8, a broken escape, `*`, an absolute URL.
 */
export function canonicalPath(rawTarget: string): string | undefined {
  const end = rawTarget.indexOf('?')
  const raw = end === -1 ? rawTarget : rawTarget.slice(0, end)
  if (!raw.startsWith('/') || raw.length > maximumLength) return undefined
  if (!/^[\u0021-\u007e]*$/.test(raw) || /[\\#]/.test(raw)) return undefined
  if (/%(?![0-9a-f]{2})/i.test(raw)) return undefined
  const path = raw.replace(/%[0-9a-f]{2}/gi, (octet) => {
    const character = characterOf(octet)
    return /[A-Za-z0-9._~-]/.test(character) ? character : octet.toUpperCase()
  })
  if (forbiddenOctets.test(path)) return undefined
  return hidesDotSegment(path) ? undefined : path
}

/** Whether any server, however often it decodes and whatever it takes for a separator, could see `.` or `..` as a segment. */
function hidesDotSegment(path: string): boolean {
  let text = path
  for (let round = 0; round < 4; round++) {
    const segments = text.split(/[/\\]/).map((segment) => segment.split(';', 1)[0])
    if (segments.includes('.') || segments.includes('..')) return true
    const decoded = text.replace(/%(2[5EF]|3B|5C)/gi, characterOf)
    if (decoded === text) return false
    text = decoded
  }
  return true
}

function characterOf(octet: string): string {
  return String.fromCharCode(Number.parseInt(octet.slice(1), 16))
}

/** A path glob, ready to match: its segments after the leading slash, as written and with `%2F` and `%5C` taken for separators. */
export interface PathPattern {
  readonly segments: readonly string[]
  readonly decoded: readonly string[]
}

/**
 * Reads a glob: `*` stands for anything within one segment, `**` as a whole segment for any number of segments.
 *
 * @returns the reason when it is none, in words that follow "because".
 */
export function parsePathPattern(
  text: string,
): { ok: true; pattern: PathPattern } | { ok: false; problem: string } {
  if (!text.startsWith('/')) return { ok: false, problem: 'a path begins with /' }
  if (/[?#]/.test(text)) return { ok: false, problem: 'a path holds neither query nor fragment' }
  const path = canonicalPath(text)
  if (path === undefined) {
    return { ok: false, problem: 'servers would read it in different ways' }
  }
  const segments = segmentsOf(path)
  if (segments.some((segment) => segment.includes('**') && segment !== '**')) {
    return { ok: false, problem: '** has to be a whole segment, as in /repos/**' }
  }
  const unhidden = path.replace(hiddenSlash, '/')
  if (unhidden.includes('//')) return { ok: false, problem: 'it has an empty segment' }
  const decoded = unhidden === path ? segments : segmentsOf(unhidden)
  return { ok: true, pattern: { segments, decoded } }
}

/**
 * Whether a canonical path matches in every way in which a server might split it: as it stands, and with `%2F` and `%5C`
 * taken for separators. Servers that take repeated slashes for one see nothing else: only `**` matches an empty segment.
 */
export function matchesPath(pattern: PathPattern, path: string): boolean {
  const decoded = path.replace(hiddenSlash, '/')
  const asWritten = matchesSegments(pattern.segments, segmentsOf(path))
  if (!asWritten || (decoded === path && pattern.decoded === pattern.segments)) return asWritten
  return matchesSegments(pattern.decoded, segmentsOf(decoded))
}

function segmentsOf(path: string): string[] {
  return path.slice(1).split('/')
}

/** The same walk as `matchesWildcard`, over segments: `**` stands for any run of them, a lone `*` never for an empty one. */
function matchesSegments(pattern: readonly string[], segments: readonly string[]): boolean {
  let p = 0
  let s = 0
  let star = -1
  let resume = 0
  while (s < segments.length) {
    const part = pattern[p]
    const segment = segments[s] ?? ''
    if (part === '**') {
      star = p++
      resume = s
    } else if (part !== undefined && matchesSegment(part, segment)) {
      p++
      s++
    } else if (star >= 0) {
      p = star + 1
      s = ++resume
    } else return false
  }
  // A trailing ** needs something below, be it the empty segment after a slash.
  while (pattern[p] === '**' && p !== pattern.length - 1) p++
  return p === pattern.length
}

function matchesSegment(part: string, segment: string): boolean {
  return segment === '' ? part === '' : matchesWildcard(part, segment)
}

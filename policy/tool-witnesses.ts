import { parseToolPattern, type ToolPattern } from './tool-pattern.ts'

/** One tool that stands for all that a pattern, or what two patterns have in common, matches and no narrower one. */
export interface ToolWitness {
  server: string
  tool: string
  /** The pattern that it stands for. */
  text: string
}

/** Stands where a star is: no pattern that people write names it. */
const fresh = 'zz\u{e000}zz'

/** Enough for two policies of hundreds of wildcards; what is more is left to the patterns themselves. */
const mostPairs = 100_000

/**
 * Tools that tell apart any two policies with these patterns: for every pattern, and for what every two of them have
 * in common, a tool whose stars stand for something that nobody named.
 */
export function toolWitnesses(texts: readonly string[]): ToolWitness[] {
  const patterns = [...new Set(texts)].flatMap((text) => {
    const result = parseToolPattern(text)
    return result.ok ? [result.pattern] : []
  })
  const all = new Map<string, ToolPattern>()
  const add = (pattern: ToolPattern) => all.set(formatPattern(pattern), pattern)
  for (const pattern of patterns) add(pattern)
  let pairs = 0
  for (const [index, one] of patterns.entries()) {
    for (const other of patterns.slice(index + 1)) {
      pairs += 1
      if (pairs > mostPairs) break
      const common = intersect(one, other)
      if (common) add(common)
    }
  }
  return [...all].map(([text, { server, name }]) => ({
    server: (server ?? fresh).replaceAll('*', fresh),
    tool: name.map((segment) => segment.replaceAll('*', fresh)).join('/'),
    text,
  }))
}

function formatPattern({ server, name }: ToolPattern): string {
  return [...(server === undefined ? [] : [server]), ...name].join('/')
}

function intersect(one: ToolPattern, other: ToolPattern): ToolPattern | undefined {
  if (one.name.length !== other.name.length) return undefined
  const name = one.name.map((segment, index) => common(segment, other.name[index] ?? ''))
  if (!name.every((segment) => segment !== undefined)) return undefined
  if (one.server === undefined || other.server === undefined) {
    const server = one.server ?? other.server
    return server === undefined ? { name } : { server, name }
  }
  const server = common(one.server, other.server)
  return server === undefined ? undefined : { server, name }
}

/** What two segments have in common. Between the outer stars of both anything may stand, the inner parts of both too. */
function common(one: string, other: string): string | undefined {
  const [first, last, inner] = parts(one)
  const [otherFirst, otherLast, otherInner] = parts(other)
  if (inner === undefined && otherInner === undefined) return one === other ? one : undefined
  if (inner === undefined) return fits(one, otherFirst, otherLast) ? one : undefined
  if (otherInner === undefined) return fits(other, first, last) ? other : undefined
  const begin = longer(first, otherFirst, (long, short) => long.startsWith(short))
  const end = longer(last, otherLast, (long, short) => long.endsWith(short))
  if (begin === undefined || end === undefined) return undefined
  return `${begin}*${[...inner, ...otherInner].map((part) => `${part}*`).join('')}${end}`
}

/** What stands before the first star, after the last, and between; no inner parts at all without a star. */
function parts(segment: string): [first: string, last: string, inner: string[] | undefined] {
  const pieces = segment.split('*')
  if (pieces.length === 1) return [segment, segment, undefined]
  return [pieces[0] ?? '', pieces.at(-1) ?? '', pieces.slice(1, -1)]
}

/** Whether a plain segment may match; the decisions themselves tell whether it does. */
function fits(text: string, first: string, last: string): boolean {
  return text.startsWith(first) && text.endsWith(last)
}

function longer(
  one: string,
  other: string,
  contains: (long: string, short: string) => boolean,
): string | undefined {
  const [long, short] = one.length >= other.length ? [one, other] : [other, one]
  return contains(long, short) ? long : undefined
}

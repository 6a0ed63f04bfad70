import { visible } from './visible.ts'

/** One place at which two definitions are not the same. */
export interface Difference {
  /** Such as `inputSchema.properties.path.description`; empty for the whole. */
  path: string
  /** Absent where there was nothing. */
  before?: unknown
  /** Absent where there is nothing any more. */
  after?: unknown
}

/** Where two definitions differ, as deep as both have the same shape. */
export function differencesOf(before: unknown, after: unknown, path = ''): Difference[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  const left = membersOf(before)
  const right = membersOf(after)
  if (left === undefined || right === undefined || Array.isArray(before) !== Array.isArray(after))
    return [{ path, before, after }]
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key): Difference[] => {
    const inner = path === '' ? key : `${path}.${key}`
    if (!left.has(key)) return [{ path: inner, after: right.get(key) }]
    if (!right.has(key)) return [{ path: inner, before: left.get(key) }]
    return differencesOf(left.get(key), right.get(key), inner)
  })
}

function membersOf(value: unknown): Map<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined
}

/** Lines for people: each place, and below it what was taken away and what was added. */
export function differenceLines(before: unknown, after: unknown): string[] {
  return differencesOf(before, after).flatMap((one) => [
    `  ${visible(one.path) || 'text'}`,
    ...('before' in one ? written(one.before).map((line) => `  - ${line}`) : []),
    ...('after' in one ? written(one.after).map((line) => `  + ${line}`) : []),
  ])
}

function written(value: unknown): string[] {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return text.split('\n').map(visible)
}

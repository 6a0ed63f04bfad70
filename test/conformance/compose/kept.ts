import type { Change } from '../../../compose-transform/harden/draft.ts'
import type { Project } from '../../../compose-transform/index.ts'
import { comparable, type Data, unescaped } from './comparable.ts'
import { asConfig } from './ours.ts'

/**
 * Every setting of the source that the governed file says otherwise, or not at all, though no change names it.
 *
 * @param governed the governed file, as `docker compose config --format json` shows it.
 */
export function lostSettings(
  project: Project,
  changes: readonly Change[],
  governed: unknown,
): string[] {
  const named = changes.map((change) => change.path.map(String))
  const lost: string[] = []
  const visit = (before: Data, after: Data | undefined, path: readonly string[]): void => {
    if (JSON.stringify(before) === JSON.stringify(after)) return
    if (named.some((change) => startsWith(path, change))) return
    if (isMap(before) && isMap(after)) {
      for (const [key, value] of Object.entries(before)) {
        const there = Object.hasOwn(after, key) ? after[key] : undefined
        visit(value, there, [...path, key])
      }
    } else if (!named.some((change) => startsWith(change, path))) {
      lost.push(`${path.join('.')}: ${JSON.stringify(before)} is ${JSON.stringify(after)}`)
    }
  }
  visit(comparable(asConfig(project)), comparable(unescaped(governed as Data)), [])
  return lost
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.every((step, index) => path[index] === step)
}

function isMap(value: Data | undefined): value is { [key: string]: Data } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
